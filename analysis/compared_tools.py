# SPDX-License-Identifier: Apache-2.0
"""What the comparisons with other tools share: the rows that all tools start from, and how each is put to work.

A tool works in a process of its own, so that neither its memory nor what it leaves behind counts for the next one:
thema is a program anyway, the others are in the comparing script, started once more with arguments that tell which.
Nothing can be compared once a tool has failed, so the script then ends with what the tool said.
"""

import os
import pathlib
import re
import resource
import shlex
import subprocess
import sys

import numpy as np

LAST_WORDS = 3000  # characters of what a failed tool wrote


def read_embeddings(path, papers=None):
    """The rows of an embeddings.h5, the first `papers` of them, as unit rows."""
    import h5py

    with h5py.File(path) as file:
        return unit_rows(file["embeddings"][:papers])


def unit_rows(rows):
    """In fp32, as every tool takes them."""
    rows = np.asarray(rows, dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def run_thema(program, ranks, *command):
    """Of a run of thema: what it printed. MPI is started as $THEMA_MPIEXEC, else mpirun."""
    launch = [os.environ.get("THEMA_MPIEXEC", "mpirun"), "-n", ranks] if ranks > 1 else []
    return run([*launch, program, *command], os.environ)


def run_this_script(cores, *more):
    """The script itself with these arguments behind its own; what it imports keeps to so many threads."""
    threads = {"OMP_NUM_THREADS": str(cores), "NUMBA_NUM_THREADS": str(cores)}
    run([sys.executable, *sys.argv, *more], {**os.environ, **threads})


def run(command, environment):
    """stdout and stderr of a command that ends well; of another one the script ends with the last of its words."""
    command = list(map(str, command))
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {shlex.join(command)} ended with {done.returncode}:\n"
                 f"{done.stderr[-LAST_WORDS:]}")
    return done


def peak_mebibytes(done, stage, ranks):
    """Memory of all ranks, out of the table of stages that thema ends with; it tells the largest of a rank."""
    return ranks * int(re.search(rf"^thema: {stage} .*papers/s +(\d+)", done.stderr, re.M)[1])


def stage_seconds(done, stage):
    """Out of the same table: from reading the stage's input to its finished file, without the start of the process."""
    return float(re.search(rf"^thema: {stage} +([\d.]+) .*papers/s", done.stderr, re.M)[1])


def own_peak_mebibytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
