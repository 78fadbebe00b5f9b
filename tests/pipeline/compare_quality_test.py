# SPDX-License-Identifier: Apache-2.0
"""Quality of topics of the first 5,000 real papers: every figure beside gensim, scikit-learn and the formulas of OCTIS,
to 1e-6.

    compare_quality_test.py PRINT_WORDS

The embeddings are made: unit rows around a direction for each of the 20 most frequent categories, a quarter of them
around another one. PRINT_WORDS is the program of tests/terms that prints the words of the papers; keywords of several
words are joined here. What gensim's sliding window leaves out (terms/cooccurrence.hpp) is printed beside."""
import collections
import json
import os
import subprocess
import sys
import unittest

import h5py
import numpy as np

from thema_job import JobTest, peers_python, real_papers, thema

PAPERS, TOPICS, WIDTH, TOLERANCE = 5000, 20, 32, 1e-6

PEER = '''
import json, sys, h5py, numpy as np
from gensim.corpora import Dictionary
from gensim.models import CoherenceModel
from gensim.topic_coherence.text_analysis import WordOccurrenceAccumulator
from sklearn import metrics
from sklearn.metrics.cluster import contingency_matrix

run, words = sys.argv[1:]
with h5py.File(run + "/topics.h5") as file:
    table = np.char.decode(file["keywords"][:].astype("S"), "utf-8")[:, :10]
topics = [[w for w in row if w] for row in table]
keywords = {w for t in topics for w in t}

def tokens(line):
    found, at = [], 0
    parts = line.split()
    while at < len(parts):
        if parts[at] == "|":
            at += 1
            continue
        n = 3
        while n > 1 and ("|" in parts[at : at + n] or " ".join(parts[at : at + n]) not in keywords):
            n -= 1
        found.append(" ".join(parts[at : at + n]))
        at += n
    return found

texts = [tokens(line) for line in open(words, encoding="utf-8")]
dictionary = Dictionary(texts)
corpus = [dictionary.doc2bow(t) for t in texts]

def coherence(measure):
    model = CoherenceModel(topics=topics, texts=texts, corpus=corpus if measure == "u_mass" else None,
                           dictionary=dictionary, coherence=measure, topn=10, processes=1)
    values = model.get_coherence_per_topic()
    return [float(v) for v in values], float(model.aggregate_measures(values))

answer = {"tokens": sum(map(len, texts))}
for name, measure in (("npmi", "c_npmi"), ("c_v", "c_v"), ("u_mass", "u_mass"), ("c_uci", "c_uci")):
    answer[name] = coherence(measure)

def whole_window(self, window, doc_num):
    self._uniq_words[:] = False
    self._uniq_words[np.unique(window)] = True
WordOccurrenceAccumulator._slide_window = whole_window
answer["whole windows"] = {name: coherence(m)[1] for name, m in (("npmi", "c_npmi"), ("c_v", "c_v"))}

# As OCTIS has them: the share of different words, and 1 - the mean over pairs of topics of the extrapolated rank-biased
# overlap, p = 0.9 (Webber, Moffat and Zobel 2010, equation 32, of lists of one length).
def overlap(a, b, p=0.9):
    agreement = [len(set(a[:d]) & set(b[:d])) / d for d in range(1, len(a) + 1)]
    return agreement[-1] * p ** len(a) + (1 - p) * sum(x * p**d for d, x in enumerate(agreement))

assert all(len(t) == 10 for t in topics)
answer["diversity"] = len({w for t in topics for w in t}) / (10 * len(topics))
answer["inverted_rbo"] = 1 - np.mean([overlap(a, b) for i, a in enumerate(topics) for b in topics[:i]])

with h5py.File(run + "/documents.h5") as file:
    offsets, data = file["categories/offsets"][:].astype(np.int64), file["categories/bytes"][:].tobytes()
truth = [data[a:b].split()[0].decode() for a, b in zip(offsets[:-1], offsets[1:])]
with h5py.File(run + "/clusters.h5") as file:
    found = file["assignment"][:]
answer["attributes"] = {
    "v_measure": metrics.v_measure_score(truth, found),
    "purity": float(contingency_matrix(truth, found).max(axis=0).sum() / len(truth)),
    "nmi": metrics.normalized_mutual_info_score(truth, found),
    "ari": metrics.adjusted_rand_score(truth, found),
    "ami": metrics.adjusted_mutual_info_score(truth, found)}
print(json.dumps(answer))
'''


def made_rows(categories):
    """Unit rows around the directions of the most frequent categories."""
    rng = np.random.default_rng(3)
    most = [name for name, _ in collections.Counter(categories).most_common(TOPICS)]
    directions = np.array([most.index(c) if c in most else rng.integers(TOPICS) for c in categories])
    moved = rng.random(len(categories)) < 0.25
    directions[moved] = rng.integers(TOPICS, size=moved.sum())
    centres = rng.normal(size=(TOPICS, WIDTH))
    return (centres[directions] + 0.4 * rng.normal(size=(len(categories), WIDTH))).astype(np.float32)


class CompareQuality(JobTest):
    def test_every_figure(self):
        run, rows, words = (self.folder / name for name in ("run", "rows.npy", "words.txt"))
        chosen = ["--run", run, "--input", real_papers(), "--ingest.limit", PAPERS, "--ingest.min_abstract", 0]
        thema(2, "ingest", *chosen)
        with h5py.File(run / "documents.h5") as file:
            offsets, data = file["categories/offsets"][:].astype(np.int64), file["categories/bytes"][:].tobytes()
        np.save(rows, made_rows([data[a:b].split()[0].decode() for a, b in zip(offsets[:-1], offsets[1:])]))
        thema(2, "import", *chosen, "--embeddings", rows)
        thema(2, "cluster", "--run", run, "--cluster.k", TOPICS, "--cluster.starts", 2)
        thema(2, "label", "--run", run)
        with open(words, "wb") as file:
            subprocess.run([PRINT_WORDS, run], stdout=file, check=True, timeout=300)
        peer = subprocess.run([peers_python(), "-c", PEER, run, words], capture_output=True, text=True, timeout=900)
        self.assertEqual(peer.returncode, 0, peer.stderr)
        expected = json.loads(peer.stdout)
        with h5py.File(run / "topics.h5") as file:
            for name in ("npmi", "c_v", "u_mass", "c_uci"):
                per_topic, mean = expected[name]
                np.testing.assert_allclose(file["quality"][name][:], per_topic, rtol=0, atol=TOLERANCE, err_msg=name)
                self.assertAlmostEqual(file.attrs[name], mean, delta=TOLERANCE)
            for name in ("diversity", "inverted_rbo"):
                self.assertAlmostEqual(file.attrs[name], expected[name], delta=TOLERANCE, msg=name)
            for name, value in expected["attributes"].items():
                self.assertAlmostEqual(file.attrs[name], value, delta=TOLERANCE, msg=name)
            print({name: round(float(file.attrs[name]), 6) for name in
                   ("npmi", "c_v", "u_mass", "c_uci", "diversity", "inverted_rbo", *expected["attributes"])})
            print(f"{expected['tokens']} tokens; counting every window that holds a word:", expected["whole windows"])


if __name__ == "__main__":
    PRINT_WORDS = os.path.abspath(sys.argv.pop())
    unittest.main()
