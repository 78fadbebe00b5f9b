# SPDX-License-Identifier: Apache-2.0
"""The choice of K by the program, on 2,000 real papers: every figure and every rule against NumPy here, or against what
label finds for the same topics. The embeddings are latent semantic analysis, which takes no encoder."""
import json
import re
import unittest

import h5py
import numpy as np

from thema_job import JobTest, contents, real_papers, thema

PAPERS = 2000
GRID = ["--cluster.k", "auto", "--cluster.k_min", 3, "--cluster.k_max", 24, "--cluster.k_steps", 4,
        "--cluster.starts", 3]
SIZES = [3, 6, 12, 24]


def texts(run, name):
    with h5py.File(run / "documents.h5") as file:
        offsets, data = file[f"{name}/offsets"][:].astype(int), file[f"{name}/bytes"][:].tobytes()
    return [data[a:b].decode() for a, b in zip(offsets[:-1], offsets[1:])]


def semantic_embeddings(abstracts, width=64):
    """Right singular space of TF-IDF over words of at least 20 papers."""
    words = [set(re.findall(r"[a-z]{4,}", text.lower())) for text in abstracts]
    names, counts = np.unique([w for paper in words for w in paper], return_counts=True)
    kept = {w: i for i, w in enumerate(names[(counts >= 20) & (counts < len(words) / 4)])}
    table = np.zeros((len(words), len(kept)), dtype=np.float32)
    for i, paper in enumerate(words):
        table[i, [kept[w] for w in paper if w in kept]] = 1
    table *= np.log(len(words) / table.sum(axis=0))
    values, vectors = np.linalg.eigh(table @ table.T)
    return (vectors[:, -width:] * np.sqrt(np.maximum(values[-width:], 0))).astype(np.float32) + np.float32(1e-6)


def selection_of(run):
    with h5py.File(run / "clusters.h5") as file:
        table = file["selection"]
        return table[:], table.attrs["metric"].decode(), int(table.attrs["elbow"]), int(file.attrs["k"])


def mean_ranks(columns):
    """1 for the highest; equal figures share their mean rank."""
    return np.mean([[(np.sum(c > x) + 1 + np.sum(c >= x)) / 2 for x in c] for c in columns], axis=0)


def v_measure(truth, found):
    """Rosenberg and Hirschberg (2007) from the table of counts."""
    table = np.zeros((max(truth) + 1, max(found) + 1))
    np.add.at(table, (truth, found), 1)
    p, a, b = table / table.sum(), table.sum(axis=1) / table.sum(), table.sum(axis=0) / table.sum()
    entropy = lambda x: -np.sum(x[x > 0] * np.log(x[x > 0]))
    shared = entropy(a) + entropy(b) - entropy(p.ravel())
    return 2 * shared / (entropy(a) + entropy(b))


