# SPDX-License-Identifier: Apache-2.0
"""Weights of terms and diverse papers by BERTopic (ClassTfidfTransformer, mmr) and z scores by Scattertext's log odds ratio:

    python -m pip install bertopic==0.17.4 scattertext==0.2.2 --no-deps --target PEERS
    python tests/golden/make_label_golden.py PEERS

Prints the tables of ctfidf_test.cpp, log_odds_test.cpp and diverse_representatives_test.cpp in tests/label. Single
files of both packages are loaded, so
nothing but numpy, scipy and scikit-learn is needed. The mean number of words per topic is a whole number,
because BERTopic cuts it to one.
"""
import importlib.util
import pathlib
import sys
import types

import numpy as np
import scipy.sparse as sp

COUNTS = np.array([[30, 4, 0, 1, 0, 5], [2, 9, 21, 0, 3, 5], [0, 1, 7, 40, 2, 5]])  # topics x terms a..f
SEEDS = [1, 4]


def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def print_table(name, table):
    values = ", ".join(repr(float(value)) for row, counts in zip(table, COUNTS) for value, n in zip(row, counts) if n)
    print(f"{name}: {values}")


def print_diverse(mmr):
    """Rows that BERTopic's MMR chooses of the ten nearest papers of each topic (diverse_representatives_test.cpp)."""
    row = np.arange(60)
    points = np.stack([np.sin(1.3 * row + 0.2), np.cos(2.1 * row), 2 + np.sin(0.7 * row)], axis=1)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    topic = np.where((row % 3 == 2) & (row > 10), 0, row % 3)
    centroid = np.array([0.0, 0.0, 1.0])
    for t in range(3):
        rows = row[topic == t]
        rows = rows[np.argsort(-points[rows] @ centroid)][:10]
        chosen = mmr(centroid[None], points[rows], [str(r) for r in rows], diversity=0.5, top_n=min(4, len(rows)))
        print(f"nearest of {t}: {', '.join(map(str, rows))}; chosen: {', '.join(chosen)}")


def main():
    peers = pathlib.Path(sys.argv[1])
    transformer = load(peers / "bertopic/vectorizers/_ctfidf.py", "ctfidf").ClassTfidfTransformer
    assert COUNTS.sum() % len(COUNTS) == 0
    for bm25 in (False, True):
        for reduce in (False, True):
            for multiplier in (None, np.array([2.0 if i in SEEDS else 1.0 for i in range(COUNTS.shape[1])])):
                model = transformer(bm25_weighting=bm25, reduce_frequent_words=reduce)
                counts = sp.csr_matrix(COUNTS.astype(float))
                weights = model.fit(counts.copy(), multiplier=multiplier).transform(counts).toarray()
                print_table(f"bm25 {bm25} reduce {reduce} seeds {multiplier is not None}", weights)

    sys.modules["bertopic"] = types.ModuleType("bertopic")
    sys.modules["pandas"] = types.ModuleType("pandas")  # for annotations of functions that are not called
    sys.modules["pandas"].DataFrame = object
    sys.modules["bertopic.representation"] = types.ModuleType("bertopic.representation")
    sys.modules["bertopic.representation._base"] = base = types.ModuleType("base")
    base.BaseRepresentation = object
    mmr = load(peers / "bertopic/representation/_mmr.py", "mmr").mmr
    del sys.modules["pandas"]  # scikit-learn looks for the real one
    print_diverse(mmr)

    sys.modules["scattertext.termsignificance"] = significance = types.ModuleType("scattertext.termsignificance")
    sys.modules["scattertext"] = types.ModuleType("scattertext")
    sys.modules["scattertext.termranking"] = ranking = types.ModuleType("scattertext.termranking")
    sys.modules["scattertext.termsignificance.TermSignificance"] = base = types.ModuleType("base")
    ranking.AbsoluteFrequencyRanker = base.TermSignificance = object
    folder = peers / "scattertext/termsignificance"
    uninformative = load(folder / "LogOddsRatioUninformativeDirichletPrior.py", "uninformative")
    significance.LogOddsRatioUninformativeDirichletPrior = uninformative.LogOddsRatioUninformativeDirichletPrior
    informative = load(folder / "LogOddsRatioInformativeDirichletPiror.py", "informative")
    everywhere = COUNTS.sum(axis=0).astype(float)
    ratio = informative.LogOddsRatioInformativeDirichletPrior(everywhere, sigma=COUNTS.sum() / len(COUNTS),
                                                              scale_type="word")
    print_table("z", [ratio.get_zeta_i_j_given_separate_counts(row, everywhere - row) for row in COUNTS])


if __name__ == "__main__":
    main()
