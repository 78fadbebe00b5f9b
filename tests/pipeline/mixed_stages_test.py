# SPDX-License-Identifier: Apache-2.0
"""Files of a run that do not belong together, as when one stage is made again and those after it are not: programs and
analysis/ refuse them and name the command to run, and go on showing what does fit."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

SOURCE = pathlib.Path(os.environ["THEMA_SOURCE"])
sys.path.append(str(SOURCE / "analysis"))
sys.dont_write_bytecode = True

import thema_results  # noqa: E402

from thema_job import JobTest, synthetic_papers, thema  # noqa: E402

PAPERS = 120
CLUSTER = ["--cluster.k", 5, "--cluster.starts", 1]


class MixedStages(JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="thema-mixed-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.base, cls.papers, cls.rows = cls.shared / "base", synthetic_papers(cls.shared, PAPERS), cls.shared / "e.npy"
        np.save(cls.rows, np.random.default_rng(3).normal(size=(PAPERS, 16)))
        thema(1, "import", "--run", cls.base, "--input", cls.papers, "--embeddings", cls.rows)
        thema(1, "cluster", "--run", cls.base, *CLUSTER)
        thema(1, "label", "--run", cls.base)
        thema(1, "project", "--run", cls.base, "--project.methods", "pca")

    def setUp(self):
        super().setUp()
        self.run_folder = self.folder / "run"
        shutil.copytree(self.base, self.run_folder)
        (self.folder / "edits.toml").write_text("[[edit]]\ndrop = 1\n")

    def job(self, command, *options, expect=0, ranks=1):
        return thema(ranks, command, "--run", self.run_folder, *options, expect=expect)[1]

    def ingest_in_another_order(self):
        """Equally many papers."""
        lines = self.papers.read_text().splitlines(keepends=True)
        reversed_papers = self.folder / "reversed.jsonl"
        reversed_papers.write_text("".join(reversed(lines)))
        self.job("ingest", "--input", reversed_papers, "--overwrite")

    def fits(self, stages, edit=None):
        with thema_results.open(self.run_folder, edit) as run:
            for stage in stages:
                run.file(stage)

    def refuses(self, stages, message, edit=None):
        for stage in stages:
            with self.subTest(stage=stage), thema_results.open(self.run_folder, edit) as run:
                with self.assertRaisesRegex(thema_results.WrongFile, message):
                    run.file(stage)

    def test_documents_that_were_made_again(self):
        self.ingest_in_another_order()
        stale = "embeddings.h5 was not made of .*documents.h5"
        for command in (("label", "--overwrite"), ("project", "--overwrite"), ("compare", "--with", self.base),
                        ("edit", "--edits", self.folder / "edits.toml")):
            with self.subTest(command=command[0]):
                self.assertRegex(self.job(*command, expect=65, ranks=2), stale + " beside it; run 'thema encode --run")
        self.assertFalse((self.run_folder / "edits").exists())
        self.fits(["documents"])
        self.refuses(["embeddings", "clusters", "topics", "map"], stale + "; run `thema encode --run .* --overwrite`")
        summary = subprocess.run([sys.executable, "-B", SOURCE / "analysis" / "summary.py", "--run", self.run_folder],
                                  capture_output=True, text=True)
        self.assertRegex(summary.stderr, stale)
        (self.run_folder / "embeddings.h5").unlink()  # then the topics tell it
        self.fits(["clusters"])
        self.refuses(["topics"], "topics.h5 was not made of .*documents.h5; run `thema label ")
        self.assertIn("topics.h5 was not made of the documents.h5", self.job("compare", "--with", self.base, expect=65))

    def test_embeddings_that_were_made_again(self):
        np.save(self.folder / "e.npy", np.random.default_rng(4).normal(size=(PAPERS, 16)))
        self.job("import", "--input", self.papers, "--embeddings", self.folder / "e.npy", "--overwrite")
        stale = "clusters.h5 was not made of .*embeddings.h5"
        self.assertRegex(self.job("compare", "--with", self.base, expect=65), stale + " beside it; run 'thema cluster ")
        self.fits(["documents", "embeddings"])
        self.refuses(["clusters", "topics"], stale + "; run `thema cluster ")
        self.refuses(["map"], "map.h5 was not made of .*embeddings.h5; run `thema project ")

    def test_a_stale_map_stops_no_other_picture(self):
        np.save(self.folder / "e.npy", np.random.default_rng(4).normal(size=(PAPERS, 16)))
        self.job("import", "--input", self.papers, "--embeddings", self.folder / "e.npy", "--overwrite")
        self.job("cluster", *CLUSTER, "--overwrite")
        self.job("label", "--overwrite")
        for script, message in (("figures.py", "no topic_map"), ("summary.py", "no map: ")):
            done = subprocess.run([sys.executable, "-B", SOURCE / "analysis" / script, "--run", self.run_folder],
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(message, done.stdout + done.stderr)
            self.assertRegex(done.stdout + done.stderr, "map.h5 was not made of .*embeddings.h5; run `thema project ")
        self.assertTrue((self.run_folder / "figures" / "topic_sizes.png").exists())

    def test_a_damaged_input_hides_no_other_file(self):
        os.truncate(self.run_folder / "embeddings.h5", 3000)
        self.fits(["documents", "clusters", "topics", "map"])
        self.refuses(["embeddings"], "cannot be read as HDF5")

    def test_compare_knows_the_papers_that_k_was_chosen_on(self):
        self.job("cluster", "--cluster.candidates", "3,5", "--cluster.starts", 1, "--overwrite")
        self.ingest_in_another_order()
        for stage in ("embeddings", "topics"):
            (self.run_folder / f"{stage}.h5").unlink()
        said = self.job("compare", "--with", self.base, expect=65)
        self.assertIn("clusters.h5 was not made of the documents.h5", said)

    def test_clusters_that_were_made_again(self):
        self.job("cluster", *CLUSTER, "--run.seed", 1, "--overwrite")
        self.fits(["documents", "embeddings", "clusters", "map"])
        self.refuses(["topics"], "topics.h5 was not made of .*clusters.h5; run `thema label --run .* --overwrite`")
        self.job("label", "--overwrite")
        self.fits(["documents", "embeddings", "clusters", "topics", "map"])

    def test_a_map_guided_by_topics_is_of_those_before_the_edits(self):
        self.job("project", "--project.topic_hint", 0.5, "--project.methods", "umap", "--overwrite")
        self.job("edit", "--edits", self.folder / "edits.toml")
        self.fits(["clusters", "topics", "map"])
        self.job("edit", "--undo")
        self.job("cluster", *CLUSTER, "--run.seed", 1, "--overwrite")
        self.refuses(["map"], "map.h5 was not made of .*clusters.h5; run `thema project ")

    def test_edits_of_other_topics(self):
        for drop in (1, 0):
            (self.folder / "edits.toml").write_text(f"[[edit]]\ndrop = {drop}\n")
            self.job("edit", "--edits", self.folder / "edits.toml")
        self.fits(["clusters", "topics"])
        self.job("cluster", *CLUSTER, "--run.seed", 1, "--overwrite")
        self.job("label", "--overwrite")
        self.fits(["clusters", "topics"], edit=0)
        stale = "edits/001/clusters.h5 was not made of .*run/clusters.h5; run `thema edit --run .* --undo`"
        for edit in (1, 2):
            self.refuses(["clusters", "topics"], stale, edit)
        self.assertIn("the edits up to number 1 are not of the clusters.h5", self.job("edit", "--undo", ranks=2))
        self.assertNotIn("number", self.job("edit", "--undo").replace("number 1 is undone", ""))
        self.fits(["clusters", "topics"])

    def test_hundreds_of_edits(self):
        clusters = self.run_folder / "clusters.h5"
        for number in range(1, 301):
            folder = self.run_folder / "edits" / f"{number:03}"
            folder.mkdir(parents=True)
            folder.with_suffix(".toml").write_text("")
            shutil.copy(clusters, folder)
            with h5py.File(folder / "clusters.h5", "r+") as file:
                del file.attrs["inputs"]
                inputs = "clusters = " + file.attrs["fingerprint_checksum"].decode()
                file.attrs.create("inputs", np.bytes_(inputs.encode()))
        self.fits(["clusters"])

    def test_files_of_an_older_thema_are_not_refused(self):
        for stage in ("documents", "embeddings", "clusters"):
            with h5py.File(self.run_folder / f"{stage}.h5", "r+") as file:
                del file.attrs["fingerprint_checksum"]
        self.fits(["documents", "embeddings", "clusters", "topics", "map"])


if __name__ == "__main__":
    unittest.main()
