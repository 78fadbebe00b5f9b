# SPDX-License-Identifier: Apache-2.0
"""cluster.smooth from clustering to what is done with the run: one space of the topics, beside NumPy, for assign,
search, explain and edit; on any number of ranks."""
import json
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

import h5py
import numpy as np

sys.path.append(str(pathlib.Path(os.environ["THEMA_SOURCE"]) / "analysis"))

import thema_results  # noqa: E402
from thema_job import JobTest, contents, synthetic_papers, thema

PAPERS, LANDMARKS, SAME = 150, 40, 2e-6
CLUSTER = ["--cluster.k", 7, "--cluster.starts", 2, "--cluster.smooth", "true", "--cluster.landmarks", LANDMARKS]


class Smooth(JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="thema-smooth-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.papers = synthetic_papers(cls.shared, PAPERS)
        cls.base = cls.shared / "run"
        thema(2, "ingest", "--run", cls.base, "--input", cls.papers)
        thema(2, "encode", "--run", cls.base, "--encode.max_length", 64, "--encode.store", "fp32")
        thema(2, "cluster", "--run", cls.base, *CLUSTER)
        thema(1, "label", "--run", cls.base)

    def setUp(self):
        super().setUp()
        self.run_folder = self.folder / "run"
        shutil.copytree(self.base, self.run_folder)

    def check_rows(self, run):
        """What is told of the papers is of their rows in the space of the topics."""
        cosines = run.in_topic_space(run.embeddings) @ run.centroids.T
        papers = np.arange(PAPERS)
        np.testing.assert_allclose(run.similarity[...], cosines[papers, run.assignment], atol=SAME)
        cosines[papers, run.assignment] = -2
        np.testing.assert_allclose(run.second_similarity[...], cosines.max(axis=1), atol=SAME)

    def diverse(self, rows, centroid, own, wanted=5):
        """Maximal marginal relevance with weight 1/2, among the 50 nearest."""
        near = (rows @ centroid).astype(np.float32)
        left = sorted(own, key=lambda i: (-near[i], i))[:10 * wanted]
        chosen = []
        while left and len(chosen) < wanted:
            like = [max((rows[i] @ rows[j] for j in chosen), default=0) for i in left]
            scores = [near[i] / 2 - other / 2 for i, other in zip(left, like)]
            chosen.append(left.pop(int(np.argmax(scores))))
        return chosen

    def test_rows_are_moved_to_their_landmarks(self):
        with thema_results.open(self.base) as run:
            self.assertEqual(run.landmarks.shape, (LANDMARKS, 384))
            self.assertIsNone(run.mean)
            self.check_rows(run)
            rows = run.in_topic_space(run.embeddings)
            np.testing.assert_array_equal(run.assignment[...], (rows @ run.centroids.T).argmax(axis=1))
            plain = np.asarray(run.embeddings[...], dtype=float)
            closer = (rows @ run.landmarks.T).max(axis=1) - (plain @ run.landmarks.T).max(axis=1)
            self.assertGreater(closer.mean(), 0.05)
            for topic, each in enumerate(run.topics):
                own = np.flatnonzero(run.assignment[...] == topic)
                self.assertEqual(list(each.diverse), self.diverse(rows, run.centroids[topic], own))

    def test_any_number_of_ranks(self):
        with_one = self.folder / "one"
        for ranks, run in ((1, with_one), (3, self.run_folder)):
            shutil.rmtree(run, ignore_errors=True)
            run.mkdir()
            for name in ("documents.h5", "embeddings.h5"):
                shutil.copy(self.base / name, run)
            thema(ranks, "cluster", "--run", run, *CLUSTER)
            thema(ranks, "label", "--run", run)
        for name in ("clusters.h5", "topics.h5"):
            self.assertEqual(contents(with_one / name), contents(self.run_folder / name))

    def test_own_papers_are_assigned_as_they_were(self):
        for ranks in (1, 3):
            run = self.folder / f"assigned{ranks}"
            shutil.copytree(self.base, run)
            thema(ranks, "assign", "--run", run, "--input", self.papers, "--name", "own")
            with h5py.File(run / "assign" / "own.h5") as found, h5py.File(run / "clusters.h5") as own:
                for key in ("assignment", "similarity", "second", "second_similarity"):
                    self.assertEqual(found[key][...].tobytes(), own[key][...].tobytes(), key)

    def test_a_question_goes_into_the_space_for_topics_alone(self):
        with thema_results.open(self.base) as run:
            text = f"{run.titles[5]}. {run.abstracts[5]}"
            near = (run.in_topic_space(run.embeddings[5]) @ run.centroids.T)[0]
            papers = run.embeddings[...].astype(float) @ run.embeddings[5].astype(float)
        out, _ = thema(2, "search", "--run", self.base, text, "--json")
        found = json.loads(out)
        self.assertEqual([topic["topic"] for topic in found["topics"]], list(np.argsort(-near)[:len(found["topics"])]))
        for topic in found["topics"]:
            self.assertAlmostEqual(topic["similarity"], near[topic["topic"]], delta=1e-5)
        for paper in found["papers"]:
            self.assertAlmostEqual(paper["similarity"], papers[paper["row"]], delta=1e-5)

    def test_the_parts_of_an_explanation_add_up(self):
        with thema_results.open(self.base) as run:
            paper_id, own, similarity = run.ids[4], int(run.assignment[4]), float(run.similarity[4])
            e = run.embeddings[4].astype(float)
            mean = run.landmarks[np.argsort(-(run.landmarks @ e))[:8]].sum(axis=0, dtype=float)
            mean /= np.linalg.norm(mean)
            of_landmarks = mean @ run.centroids[own] / np.linalg.norm(e + mean)
        out, _ = thema(1, "explain", "--run", self.base, "--id", paper_id, "--json")
        paper = json.loads(out)
        self.assertEqual(paper["topic"]["topic"], own)
        self.assertAlmostEqual(paper["topic"]["cosine"], similarity, delta=1e-6)
        parts = paper["decomposition"]["parts"]
        self.assertAlmostEqual(sum(part["own"] for part in parts.values()), similarity, delta=1e-4)
        self.assertAlmostEqual(parts["constant"]["own"], of_landmarks, delta=1e-5)
        self.assertIn("constant: of the mean or landmarks", thema(1, "explain", "--run", self.base, "--id", paper_id)[0])

    def test_an_edit_keeps_the_space(self):
        edits = self.folder / "edits.toml"
        edits.write_text("[[edit]]\nmerge = [1, 4]\n")
        thema(3, "edit", "--run", self.run_folder, "--edits", edits)
        with thema_results.open(self.base) as before, thema_results.open(self.run_folder) as run:
            np.testing.assert_array_equal(run.landmarks, before.landmarks)
            self.assertEqual(len(run.topics), 6)
            self.check_rows(run)

    def test_center_and_smooth_are_refused(self):
        _, log = thema(1, "cluster", "--run", self.run_folder, *CLUSTER, "--cluster.center", "true", expect=64)
        self.assertIn("cluster.center and cluster.smooth are both true", log)


if __name__ == "__main__":
    unittest.main()
