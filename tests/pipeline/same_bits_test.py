# SPDX-License-Identifier: Apache-2.0
"""The whole job on 1, 2, 3 and 4 ranks leaves the same bits in every dataset outside `provenance`."""
import shutil
import unittest

import h5py
import numpy as np

from thema_job import STAGE_FILES, JobTest, contents, differences, run_job, synthetic_papers, thema


class SameBits(JobTest):
    def test_any_number_of_ranks(self):
        papers = synthetic_papers(self.folder)
        run_job(1, self.folder / "run1", papers)
        for ranks in (2, 3, 4):
            run_job(ranks, self.folder / f"run{ranks}", papers)
            self.assertEqual(differences(self.folder / "run1", self.folder / f"run{ranks}"), [], f"{ranks} ranks")
        self.check_that_the_comparison_can_fail()
        self.check_result(self.folder / "run1")
        _, log = run_job(2, self.folder / "run1", papers)
        self.assertEqual(log.count("complete, skipped"), 5)

    def test_any_number_of_threads(self):
        """What follows from the same embeddings; sums of the encoder's own products depend on the threads."""
        papers = synthetic_papers(self.folder)
        one, three = self.folder / "one", self.folder / "three"
        run_job(2, one, papers)
        shutil.copytree(one, three)
        for stage in ("clusters", "topics", "map"):
            (three / f"{stage}.h5").unlink()
        _, log = run_job(2, three, papers, "--run.threads", 3)
        self.assertEqual(log.count("complete, skipped"), 2)
        self.assertEqual(differences(one, three), [])

    def check_that_the_comparison_can_fail(self):
        changed = self.folder / "changed"
        shutil.copytree(self.folder / "run1", changed)
        with h5py.File(changed / "clusters.h5", "r+") as file:
            file["similarity"][7] = np.nextafter(file["similarity"][7], np.float32(2))
        self.assertEqual(differences(self.folder / "run1", changed), ["clusters.h5:similarity"])

    def check_result(self, run):
        """Properties that hold for any right result."""
        with h5py.File(run / "thema.h5", "r") as all_files:
            self.assertEqual(sorted(all_files), sorted(STAGE_FILES))
            n = all_files["documents/date"].shape[0]
            embeddings = all_files["embeddings/embeddings"][:].astype(np.float64)
            self.assertEqual(embeddings.shape, (n, 384))
            np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, atol=2e-3)
            centroids = all_files["clusters/centroids"][:].astype(np.float64)
            unit = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
            scores = unit @ centroids.T
            own = all_files["clusters/assignment"][:]
            np.testing.assert_allclose(scores[np.arange(n), own], scores.max(axis=1), atol=1e-6)
            np.testing.assert_allclose(all_files["clusters/similarity"][:], scores.max(axis=1), atol=1e-6)
            self.assertEqual(all_files["clusters/sizes"][:].tolist(), np.bincount(own).tolist())
            self.assertEqual(all_files["map/umap/coordinates"].shape, (n, 2))
            self.assertEqual(all_files["map/neighbours/indices"].shape, (n, 15))


class Synthetic(JobTest):
    def test_same_bytes_on_any_number_of_ranks(self):
        for ranks in (1, 3):
            thema(ranks, "synth", "--output", self.folder / f"{ranks}.jsonl", "--synth.papers", 101,
                  "--synth.broken", 0.1)
        self.assertEqual((self.folder / "1.jsonl").read_bytes(), (self.folder / "3.jsonl").read_bytes())


if __name__ == "__main__":
    unittest.main()
