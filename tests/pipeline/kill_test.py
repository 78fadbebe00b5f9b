# SPDX-License-Identifier: Apache-2.0
"""kill -9 of one rank at ten moments over all stages; a resume with another rank count finds the undisturbed bits.
k-means, killed again and again, goes on where it was. A killed edit is there whole or not at all.

With a number as argument that many moments are tried."""
import contextlib
import os
import pathlib
import signal
import shutil
import subprocess
import sys
import time
import unittest

import numpy as np

from thema_job import (PROGRAM, SMALL, STAGE_FILES, JobTest, command, contents, differences, run_job,
                       synthetic_papers, thema)

MOMENTS = 10


def ranks_of(launcher):
    """Process ids of the program's ranks, whose ancestor is `launcher`."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            is_rank = os.path.samefile(entry / "exe", PROGRAM)
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError):
            continue
        if is_rank and parent == launcher:
            found.append(int(entry.name))
    return sorted(found)



def stage_lengths(run, start, process):
    """Seconds after `start` at which each stage's file was complete, watched while the job runs."""
    complete = {}
    while process.poll() is None:
        for stage in STAGE_FILES:
            if stage not in complete and (run / f"{stage}.h5").exists():
                complete[stage] = time.monotonic() - start
        time.sleep(0.005)
    return complete


