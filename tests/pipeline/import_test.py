# SPDX-License-Identifier: Apache-2.0
"""Embeddings made elsewhere: .npy and .h5 of every float type, and what is refused."""
import shutil
import unittest

import h5py
import numpy as np

from thema_job import JobTest, synthetic_papers, thema


class Import(JobTest):
    def setUp(self):
        super().setUp()
        self.papers = synthetic_papers(self.folder, 90)
        rng = np.random.default_rng(1)
        self.rows = rng.normal(size=(90, 24)).astype(np.float32)

    def imported(self, name, ranks, *options, expect=0):
        run = self.folder / ("run-" + name.replace(".", "-") + str(ranks))
        _, log = thema(ranks, "import", "--run", run, "--input", self.papers, "--embeddings", self.folder / name,
                       *options, expect=expect)
        if expect:
            return log
        with h5py.File(run / "embeddings.h5", "r") as file:
            return file["embeddings"][:]

    def test_every_form(self):
        unit = self.rows / np.linalg.norm(self.rows, axis=1, keepdims=True)
        for dtype, tolerance in ((np.float16, 1e-3), (np.float32, 1e-6), (np.float64, 1e-6)):
            np.save(self.folder / "e.npy", self.rows.astype(dtype))
            with h5py.File(self.folder / "e.h5", "w") as file:
                file["embeddings"] = self.rows.astype(dtype)
            for name in ("e.npy", "e.h5"):
                got = self.imported(name, 3, "--encode.store", "fp32", "--encode.block", "16")
                np.testing.assert_allclose(got, unit, atol=tolerance)
                shutil.rmtree(self.folder / ("run-" + name.replace(".", "-") + "3"))

    def test_the_other_stages_take_them(self):
        np.save(self.folder / "e.npy", self.rows)
        self.imported("e.npy", 2)
        run = self.folder / "run-e-npy2"
        _, log = thema(2, "run", "--run", run, "--input", self.papers, "--cluster.k", 3, "--project.methods", "pca")
        self.assertEqual(log.count("complete, skipped"), 2)
        with h5py.File(run / "map.h5", "r") as file:
            self.assertEqual(file["pca/coordinates"].shape, (90, 2))
        with h5py.File(run / "embeddings.h5", "r") as file:
            options = file.attrs["options"].decode()
            self.assertIn("block = 256", options)
            self.assertNotIn("model", options)  # none was asked

    def test_embeddings_of_other_papers_or_another_file_are_refused(self):
        np.save(self.folder / "e.npy", self.rows[:40])
        run = self.folder / "run"
        sample = ["--run", run, "--input", self.papers, "--ingest.sample", 40]
        thema(2, "import", *sample, "--run.seed", 1, "--embeddings", self.folder / "e.npy")
        _, log = thema(2, "ingest", *sample, "--run.seed", 2, "--overwrite")
        _, log = thema(1, "verify", "--run", run, expect=65)
        self.assertIn("was not made from the documents.h5", log)
        _, log = thema(2, "run", *sample, "--run.seed", 2, "--cluster.k", 3, expect=73)
        self.assertIn("embeddings.h5 was made with other options", log)
        changed = self.rows[:40].copy()
        changed[20, 5] += 1  # in the middle of the file
        np.save(self.folder / "f.npy", changed)
        thema(2, "import", *sample, "--run.seed", 2, "--embeddings", self.folder / "e.npy", "--overwrite")
        thema(2, "import", *sample, "--run.seed", 2, "--embeddings", self.folder / "f.npy", expect=73)

    def test_refusals(self):
        np.save(self.folder / "short.npy", self.rows[:50])
        self.assertIn("one row per kept paper", self.imported("short.npy", 1, expect=65))
        np.save(self.folder / "whole.npy", np.ones((90, 4), dtype=np.int64))
        self.assertIn("<i8", self.imported("whole.npy", 1, expect=65))
        bad = self.rows.copy()
        bad[17, 3] = np.nan
        np.save(self.folder / "nan.npy", bad)
        self.assertIn("row 17", self.imported("nan.npy", 1, expect=65))
        bad[17] = 0
        np.save(self.folder / "zero.npy", bad)
        self.assertIn("row 17", self.imported("zero.npy", 1, expect=65))
        np.save(self.folder / "narrow.npy", self.rows[:, :0])
        self.assertIn("[90, 0]", self.imported("narrow.npy", 1, expect=65))
        (self.folder / "e.txt").write_text("1 2 3")
        self.assertIn(".npy", self.imported("e.txt", 1, expect=64))
        whole = (self.folder / "short.npy").read_bytes()
        (self.folder / "cut.npy").write_bytes(whole[: len(whole) // 2])
        self.assertIn("promises", self.imported("cut.npy", 1, expect=65))


if __name__ == "__main__":
    unittest.main()
