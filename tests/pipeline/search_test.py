# SPDX-License-Identifier: Apache-2.0
"""What a run has nearest to a text, beside NumPy on embeddings.h5, on any number of ranks, and what is refused."""
import datetime
import json
import pathlib
import shutil
import tempfile
import unittest

import h5py
import numpy as np

from thema_job import JobTest, synthetic_papers, thema

PAPERS = 150
# fp32 rows differ from those of a text encoded again in the last bits alone.
SAME = 2e-6


def lines_of(out):
    return [json.loads(line) for line in out.splitlines()]


def answer(run, *arguments, ranks=1):
    return json.loads(thema(ranks, "search", "--run", run, "--json", *arguments)[0])


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


class Search(JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="thema-search-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.papers = synthetic_papers(cls.shared, PAPERS)
        cls.plain = cls.shared / "plain"
        thema(2, "ingest", "--run", cls.plain, "--input", cls.papers)
        thema(2, "encode", "--run", cls.plain, "--encode.max_length", 64, "--encode.store", "fp32")
        cls.centred = cls.shared / "centred"
        shutil.copytree(cls.plain, cls.centred)
        for run, center in ((cls.plain, "false"), (cls.centred, "true")):
            thema(2, "cluster", "--run", run, "--cluster.k", 7, "--cluster.starts", 1, "--cluster.center", center)
        thema(1, "label", "--run", cls.plain)
        with h5py.File(cls.plain / "documents.h5") as file:
            def column(name):
                data, offsets = file[f"{name}/bytes"][:].tobytes(), file[f"{name}/offsets"][:].astype(int)
                return [data[i:j].decode() for i, j in zip(offsets[:-1], offsets[1:])]
            cls.ids, cls.titles, cls.abstracts = column("id"), column("title"), column("abstract")
            cls.dates = file["date"][:]

    def text(self, row):
        return f"{self.titles[row]}.\n  {self.abstracts[row].upper()}"

    def check_beside_numpy(self, run, row, found):
        with h5py.File(run / "embeddings.h5") as file, h5py.File(run / "clusters.h5") as topics:
            rows, mean = unit(file["embeddings"][:].astype(float)), topics.get("mean")
            rows = rows if mean is None else unit(rows - mean[:])
            assignment, sizes = topics["assignment"][:], topics["sizes"][:]
            near = topics["centroids"][:] @ rows[row]
        similarity = rows @ rows[row]
        self.assertEqual(found["searched"], PAPERS)
        self.assertEqual((found["papers"][0]["row"], found["papers"][0]["id"]), (row, self.ids[row]))
        self.assertAlmostEqual(found["papers"][0]["similarity"], 1, delta=SAME)
        listed = [paper["row"] for paper in found["papers"]]
        self.assertEqual(len(set(listed)), len(found["papers"]))
        values = [paper["similarity"] for paper in found["papers"]]
        self.assertEqual(values, sorted(values, reverse=True))
        np.testing.assert_allclose(values, similarity[listed], atol=SAME)
        self.assertLess(np.delete(similarity, listed).max(initial=-1), min(values) + SAME)
        for paper in found["papers"]:
            self.assertEqual(paper["title"], self.titles[paper["row"]])
            day = datetime.date(1970, 1, 1) + datetime.timedelta(int(self.dates[paper["row"]]))
            self.assertEqual(paper["date"], day.isoformat())
            self.assertEqual(paper["topic"], assignment[paper["row"]])
        order = [topic["topic"] for topic in found["topics"]]
        self.assertEqual(order, list(np.argsort(-near)[:len(order)]))
        np.testing.assert_allclose([topic["similarity"] for topic in found["topics"]], near[order], atol=SAME)
        self.assertEqual([topic["papers"] for topic in found["topics"]], list(sizes[order]))

    def test_the_text_of_a_paper_finds_it(self):
        for run in (self.plain, self.centred):
            for row in (0, 77, PAPERS - 1):
                with self.subTest(run=run.name, row=row):
                    found = answer(run, self.text(row), "--search.papers", 12, "--search.topics", 4)
                    self.assertEqual((len(found["papers"]), len(found["topics"])), (12, 4))
                    self.check_beside_numpy(run, row, found)
        every = answer(self.centred, self.text(3), "--search.papers", 1000, "--search.topics", 1000)
        self.assertEqual((len(every["papers"]), len(every["topics"])), (PAPERS, 7))
        self.check_beside_numpy(self.centred, 3, every)

    def test_any_number_of_ranks_and_no_file_is_changed(self):
        files = sorted(self.plain.glob("*.h5"))
        before = [file.read_bytes() for file in files]
        one, three = (thema(ranks, "search", "--run", self.plain, self.text(9))[0] for ranks in (1, 3))
        self.assertEqual(one, three)
        self.assertEqual(answer(self.centred, self.text(9)), answer(self.centred, self.text(9), ranks=3))
        self.assertEqual(before, [file.read_bytes() for file in files])
        for words in ("Nearest topics", f"Nearest papers of {PAPERS}", self.ids[9], "1.0000"):
            self.assertIn(words, one)

    def test_questions_of_a_file(self):
        questions = self.folder / "questions.txt"
        rows = list(range(0, 70))  # more than one group of the encoder
        questions.write_text("\n\n".join(self.text(row).replace("\n", " ") for row in rows) + "\n \n")
        arguments = ("search", "--run", self.centred, "--questions", questions, "--search.papers", 3)
        out, _ = thema(1, *arguments, "--json")
        self.assertEqual(out, thema(3, *arguments, "--json")[0])
        found = lines_of(out)
        self.assertEqual(len(found), len(rows))
        for row, each in zip(rows, found):
            self.check_beside_numpy(self.centred, row, each)
        alone = answer(self.centred, self.text(5), "--search.papers", 3)
        self.assertEqual([paper["row"] for paper in alone["papers"]], [paper["row"] for paper in found[5]["papers"]])
        self.assertEqual(thema(1, *arguments)[0].count("Nearest papers"), len(rows))

    def test_topics_of_an_edited_run(self):
        run = self.folder / "run"
        shutil.copytree(self.plain, run)
        with h5py.File(run / "clusters.h5") as file:
            sizes = file["sizes"][:]
        (self.folder / "edits.toml").write_text('[[edit]]\nmerge = [0, 1]\nlabel = "Alles zusammen"\n')
        thema(2, "edit", "--run", run, "--edits", self.folder / "edits.toml")
        before = answer(self.plain, self.text(4), "--search.topics", 1000)
        found = answer(run, self.text(4), "--search.topics", 1000, ranks=2)
        self.assertEqual((len(before["topics"]), len(found["topics"])), (7, 6))
        merged = next(topic for topic in found["topics"] if topic["topic"] == 0)
        self.assertEqual((merged["label"], merged["papers"]), ("Alles zusammen", sizes[0] + sizes[1]))
        self.assertEqual([paper["row"] for paper in found["papers"]], [paper["row"] for paper in before["papers"]])
        labels = {topic["topic"]: topic["label"] for topic in found["topics"]}
        for paper in found["papers"]:
            self.assertEqual(paper["label"], labels[paper["topic"]])
        explained = json.loads(thema(1, "explain", "--run", run, "--topic", 0, "--explain.sample", 3, "--json")[0])
        self.assertEqual((explained["label"], explained["size"]), ("Alles zusammen", sizes[0] + sizes[1]))

    def test_a_run_of_one_topic(self):
        run = self.folder / "run"
        shutil.copytree(self.plain, run)
        thema(2, "cluster", "--run", run, "--cluster.k", 1, "--overwrite")
        thema(1, "label", "--run", run, "--overwrite")
        self.check_beside_numpy(run, 8, answer(run, self.text(8), ranks=2))

    def test_only_a_topic_or_the_last_years(self):
        with h5py.File(self.plain / "clusters.h5") as file:
            assignment, mean = file["assignment"][:], file.get("mean")
            self.assertIsNone(mean)
        with h5py.File(self.plain / "embeddings.h5") as file:
            rows = unit(file["embeddings"][:].astype(float))
        similarity = rows @ rows[20]
        years = np.array([(datetime.date(1970, 1, 1) + datetime.timedelta(int(day))).year for day in self.dates])
        year = int(np.median(years))
        for arguments, wanted in ((("--search.topic", 2), assignment == 2), (("--search.since", year), years >= year),
                                  (("--search.topic", 4, "--search.since", year), (assignment == 4) & (years >= year))):
            with self.subTest(arguments=arguments):
                found = answer(self.plain, self.text(20), "--search.papers", 5, *arguments, ranks=2)
                self.assertEqual(found["searched"], wanted.sum())
                kept = np.flatnonzero(wanted)
                expected = kept[np.argsort(-similarity[kept])][:5]
                self.assertEqual([paper["row"] for paper in found["papers"]], list(expected))
                self.assertEqual(len(found["topics"]), 5)
        for arguments in (("halos", "--search.since", 9999), ("--search.since", 9999, "halos")):
            none = answer(self.plain, *arguments)
            self.assertEqual((none["papers"], none["searched"]), ([], 0))

    def test_refusals(self):
        def refused(*arguments, expect):
            out, log = thema(1, "search", *arguments, expect=expect)
            self.assertEqual(out, "")
            return log

        run = ("--run", self.plain)
        empty = self.folder / "empty.txt"
        empty.write_text("\n \n")
        self.assertIn("exactly one of", refused(*run, expect=64))
        self.assertIn("exactly one of", refused(*run, "halos", "--questions", empty, expect=64))
        self.assertIn("no line with a question", refused(*run, "--questions", empty, expect=64))
        self.assertIn("none.txt", refused(*run, "--questions", self.folder / "none.txt", expect=65))
        self.assertIn("is empty", refused(*run, " ", expect=64))
        self.assertIn("topics 0 to 6", refused(*run, "halos", "--search.topic", 7, expect=64))
        self.assertIn("not a run directory", refused("--run", self.folder / "none", "halos", expect=65))
        np.save(self.folder / "rows.npy", np.random.default_rng(4).normal(size=(PAPERS, 384)))
        imported = self.folder / "imported"
        thema(1, "import", "--run", imported, "--input", self.papers, "--embeddings", self.folder / "rows.npy")
        self.assertIn("thema cluster --run", refused("--run", imported, "halos", expect=65))
        thema(1, "cluster", "--run", imported, "--cluster.k", 3, "--cluster.starts", 1)
        self.assertIn("were imported", refused("--run", imported, "halos", expect=64))
        shutil.copy(self.plain / "embeddings.h5", imported)
        self.assertIn("was not made of the embeddings.h5", refused("--run", imported, "halos", expect=65))


if __name__ == "__main__":
    unittest.main()