class Kill(JobTest):
    def start(self, ranks, run):
        return subprocess.Popen(command(ranks, "run", "--run", run, "--input", self.papers, *SMALL),
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def test_resumes_to_the_same_bits(self):
        self.papers = synthetic_papers(self.folder, 200)
        reference = self.folder / "reference"
        run_job(1, reference, self.papers)
        timed = self.folder / "timed"
        process = self.start(3, timed)
        ends = stage_lengths(timed, time.monotonic(), process)
        process.stderr.close()
        self.assertEqual(process.returncode, 0)
        self.assertEqual(sorted(ends), sorted(STAGE_FILES))
        for moment in range(MOMENTS):
            self.kill_and_resume(moment, ends, reference)

    def killed(self, run, moment, before, delay):
        """Starts the job and kills one of its ranks `delay` seconds after the file `before`; False if it had ended."""
        process = self.start(3, run)
        while before and not (run / f"{before}.h5").exists() and process.poll() is None:
            time.sleep(0.002)
        time.sleep(delay)
        while not ranks_of(process.pid) and process.poll() is None:
            time.sleep(0.002)  # the launcher has not started them yet
        ranks = ranks_of(process.pid)
        with contextlib.suppress(ProcessLookupError, IndexError):  # it has just ended
            os.kill(ranks[moment % max(1, len(ranks))], signal.SIGKILL)
        process.communicate(timeout=60)  # the others must end by themselves
        return process.returncode != 0

    def kill_and_resume(self, moment, ends, reference):
        stage = STAGE_FILES[moment % len(STAGE_FILES)]
        before = STAGE_FILES[STAGE_FILES.index(stage) - 1] if stage != STAGE_FILES[0] else None
        length = ends[stage] - (ends[before] if before else 0)
        share = (moment // len(STAGE_FILES) + 1) / (MOMENTS // len(STAGE_FILES) + 1)
        run = self.folder / f"killed{moment}"
        while not self.killed(run, moment, before, share * length):
            shutil.rmtree(run, ignore_errors=True)  # the job was faster this time and had ended: aim earlier
            share *= 0.7
        state = [s for s in STAGE_FILES if (run / f"{s}.h5").exists()]
        partial = [s for s in STAGE_FILES if (run / f"{s}.h5.partial").exists()]
        print(f"moment {moment}: aimed at {stage}, complete {state}, partial {partial}", flush=True)
        run_job((1, 2, 4)[moment % 3], run, self.papers)
        self.assertEqual(differences(reference, run), [], f"moment {moment}")
        self.assertEqual([*run.glob("*.partial*")], [], f"moment {moment}")


class KillOfKmeans(JobTest):
    """k = 60 from eight starts on rows without any structure takes many iterations."""

    CLUSTER = ["--cluster.k", "60", "--cluster.starts", "8"]

    def setUp(self):
        super().setUp()
        papers = synthetic_papers(self.folder, 6000)
        rows = np.random.default_rng(3).normal(size=(6000, 24)).astype(np.float32)
        np.save(self.folder / "rows.npy", rows)
        self.reference = self.folder / "reference"
        thema(2, "import", "--run", self.reference, "--input", papers, "--embeddings", self.folder / "rows.npy")
        self.run = self.folder / "run"
        shutil.copytree(self.reference, self.run)
        thema(1, "cluster", "--run", self.reference, *self.CLUSTER)

    def test_goes_on(self):
        for ranks, iteration in ((2, 9), (3, 21), (4, 33)):
            killed = subprocess.run(command(ranks, "cluster", "--run", self.run, *self.CLUSTER, "--inject",
                                            f"crash@cluster:iteration={iteration},rank={ranks - 1}"),
                                    capture_output=True, text=True)
            self.assertNotEqual(killed.returncode, 0, killed.stderr)
        _, log = thema(3, "cluster", "--run", self.run, *self.CLUSTER)
        # The state before an iteration is kept after it, by rank 0, perhaps before it hears of the death of another.
        self.assertRegex(log, "goes on after iteration 3[12], from the checkpoint")
        self.assertEqual(contents(self.reference / "clusters.h5"), contents(self.run / "clusters.h5"))
        self.assertEqual([*self.run.glob("*.partial*")], [])  # nor what the fourth rank left


class KillOfEdit(JobTest):
    """An edit is there whole or not at all, and can be made again."""

    EDITS = "[[edit]]\nsplit = 0\ninto = 4\n[[edit]]\nmerge = [1, 2]\n"

    def test_is_whole_or_not_there(self):
        rows = np.random.default_rng(4).normal(size=(4000, 24)).astype(np.float32)
        np.save(self.folder / "rows.npy", rows)
        reference = self.folder / "reference"
        thema(2, "import", "--run", reference, "--input", synthetic_papers(self.folder, 4000), "--embeddings",
              self.folder / "rows.npy")
        thema(2, "cluster", "--run", reference, "--cluster.k", 9, "--cluster.starts", 1)
        thema(2, "label", "--run", reference)
        self.edits = self.folder / "edits.toml"
        self.edits.write_text(self.EDITS)
        before = self.folder / "before"
        shutil.copytree(reference, before)
        start = time.monotonic()
        thema(2, "edit", "--run", reference, "--edits", self.edits)
        length = time.monotonic() - start
        states = [self.kill_and_repeat(before, reference, length * (attempt + 1) / 6, 2 + attempt % 3)
                  for attempt in range(6)]
        print("killed edits left:", ", ".join(states), flush=True)
        self.assertIn("nothing", states)

    def kill_and_repeat(self, before, reference, seconds, ranks):
        """What a job killed after so many seconds had left: its edit, or nothing."""
        run = self.folder / f"killed-{ranks}-{seconds:.3f}"
        shutil.copytree(before, run)
        process = subprocess.Popen(command(ranks, "edit", "--run", run, "--edits", self.edits),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(seconds)
        for rank in ranks_of(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(rank, signal.SIGKILL)
        process.communicate(timeout=60)
        is_there = (run / "edits" / "001.toml").exists()
        _, log = thema(1, "verify", "--run", run)  # sound, whatever it is
        self.assertEqual("edits/001/topics.h5" in log, is_there)
        thema(ranks, "edit", "--run", run, "--edits", self.edits)  # again, or told that it is there
        for stage in ("clusters.h5", "topics.h5"):
            self.assertEqual(contents(run / stage), contents(before / stage))
            self.assertEqual(contents(run / "edits" / "001" / stage), contents(reference / "edits" / "001" / stage))
        self.assertEqual(contents(run / "thema.h5"), contents(reference / "thema.h5"))
        return "its edit" if is_there else "nothing"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        MOMENTS = int(sys.argv.pop())
    unittest.main()
