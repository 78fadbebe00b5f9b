# SPDX-License-Identifier: Apache-2.0
"""What the comparisons with other tools share, beside the program as it is: its table of stages is read, failures end
the script."""

import contextlib
import os
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

import h5py
import numpy as np

SOURCE = pathlib.Path(os.environ["THEMA_SOURCE"])
sys.path[:0] = [str(SOURCE / "analysis"), str(SOURCE / "tests" / "pipeline")]
sys.dont_write_bytecode = True

import compared_tools  # noqa: E402
from thema_job import PROGRAM, synthetic_papers  # noqa: E402

PAPERS = 60
SCRIPT = """import os, pathlib, sys
if sys.argv[2] == "fail": sys.exit("it was told to")
pathlib.Path(sys.argv[2]).write_text(" ".join([sys.argv[1], os.environ["OMP_NUM_THREADS"]]))"""


class WithFolder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="thema-compared-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    @contextlib.contextmanager
    def assert_ends(self, *said):
        with self.assertRaises(SystemExit) as ended:
            yield
        for text in said:
            self.assertIn(text, str(ended.exception))


class Rows(WithFolder):
    def test_they_are_of_length_one_and_the_first(self):
        rows = np.arange(1, 13, dtype=np.float16).reshape(4, 3)
        with h5py.File(self.folder / "embeddings.h5", "w") as file:
            file["embeddings"] = rows
        found = compared_tools.read_embeddings(self.folder / "embeddings.h5", 2)
        np.testing.assert_allclose(np.linalg.norm(found, axis=1), [1, 1], rtol=1e-6)
        np.testing.assert_allclose(found[1] * np.linalg.norm(rows[1]), rows[1], rtol=1e-3)
        self.assertEqual((found.dtype, found.shape), (np.float32, (2, 3)))
        self.assertEqual(len(compared_tools.read_embeddings(self.folder / "embeddings.h5")), 4)


def row_of(done, stage):
    return next(line.split() for line in done.stderr.splitlines() if line.startswith(f"thema: {stage} "))


class Program(WithFolder):
    def test_memory_and_seconds_are_in_its_table_of_stages(self):
        run, rows = self.folder / "run", self.folder / "rows.npy"
        np.save(rows, np.random.default_rng(2).normal(size=(PAPERS, 8)))
        compared_tools.run_thema(PROGRAM, 1, "import", "--run", run, "--input", synthetic_papers(self.folder, PAPERS),
                                 "--embeddings", rows)
        stages = {"cluster": ["--cluster.k", 3], "label": [], "project": ["--project.epochs", 5]}
        for stage, options in stages.items():
            done = compared_tools.run_thema(PROGRAM, 2, stage, "--run", run, *options)
            # Of two ranks, each of which has loaded libtorch.
            self.assertTrue(100 < compared_tools.peak_mebibytes(done, stage, 2) < 2000)
            self.assertEqual(f"{compared_tools.stage_seconds(done, stage):.1f}", row_of(done, stage)[2])

    def test_a_failure_ends_the_script_with_its_words(self):
        with self.assert_ends("cluster --run", "ended with", "is missing"):
            compared_tools.run_thema(PROGRAM, 1, "cluster", "--run", self.folder / "absent")


class ThisScript(WithFolder):
    def test_it_gets_its_arguments_and_more_and_keeps_to_its_threads(self):
        script, out = self.folder / "script.py", self.folder / "out"
        script.write_text(SCRIPT)
        with mock.patch.object(sys, "argv", [str(script), "--its-own"]):
            compared_tools.run_this_script(3, out)
            self.assertEqual(out.read_text(), "--its-own 3")
            with self.assert_ends("script.py: ", "it was told to"):
                compared_tools.run_this_script(3, "fail")


if __name__ == "__main__":
    unittest.main()
