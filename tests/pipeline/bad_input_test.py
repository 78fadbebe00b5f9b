# SPDX-License-Identifier: Apache-2.0
"""Papers that leave nothing to choose or to tell: a clear refusal, or a complete result that the figures can show."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

import h5py
import numpy as np

from thema_job import JobTest, thema

SOURCE = pathlib.Path(os.environ["THEMA_SOURCE"])
WIDTH = 8
FIGURES = ["keywords.png", "topic_categories.png", "topic_map.png", "topic_sizes.png", "topic_tree.png",
           "topics_over_time.png"]
WORDS = ["galaxy halo cluster", "neural network training", "prime number theorem", "spin chain phase"]


def paper(number, words, date="Mon, 2 Apr 2007 19:18:42 GMT", categories="cs.LG"):
    abstract = f"We study the {words} of number {number}. " + " ".join([words] * 4) + "."
    found = {"id": f"p{number}", "title": f"On the {words}", "authors": "A. Author", "abstract": abstract,
             "categories": categories}
    return found | ({"versions": [{"version": "v1", "created": date}]} if date else {})


def without(*names):
    """The figures of every run but these."""
    return [name for name in FIGURES if name not in names]


def groups(number):
    """Papers on four subjects in turn, and embeddings near four axes."""
    rows = np.random.default_rng(7).normal(scale=0.05, size=(number, WIDTH))
    rows[np.arange(number), np.arange(number) % 4] += 1
    return [paper(i, WORDS[i % 4]) for i in range(number)], rows.astype(np.float32)


class BadInput(JobTest):
    def imported(self, papers, rows, ranks=1, expect=0):
        self.input = self.folder / "papers.jsonl"
        self.input.write_text("".join(json.dumps(p) + "\n" for p in papers))
        self.run_folder = self.folder / "run"
        np.save(self.folder / "e.npy", rows)
        return thema(ranks, "import", "--run", self.run_folder, "--input", self.input, "--embeddings",
                     self.folder / "e.npy", expect=expect)[1]

    def finished(self, *options, ranks=2, expect=0):
        """The other stages; what they said."""
        return thema(ranks, "run", "--run", self.run_folder, "--input", self.input, *options, expect=expect)[1]

    def figures(self):
        """Draws all figures; the names of those that were drawn."""
        done = subprocess.run([sys.executable, "-B", SOURCE / "analysis" / "figures.py", "--run", self.run_folder],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        summary = subprocess.run([sys.executable, "-B", SOURCE / "analysis" / "summary.py", "--run", self.run_folder],
                                 capture_output=True, text=True)
        self.assertEqual(summary.returncode, 0, summary.stderr)
        return sorted(path.name for path in (self.run_folder / "figures").glob("*.png"))

    def stored(self, stage, name):
        with h5py.File(self.run_folder / f"{stage}.h5", "r") as file:
            return file[name][:]

    def check_complete(self, papers, topics):
        """Every stage has its file, each paper a topic and a finite place on every map."""
        thema(1, "verify", "--run", self.run_folder)
        assignment, sizes = self.stored("clusters", "assignment"), self.stored("clusters", "sizes")
        np.testing.assert_array_equal(np.bincount(assignment, minlength=topics), sizes)
        self.assertEqual((len(assignment), len(sizes)), (papers, topics))
        self.assertEqual(len(set(self.stored("topics", "label"))), topics)
        with h5py.File(self.run_folder / "map.h5", "r") as file:
            methods = [name for name in file if "coordinates" in file[name]]
            self.assertTrue(methods)
            for method in methods:
                self.assertEqual(file[method]["coordinates"].shape, (papers, 2))
                self.assertTrue(np.isfinite(file[method]["coordinates"][:]).all())
        return sizes

    def test_a_path_that_mpi_io_has_no_room_for(self):
        papers = self.folder / "papers.jsonl"
        papers.write_text("".join(json.dumps(p) + "\n" for p in groups(8)[0]))
        deep = self.folder / ("d" * 120) / ("e" * 120)
        for ranks in (1, 2):
            log = thema(ranks, "ingest", "--run", deep, "--input", papers, expect=64)[1]
            self.assertIn("MPI-IO takes 230 at most", log)
        self.assertFalse(deep.exists())
        ends = len("/edits/001/clusters.h5.partial")
        deep = self.folder / ("d" * (230 - ends - len(str(self.folder)) - 1))
        thema(2, "ingest", "--run", deep, "--input", papers)
        thema(2, "ingest", "--run", str(deep) + "d", "--input", papers, expect=64)

    def test_equal_papers_are_one_topic(self):
        self.imported([paper(i, WORDS[0]) for i in range(40)], np.ones((40, WIDTH)))
        log = self.finished("--cluster.k", 3, "--project.methods", "pca")
        self.assertIn("2 of 3 topics have no paper: there are fewer different embeddings", log)
        self.assertEqual(sorted(self.check_complete(40, 3)), [0, 0, 40])
        self.assertEqual(self.figures(), FIGURES)
        self.finished("--cluster.k", 3, "--project.methods", "umap", "--overwrite")
        self.check_complete(40, 3)
        self.assertEqual(self.figures(), FIGURES)

    def test_a_number_of_topics_can_be_chosen_of_equal_papers(self):
        self.imported([paper(i, WORDS[0]) for i in range(40)], np.ones((40, WIDTH)))
        self.finished("--cluster.candidates", "2,4", "--cluster.starts", 2, "--project.methods", "pca")
        self.assertEqual(sorted(self.check_complete(40, 2)), [0, 40])
        self.assertEqual(self.figures(), sorted([*FIGURES, "k_selection.png"]))

    def test_more_topics_than_different_papers(self):
        papers, _ = groups(60)
        self.imported(papers, np.eye(WIDTH)[np.arange(60) % 4])
        log = self.finished("--cluster.k", 6, "--project.methods", "pca")
        self.assertIn("2 of 6 topics have no paper", log)
        self.assertEqual(sorted(self.check_complete(60, 6)), [0, 0, 15, 15, 15, 15])
        self.assertEqual(self.figures(), FIGURES)

    def test_more_topics_than_papers_are_refused(self):
        self.imported(*groups(20))
        log = self.finished("--cluster.k", 21, expect=64)
        self.assertIn("cluster.k = 21, but there are only 20 papers; k topics need at least k papers", log)

    def test_one_topic(self):
        self.imported(*groups(60))
        self.finished("--cluster.k", 1)
        self.assertEqual(list(self.check_complete(60, 1)), [60])
        self.assertEqual(self.figures(), without("topic_tree.png"))

    def test_a_map_guided_by_topics_needs_them_and_follows_them(self):
        self.imported(*groups(60))
        project = ("project", "--run", self.run_folder, "--project.methods", "umap", "--project.topic_hint", 0.5)
        _, err = thema(1, *project, expect=65)
        self.assertIn("clusters.h5 is missing", err)
        thema(1, "cluster", "--run", self.run_folder, "--cluster.k", 4)
        thema(2, *project)
        self.assertEqual(self.stored("map", "umap/quality")["topic_hint"], 0.5)
        thema(1, "cluster", "--run", self.run_folder, "--cluster.k", 3, "--overwrite")
        _, err = thema(1, "verify", "--run", self.run_folder, expect=65)
        self.assertIn("map.h5 was not made from the clusters.h5 beside it", err)
        _, err = thema(2, *project, expect=73)  # of other topics
        self.assertIn("map.h5", err)
        thema(2, *project, "--overwrite")

    def test_one_paper(self):
        self.imported(*groups(1))
        log = self.finished(expect=64)
        self.assertIn("no K can be tried on 1 papers; k topics need at least k papers", log)
        log = self.finished("--cluster.k", 1, "--project.methods", "umap,pca")
        self.assertIn("mean NPMI unknown", log)
        self.assertEqual(list(self.check_complete(1, 1)), [1])
        self.assertEqual(self.figures(), without("keywords.png", "topic_tree.png"))

    def test_papers_without_dates(self):
        papers, rows = groups(60)
        self.imported([{key: p[key] for key in p if key != "versions"} for p in papers], rows)
        self.assertIn("no paper has a date, so there is nothing over time", self.finished("--cluster.k", 4))
        self.assertEqual(list(self.check_complete(60, 4)), [15] * 4)
        self.assertEqual(len(self.stored("topics", "time/months")), 0)
        self.assertEqual(self.figures(), without("topics_over_time.png"))

    def test_papers_without_categories(self):
        papers, rows = groups(60)
        self.imported([p | {"categories": ""} for p in papers], rows)
        self.finished("--cluster.candidates", "2,4,6", "--cluster.starts", 2, "--project.methods", "pca")
        self.assertEqual(list(self.check_complete(60, 4)), [15] * 4)
        self.assertEqual(len(self.stored("topics", "categories/names")), 0)
        self.assertEqual(self.figures(), sorted([*without("topic_categories.png"), "k_selection.png"]))

    def test_embeddings_that_are_no_numbers_are_refused_with_their_row(self):
        papers, rows = groups(60)
        for value in (np.nan, np.inf):
            rows[17, 3] = value
            log = self.imported(papers, rows, ranks=2, expect=65)
            self.assertIn("e.npy: row 17 holds a value that is not a finite number", log)
        self.assertFalse((self.run_folder / "embeddings.h5").exists())


if __name__ == "__main__":
    unittest.main()
