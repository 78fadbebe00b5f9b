# SPDX-License-Identifier: Apache-2.0
"""Two runs of the same papers beside scikit-learn and SciPy, on any number of ranks, and what is refused."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import h5py
import numpy as np

from thema_job import JobTest, peers_python, synthetic_papers, thema

SCIKIT = """
import json, sys
import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn import metrics as m
a, b = json.load(sys.stdin)
table = m.cluster.contingency_matrix(a, b)
rows, columns = linear_sum_assignment(table, maximize=True)
h, c, v = m.homogeneity_completeness_v_measure(a, b)
print(json.dumps({"ari": m.adjusted_rand_score(a, b), "ami": m.adjusted_mutual_info_score(a, b),
                  "nmi": m.normalized_mutual_info_score(a, b), "v_measure": v, "homogeneity": h, "completeness": c,
                  "matched": int(table[rows, columns].sum())}))
"""


def answer(run, other, *options, ranks=1):
    out, _ = thema(ranks, "compare", "--run", run, "--with", other, "--json", *options)
    return json.loads(out)


def topics_by_id(run):
    with h5py.File(run / "documents.h5") as file, h5py.File(run / "clusters.h5") as topics:
        data, offsets = file["id/bytes"][:].tobytes(), file["id/offsets"][:].astype(int)
        ids = [data[i:j].decode() for i, j in zip(offsets[:-1], offsets[1:])]
        return ids, dict(zip(ids, topics["assignment"][:].tolist()))


def imported_run(folder, name, papers, rows, k, seed):
    run = folder / name
    np.save(folder / f"{name}.npy", rows)
    (folder / f"{name}.jsonl").write_text("".join(papers))
    thema(2, "import", "--run", run, "--input", folder / f"{name}.jsonl", "--embeddings", folder / f"{name}.npy")
    thema(2, "cluster", "--run", run, "--cluster.k", k, "--cluster.starts", 1, "--run.seed", seed)
    return run


class Compare(JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="thema-compare-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        lines = synthetic_papers(cls.shared, 240).read_text().splitlines(keepends=True)
        rng = np.random.default_rng(3)
        rows = rng.normal(size=(240, 16)) + 2 * rng.normal(size=(8, 16))[np.arange(240) % 8]
        order = rng.permutation(np.arange(20, 240))
        cls.a = imported_run(cls.shared, "a", lines[:200], rows[:200], 8, 1)
        cls.b = imported_run(cls.shared, "b", [lines[i] for i in order], rows[order] + rng.normal(size=(220, 16)), 6, 2)
        thema(1, "label", "--run", cls.a)

    def test_everything_that_is_counted(self):
        found = answer(self.a, self.b, "--compare.least_overlap", 0)
        ids, of_a = topics_by_id(self.a)
        _, of_b = topics_by_id(self.b)
        both = [i for i in ids if i in of_b]
        self.assertEqual(found["papers"]["shared"], len(both))
        self.assertEqual((found["papers"]["only_a"], found["papers"]["only_b"]), (20, 40))
        self.assertEqual((found["a"]["papers"], found["b"]["papers"]), (200, 220))
        table = np.zeros((8, 6), int)
        for paper in both:
            table[of_a[paper], of_b[paper]] += 1
        self.assertEqual(found["table"], [[a, b, int(table[a, b])] for a, b in zip(*np.nonzero(table))])
        for pair in found["matched"]:
            a, b = pair["a"]["topic"], pair["b"]["topic"]
            self.assertEqual(pair["common"], table[a, b])
            self.assertAlmostEqual(pair["overlap"], table[a, b] / (table[a].sum() + table[:, b].sum() - table[a, b]))
            self.assertAlmostEqual(pair["moved"], 1 - table[a, b] / table[a].sum())
        counterpart = {pair["a"]["topic"]: pair["b"]["topic"] for pair in found["matched"]}
        self.assertEqual(found["papers"]["moved"], sum(counterpart.get(of_a[i]) != of_b[i] for i in both))
        self.assertEqual({t["topic"] for t in found["vanished"]}, set(range(8)) - set(counterpart))
        self.assertEqual({t["topic"] for t in found["new"]}, set(range(6)) - set(counterpart.values()))
        self.assertEqual(sum(move["papers"] for move in found["moves"]), found["papers"]["moved"])
        for move in found["moves"]:
            pair = move["from"]["topic"], move["to"]["topic"]
            wanted = [i for i in both if (of_a[i], of_b[i]) == pair]
            self.assertEqual((move["papers"], move["examples"]), (len(wanted), wanted[:3]))
        sizes = [move["papers"] for move in found["moves"]]
        self.assertEqual(sizes, sorted(sizes, reverse=True))

    def test_beside_scikit_learn_and_scipy(self):
        found = answer(self.a, self.b, "--compare.least_overlap", 0)
        _, of_a = topics_by_id(self.a)
        _, of_b = topics_by_id(self.b)
        both = sorted(set(of_a) & set(of_b))
        labels = json.dumps([[of_a[i] for i in both], [of_b[i] for i in both]])
        done = subprocess.run([peers_python(), "-c", SCIKIT], input=labels, capture_output=True, text=True, check=True)
        wanted = json.loads(done.stdout)
        self.assertEqual(sum(pair["common"] for pair in found["matched"]), wanted.pop("matched"))
        for name, value in wanted.items():
            self.assertAlmostEqual(found["agreement"][name], value, delta=1e-12, msg=name)

    def test_any_number_of_ranks_and_no_file_is_changed(self):
        files = [run / name for run in (self.a, self.b) for name in ("documents.h5", "clusters.h5")]
        before = [file.read_bytes() for file in files]
        texts = [thema(ranks, "compare", "--run", self.a, "--with", self.b)[0] for ranks in (1, 3)]
        self.assertEqual(texts[0], texts[1])
        self.assertEqual(answer(self.a, self.b, ranks=1), answer(self.a, self.b, ranks=3))
        self.assertEqual(before, [file.read_bytes() for file in files])
        for words in ("180 papers are in both, 20 in A alone, 40 in B alone", "counterpart", "ARI", "vanished"):
            self.assertIn(words, texts[0])

    def test_a_run_with_itself(self):
        found = answer(self.a, self.a)
        self.assertEqual((found["papers"]["moved"], found["moves"], found["new"], found["vanished"]), (0, [], [], []))
        self.assertEqual([found["agreement"][name] for name in ("ari", "nmi")], [1, 1])
        self.assertTrue(all(pair["overlap"] == 1 for pair in found["matched"]))
        self.assertNotIn("topic 0", found["matched"][0]["a"]["label"])  # run A has labels

    def test_one_topic_beside_many(self):
        run = self.folder / "one"
        shutil.copytree(self.b, run)
        thema(2, "cluster", "--run", run, "--cluster.k", 1, "--overwrite")
        found = answer(self.a, run, "--compare.least_overlap", 0, ranks=2)
        ids, of_a = topics_by_id(self.a)
        _, of_b = topics_by_id(run)
        sizes = np.bincount([of_a[i] for i in ids if i in of_b], minlength=8)
        self.assertEqual([(each["b"]["topic"], each["common"]) for each in found["matched"]], [(0, sizes.max())])
        self.assertEqual(found["papers"]["moved"], 180 - sizes.max())
        self.assertEqual((found["agreement"]["ari"], found["agreement"]["ami"]), (0, 0))
        self.assertEqual(len(found["vanished"]), 7)
        alone = answer(run, run)
        self.assertEqual((alone["agreement"]["ari"], alone["papers"]["moved"]), (1, 0))

    def test_weak_counterparts_are_none(self):
        every = answer(self.a, self.b, "--compare.least_overlap", 0)["matched"]
        least = sorted(pair["overlap"] for pair in every)[2]
        found = answer(self.a, self.b, "--compare.least_overlap", least, "--compare.moves", 2, "--compare.examples", 0)
        self.assertEqual(found["matched"], [pair for pair in every if pair["overlap"] >= least])
        self.assertEqual((len(found["new"]), len(found["vanished"])), (2, 4))
        self.assertEqual(found["papers"]["moved"], 180 - sum(pair["common"] for pair in found["matched"]))
        self.assertEqual([move["examples"] for move in found["moves"]], [[], []])

    def test_refusals(self):
        def refused(*arguments, expect):
            return thema(1, "compare", *arguments, expect=expect)[1]

        self.assertIn("--with", refused("--run", self.a, expect=64))
        self.assertIn("not a run directory", refused("--run", self.a, "--with", self.folder / "none", expect=65))
        (self.folder / "empty").mkdir()
        self.assertIn("thema ingest --run", refused("--run", self.folder / "empty", "--with", self.a, expect=65))
        shutil.copy(self.a / "documents.h5", self.folder / "empty")
        self.assertIn("thema cluster --run", refused("--run", self.a, "--with", self.folder / "empty", expect=65))
        others = self.folder / "others.jsonl"
        others.write_text((self.shared / "a.jsonl").read_text().replace('"id":"', '"id":"x'))
        np.save(self.folder / "o.npy", np.random.default_rng(1).normal(size=(200, 4)))
        thema(1, "import", "--run", self.folder / "o", "--input", others, "--embeddings", self.folder / "o.npy")
        thema(1, "cluster", "--run", self.folder / "o", "--cluster.k", 2)
        self.assertIn("no paper of", refused("--run", self.a, "--with", self.folder / "o", expect=65))


if __name__ == "__main__":
    unittest.main()