class Choice(JobTest):
    def prepare(self, run, *ingest):
        thema(1, "ingest", "--run", run, *ingest)
        np.save(self.folder / "e.npy", semantic_embeddings(texts(run, "abstract")))
        thema(2, "import", "--run", run, *ingest, "--embeddings", self.folder / "e.npy")
        return run

    def test_on_real_papers(self):
        run = self.prepare(self.folder / "run", "--input", real_papers(), "--ingest.limit", PAPERS)
        _, log = thema(1, "cluster", "--run", run, *GRID, "--cluster.gap_references", 3)
        table, metric, elbow, k = selection_of(run)
        self.assertEqual(table["k"].tolist(), SIZES)
        self.assertTrue(all(np.isfinite(table[name]).all() for name in table.dtype.names), table)
        self.check_choice(table, metric, elbow, k)
        self.check_figures(run, table[table["k"] == k][0])
        self.check_printed_table(log, table, k, elbow)
        self.check_rules(run, table)
        one = contents(run / "clusters.h5")
        thema(3, "cluster", "--run", run, *GRID, "--cluster.gap_references", 3, "--overwrite")
        three = contents(run / "clusters.h5")
        self.assertEqual([name for name in one if one[name] != three.get(name)], [])

    def check_choice(self, table, metric, elbow, k):
        stability = (table["stability_starts"] + table["stability_subsamples"]) / 2
        figures = [table["silhouette"], stability, table["npmi"] * table["diversity"]]
        inside = [figure for figure in figures if 0 < np.argmax(figure) < len(SIZES) - 1]
        if inside:
            self.assertEqual(k, SIZES[int(np.argmin(mean_ranks(inside)))], figures)
            self.assertTrue(metric.startswith("consensus: the K with the lowest mean rank"), metric)
        else:
            reliable = (table["smallest"] > 0) & (stability >= 0.65) & (figures[0] >= 0.8 * max(figures[0]))
            self.assertEqual(k, max((n for n, is_one in zip(SIZES, reliable) if is_one), default=SIZES[0]), figures)
            self.assertTrue(metric.startswith("consensus: the largest K without empty topics, with a stability"), metric)
        x, y = np.log(table["k"]), table["inertia"]
        below = (y[0] - y) / (y[0] - y[-1]) - (x - x[0]) / (x[-1] - x[0])
        self.assertEqual(elbow, SIZES[int(np.argmax(below))] if below.max() > 1e-9 else 0, below)

    def check_figures(self, run, row):
        """All papers were tried, so the chosen row is about the topics of the run."""
        thema(2, "label", "--run", run)
        names = texts(run, "categories")
        _, truth = np.unique([name.split()[0] for name in names], return_inverse=True)
        with h5py.File(run / "clusters.h5") as file, h5py.File(run / "topics.h5") as topics:
            found = file["assignment"][:]
            self.assertAlmostEqual(row["silhouette"], file["silhouette"][:].astype(float).mean(), places=6)
            for name in ("npmi", "diversity", "v_measure"):
                self.assertEqual(row[name], topics.attrs[name], name)
        self.assertAlmostEqual(row["v_measure"], v_measure(truth, found), places=9)
        self.assertEqual((row["smallest"], row["largest"]), (np.bincount(found).min(), np.bincount(found).max()))

    def check_printed_table(self, log, table, k, elbow):
        lines = [line.split("cluster: ", 1)[1] for line in log.splitlines() if re.search(r"cluster: +\d+  +\d", line)]
        self.assertEqual([int(line.split()[0]) for line in lines], SIZES)
        for line, row in zip(lines, table):
            self.assertIn(f"{row['npmi']:.4f}", line)
            self.assertEqual("chosen" in line, row["k"] == k)
            self.assertEqual("elbow of the inertia" in line, row["k"] == elbow)
        self.assertEqual(len({line.index(".") for line in lines}), 1, "aligned")

    def check_rules(self, run, table):
        gap, error = table["gap"], table["gap_error"]
        holds = [i for i in range(3) if gap[i] >= gap[i + 1] - error[i + 1]] + [3]
        stability = (table["stability_starts"] + table["stability_subsamples"]) / 2
        best = {"gap": holds[0], "stability": np.argmax(stability), "v_measure": np.argmax(table["v_measure"]),
                "topic_quality": np.argmax(table["npmi"] * table["diversity"])}
        for criterion, place in best.items():
            options = [*GRID, "--cluster.gap_references", 3, "--cluster.criterion", criterion, "--overwrite"]
            thema(2, "cluster", "--run", run, *options)
            again, metric, _, k = selection_of(run)
            self.assertEqual(k, SIZES[int(place)], criterion)
            self.assertTrue(metric.startswith(criterion + ": "), metric)
            self.assertEqual(again.tobytes(), table.tobytes(), "the rule changes no figure")
        thema(2, "cluster", "--run", run, *GRID, "--cluster.gap_references", 3, "--overwrite")

    def test_papers_without_categories_and_all_alike(self):
        papers = self.folder / "papers.jsonl"
        abstract = "We study the dark matter halos of galaxies and their mass in simulations of clusters. "
        lines = [{"id": str(i), "title": f"Halos {i}", "abstract": abstract, "categories": ""} for i in range(40)]
        papers.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        np.save(self.folder / "e.npy", np.ones((40, 8), dtype=np.float32))
        run = self.folder / "run"
        thema(1, "import", "--run", run, "--input", papers, "--embeddings", self.folder / "e.npy")
        _, log = thema(2, "cluster", "--run", run, "--cluster.candidates", "2,3,50", "--cluster.criterion", "v_measure")
        self.assertIn("k = 50 is not tried: the choice is made on 40 papers", log)
        self.assertIn("warning: no K could be judged: v_measure is not defined for any", log)
        table, metric, elbow, k = selection_of(run)
        self.assertEqual((table["k"].tolist(), elbow, k), ([2, 3], 0, 2))
        self.assertTrue(np.isnan(table["v_measure"]).all())
        self.assertIn("the smallest K was taken", metric)

    def test_what_is_refused(self):
        run = self.folder / "run"
        refused = [(["--cluster.k_min", 30, "--cluster.k_max", 10], ["cluster.k_min = 30", "cluster.k_max = 10"]),
                   (["--cluster.criterion", "gap"], ["cluster.gap_references"]),
                   (["--cluster.criterion", "elbow"], ["elbow", "one of consensus, silhouette"]),
                   (["--cluster.k", "automatic"], ["automatic", "a whole number from 1 to 100000 or auto"])]
        for options, words in refused:
            _, log = thema(1, "cluster", "--run", run, *options, expect=64)
            for word in words:
                self.assertIn(word, log)
        (self.folder / "c.toml").write_text('[cluster]\nk = "auto"\ncandidates = [3]\n', encoding="utf-8")
        _, log = thema(1, "cluster", "--run", run, "--config", self.folder / "c.toml", expect=65)
        self.assertIn("embeddings.h5 is missing", log)


if __name__ == "__main__":
    unittest.main()
