# SPDX-License-Identifier: Apache-2.0
"""Topics merged, split, renamed and dropped: beside NumPy, on any number of ranks, undone, and what is refused."""
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

PAPERS, TOPICS, WIDTH = 300, 8, 384
CLUSTER = ["--cluster.k", TOPICS, "--cluster.starts", 2, "--cluster.center", "true", "--run.seed", 3]
LABEL = ["--label.keywords", 7, "--label.template", "{keywords:2}"]


def edits(folder, text, name="edits.toml"):
    path = pathlib.Path(folder) / name
    path.write_text(text)
    return path


def edit(run, text, *more, ranks=1, expect=0):
    return thema(ranks, "edit", "--run", run, "--edits", edits(run.parent, text), *more, expect=expect)


def normalised(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def files(run):
    return {str(path.relative_to(run)): path.read_bytes() for path in sorted(run.rglob("*.h5"))
            if path.name != "thema.h5"}


class Edit(JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="thema-edit-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.base = cls.shared / "run"
        rows = np.random.default_rng(8).normal(size=(PAPERS, WIDTH))
        rows += 3 * np.random.default_rng(9).normal(size=(6, WIDTH))[np.arange(PAPERS) % 6]
        np.save(cls.shared / "rows.npy", rows)
        thema(1, "import", "--run", cls.base, "--input", synthetic_papers(cls.shared, PAPERS), "--embeddings",
              cls.shared / "rows.npy")
        thema(1, "cluster", "--run", cls.base, *CLUSTER)
        thema(1, "label", "--run", cls.base, *LABEL)

    def setUp(self):
        super().setUp()
        self.run_folder = self.folder / "run"
        shutil.copytree(self.base, self.run_folder)

    def rows(self):
        """The rows as cluster saw them."""
        with thema_results.open(self.run_folder) as run, h5py.File(self.run_folder / "clusters.h5") as file:
            return normalised(normalised(run.embeddings.astype(float)) - file["mean"][:].astype(float))

    def check_rows(self, run):
        """Everything that is told of the papers follows from their topics, the centroids and the rows."""
        cosines = self.rows() @ run.centroids.T.astype(float)
        own, papers = run.assignment, np.arange(PAPERS)
        np.testing.assert_allclose(run.similarity, cosines[papers, own], atol=1e-6)
        others = cosines.copy()
        others[papers, own] = -2
        np.testing.assert_array_equal(run.second, others.argmax(1))
        np.testing.assert_allclose(run.second_similarity, others.max(1), atol=1e-6)
        np.testing.assert_array_equal(run.soft_topics[:, 0], cosines.argmax(1))
        np.testing.assert_array_equal(run.sizes, np.bincount(own, minlength=len(run.sizes)))
        self.assertEqual([topic.size for topic in run.topics], [*run.sizes])
        self.assertEqual(len({topic.label.lower() for topic in run.topics}), len(run.topics))
        low = np.sort(run.similarity)[int(0.05 * PAPERS)]
        np.testing.assert_array_equal(run.outliers, run.similarity < low)
        for topic, centroid in enumerate(run.centroids):
            np.testing.assert_allclose(centroid, normalised(self.rows()[own == topic].sum(0)), atol=1e-6)

    def test_merge_and_rename_beside_numpy_then_undo(self):
        run, before = self.run_folder, files(self.run_folder)
        with thema_results.open(run) as results:
            own, centroids = np.array(results.assignment), results.centroids
            labels, keywords = [t.label for t in results.topics], [t.keywords for t in results.topics]
            links = contents(run / "thema.h5")
        out, _ = edit(run, '[[edit]]\nmerge = [6, 2]\n[[edit]]\nrename = 4\nlabel = "Grüne Häuser"\n', ranks=2)
        for words in ("8 > 7", f'merge 6 "{labels[6]}", 2 "{labels[2]}"', ': "Grüne Häuser"'):
            self.assertIn(words, out)
        self.assertEqual({name: data for name, data in files(run).items() if "edits" not in name}, before)
        new_of_old = np.array([0, 1, 2, 3, 4, 5, 2, 6])
        with thema_results.open(run) as results:
            self.assertEqual((results.edits, results.edit), (1, 1))
            np.testing.assert_array_equal(results.assignment, new_of_old[own])
            for old in (0, 1, 3, 4, 5, 7):  # these stay, bit for bit
                self.assertEqual(results.centroids[new_of_old[old]].tobytes(), centroids[old].tobytes())
                self.assertEqual(results.topics[new_of_old[old]].keywords[0], keywords[old][0])
            self.check_rows(results)
            self.assertEqual(results.topics[4].label, "Grüne Häuser")
            self.assertIn("4: Grüne Häuser", results.hierarchy.newick)
            self.assertEqual(len(results.topics[0].keywords), 7)  # the run's own options of label
            self.assertEqual(len(results.selection), 1)
            self.assertIn("edits/001.toml", results.selection_rule)
        with h5py.File(run / "thema.h5") as file:
            self.assertEqual(file["clusters/sizes"].shape, (7,))
            self.assertEqual(file["topics/label"].shape, (7,))
        with thema_results.open(run, edit=0) as results:
            self.assertEqual(len(results.sizes), 8)
        self.assertIn("edits/001/topics.h5 sound", " ".join(thema(2, "verify", "--run", run)[1].split()))
        out, _ = thema(2, "edit", "--run", run, "--undo")
        self.assertIn("were not edited", out)
        self.assertEqual(files(run), before)
        self.assertEqual(contents(run / "thema.h5"), links)
        self.assertEqual([*(run / "edits").iterdir()], [])
        with thema_results.open(run) as results:
            np.testing.assert_array_equal(results.assignment, own)
        self.assertIn("no edit to undo", thema(1, "edit", "--run", run, "--undo", expect=64)[1])

    def test_history_is_the_same_on_any_number_of_ranks(self):
        first = '[[edit]]\nsplit = 1\ninto = 3\n[[edit]]\nmerge = [0, 5, 7]\nlabel = "Drei"\n'
        second = "[[edit]]\ndrop = 3\n[[edit]]\nsplit = 0\ninto = 2\n"  # the second topic of the split; the merged one
        third = '[[edit]]\nrename = 2\nlabel = "drei"\n'
        outputs = []
        for ranks in (1, 3):
            run = self.folder / f"ranks{ranks}" / "run"
            shutil.copytree(self.base, run)
            for text in (first, second, third):
                out, _ = edit(run, text, "--json", ranks=ranks)
            outputs.append(out.replace(f"ranks{ranks}", ""))
            with thema_results.open(run) as results:
                self.check_rows(results)
        runs = [self.folder / f"ranks{ranks}" / "run" for ranks in (1, 3)]
        for number in ("001", "002", "003"):
            for stage in ("clusters.h5", "topics.h5"):
                self.assertEqual(*(contents(run / "edits" / number / stage) for run in runs))
        self.assertEqual(*outputs)
        history = json.loads(outputs[0])["applied"]
        self.assertEqual([(each["topics_before"], each["topics_after"]) for each in history], [(8, 8), (8, 8), (8, 8)])
        self.assertEqual([each["edits"][0]["edit"] for each in history], ["split", "drop", "rename"])
        self.assertEqual(history[1]["edits"][1]["labels_before"], ["Drei"])
        # Labels that were given stay with their topics; the merged topic was split and lost its own.
        with thema_results.open(runs[0]) as results:
            self.assertEqual(results.topics[2].label, "drei")
        thema(1, "edit", "--run", runs[0], "--undo")
        self.assertEqual(len(json.loads(thema(1, "edit", "--run", runs[0], "--list", "--json")[0])["applied"]), 2)

    def test_dropped_papers_go_to_the_nearest_topic(self):
        run = self.run_folder
        with thema_results.open(run) as results:
            own, centroids = np.array(results.assignment), results.centroids.astype(float)
        edit(run, "[[edit]]\ndrop = 3\n")
        others = np.delete(np.arange(TOPICS), 3)
        nearest = others[(self.rows() @ centroids[others].T).argmax(1)]
        expected = np.searchsorted(others, np.where(own == 3, nearest, own))
        with thema_results.open(run) as results:
            np.testing.assert_array_equal(results.assignment, expected)
            self.check_rows(results)

    def test_one_topic(self):
        run = self.run_folder
        thema(1, "cluster", "--run", run, "--cluster.k", 1, *CLUSTER[2:], "--overwrite")
        thema(1, "label", "--run", run, *LABEL, "--overwrite")
        self.assertIn("all topics are dropped; one must remain", edit(run, "[[edit]]\ndrop = 0\n", expect=64)[1])
        edit(run, '[[edit]]\nrename = 0\nlabel = "Alles"\n', ranks=2)
        with thema_results.open(run) as results:
            self.assertEqual([topic.label for topic in results.topics], ["Alles"])
            self.assertEqual((set(results.assignment), set(results.second)), ({0}, {-1}))
        edit(run, "[[edit]]\nsplit = 0\ninto = 3\n", ranks=3)
        with thema_results.open(run) as results:
            self.assertEqual(len(results.sizes), 3)
            self.check_rows(results)

    def test_a_killed_job_leaves_the_state_before(self):
        run, other = self.run_folder, self.folder / "other" / "run"
        shutil.copytree(self.base, other)
        text = "[[edit]]\nmerge = [1, 2]\n"
        edit(other, text)
        left = run / "edits" / "001"  # a kill before topics.h5 was complete, and before 001.toml
        left.mkdir(parents=True)
        shutil.copy(other / "edits" / "001" / "clusters.h5", left)
        (left / "topics.h5.partial").write_bytes(b"half of it")
        with thema_results.open(run) as results:
            self.assertEqual((results.edits, len(results.sizes)), (0, 8))
        self.assertIn("were not edited", thema(1, "edit", "--run", run, "--list")[0])
        self.assertNotIn("edits", thema(1, "verify", "--run", run)[1])
        edit(run, text)
        for stage in ("clusters.h5", "topics.h5"):
            self.assertEqual(*(contents(each / "edits" / "001" / stage) for each in (run, other)))
        self.assertEqual(sorted(file.name for file in left.iterdir()), ["clusters.h5", "topics.h5"])

    def test_the_same_file_is_not_applied_twice(self):
        run, text = self.run_folder, "[[edit]]\ndrop = 0\n"
        edit(run, text)
        before = files(run)
        self.assertIn("applied last, as number 1", edit(run, text)[1])
        self.assertEqual(files(run), before)
        edit(run, text + "# once more\n")
        self.assertTrue((run / "edits" / "002.toml").exists())
        with thema_results.open(run) as results:
            self.assertEqual(len(results.topics), 6)

    def test_commands_use_the_topics_as_they_are_now(self):
        run = self.run_folder
        edit(run, '[[edit]]\nmerge = [0, 1]\nlabel = "Alles"\n')
        compared = json.loads(thema(2, "compare", "--run", run, "--with", self.base, "--json")[0])
        self.assertEqual((compared["a"]["topics"], compared["b"]["topics"]), (7, 8))
        thema(1, "label", "--run", run, *LABEL)  # complete: skipped, and the links stay
        with h5py.File(run / "thema.h5") as file:
            self.assertEqual(file["clusters/sizes"].shape, (7,))

    def test_edits_of_other_topics_are_refused(self):
        run = self.run_folder
        edit(run, "[[edit]]\ndrop = 0\n")
        _, log = thema(1, "cluster", "--run", run, "--cluster.k", 5, "--cluster.starts", 1, "--overwrite")
        self.assertIn("--undo", log)
        self.assertIn("--undo", thema(1, "compare", "--run", run, "--with", self.base, expect=65)[1])
        self.assertIn("NOT SOUND", thema(1, "verify", "--run", run, expect=65)[1])
        with h5py.File(run / "thema.h5") as file:
            self.assertEqual(file["clusters/sizes"].shape, (5,))
        thema(1, "edit", "--run", run, "--undo")
        thema(1, "label", "--run", run, *LABEL, "--overwrite")
        thema(1, "compare", "--run", run, "--with", self.base)

    def test_changed_texts_of_edits_are_refused(self):
        run = self.run_folder
        edit(run, '[[edit]]\nmerge = [0, 1]\nlabel = "Alles"\n')
        edit(run, "[[edit]]\nrename = 3\nlabel = \"Drei\"\n")
        first = run / "edits" / "001.toml"
        text, before = first.read_text(), files(run)
        first.write_text(text.replace("Alles", "Nie angewandt"))
        self.assertIn("NOT SOUND", thema(2, "verify", "--run", run, expect=65)[1])
        third = edits(self.folder, "[[edit]]\ndrop = 2\n", "third.toml")
        for arguments in (("compare", "--with", self.base), ("edit", "--edits", third)):
            self.assertIn("changed afterwards", thema(1, *arguments, "--run", run, expect=65)[1])
        first.unlink()
        for arguments in (("verify",), ("edit", "--list"), ("edit", "--edits", third), ("compare", "--with", self.base)):
            self.assertIn("001.toml is missing", thema(1, *arguments, "--run", run, expect=65)[1])
        self.assertEqual(files(run), before)
        second = run / "edits" / "002.toml"  # a gap of two
        second.rename(run / "edits" / "003.toml")
        self.assertIn("001.toml is missing", thema(1, "verify", "--run", run, expect=65)[1])
        (run / "edits" / "003.toml").rename(second)
        first.write_text(text.replace("Alles", "Nie angewandt"))
        self.assertIn("changed afterwards", thema(1, "edit", "--list", "--run", run, expect=65)[1])
        first.write_text(text)
        thema(1, "verify", "--run", run)
        labels = run / "edits" / "001" / "topics.h5"
        labels.rename(self.folder / "topics.h5")
        self.assertIn("edits/001/topics.h5 NOT SOUND: not there", thema(1, "verify", "--run", run, expect=65)[1])
        (self.folder / "topics.h5").rename(labels)
        edit(run, "[[edit]]\ndrop = 2\n")

    def test_refusals(self):
        run, before = self.run_folder, files(self.run_folder)
        _, log = edit(run, "[[edit]]\ndrop = 3\n\n[[edit]]\nmerge = [1, 99]\n", expect=64)
        self.assertIn("edits.toml:4: [[edit]] number 2: merge names topic 99, which is not there; allowed are the "
                      "topics 0 to 7", log)
        _, log = edit(run, "[[edit]]\nsplit = 3\ninto = 1000\n", ranks=2, expect=64)
        self.assertIn("into is 1000, but topic 3 has", log)
        self.assertIn("holds no [[edit]]", edit(run, "# nothing\n", expect=64)[1])
        self.assertIn("exactly one of", thema(1, "edit", "--run", run, expect=64)[1])
        self.assertIn("exactly one of", edit(run, "", "--undo", expect=64)[1])
        self.assertIn("none.toml", thema(1, "edit", "--run", run, "--edits", "none.toml", expect=64)[1])
        self.assertEqual(files(run), before)
        self.assertFalse((run / "edits").exists())
        (run / "topics.h5").unlink()
        self.assertIn("thema label", edit(run, "[[edit]]\ndrop = 3\n", expect=65)[1])


if __name__ == "__main__":
    unittest.main()
