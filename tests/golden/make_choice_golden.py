#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the expected values of tests/cluster/choice_rule_test.cpp, gap_statistic_test.cpp and stability_test.cpp.

    /opt/thema/peers/bin/python tests/golden/make_choice_golden.py

Made with Python 3.11, NumPy 2.4.6, scikit-learn 1.9.1. Nothing here comes from thema: the gap statistic is written down
from Tibshirani, Walther and Hastie (2001), the elbow from Satopää et al. (2011), Philox4x32-10 from Salmon et al.
(2011); mean adjusted Rand indices are scikit-learn's.
"""
import pathlib

import numpy as np
from sklearn.metrics import adjusted_rand_score

HERE = pathlib.Path(__file__).parent


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b & 0xFFFFFFFF, (a >> 32) ^ c[3] ^ k[1], a & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def bits(seed, purpose, ident, index=0):
    low = philox([ident & 0xFFFFFFFF, ident >> 32, index, purpose], [seed & 0xFFFFFFFF, seed >> 32])
    return low[1] << 32 | low[0]


def reference_rows(rows, seed, number, purpose=14):
    """Uniform in the box of the rows, by row and component, then of unit length."""
    key = bits(seed, purpose, number)
    places = np.ndindex(*rows.shape)
    u = np.array([(bits(key, purpose, i, j) >> 11) * 2.0**-53 for i, j in places]).reshape(rows.shape)
    low, high = rows.min(axis=0), rows.max(axis=0)
    drawn = low + u * (high - low)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def log_w_of_one_topic(rows):
    """Inertia to the normalised mean: 2 (n - |sum|)."""
    return np.log(2 * (len(rows) - np.linalg.norm(rows.sum(axis=0))))


def gap(log_w, references):
    references = np.asarray(references)
    return references.mean() - log_w, references.std(ddof=0) * np.sqrt(1 + 1 / len(references))


def elbow(k, inertia):
    """Farthest from the chord by perpendicular distance in the unit square."""
    x, y = np.log(k), np.asarray(inertia, dtype=float)
    x, y = (x - x[0]) / (x[-1] - x[0]), (y - y[-1]) / (y[0] - y[-1])
    chord = np.array([1.0, -1.0]) / np.sqrt(2)  # from (0, 1) to (1, 0)
    away = chord[0] * (0 - y + 1) - chord[1] * (0 - x)  # cross product, positive below the chord
    return k[int(np.argmax(away))]


def mean_rank(columns):
    """Mean of the ranks (1: the highest figure; equal figures share their mean)."""
    ranks = [[(np.sum(c > x) + 1 + np.sum(c >= x)) / 2 for x in c] for c in map(np.asarray, columns)]
    return np.mean(ranks, axis=0)


rows = np.load(HERE / "kmeans_rows.npy").astype(np.float64)
first = log_w_of_one_topic(rows)
references = [log_w_of_one_topic(reference_rows(rows, 5, b)) for b in range(4)]
print("log W of one topic", repr(float(first)), "of the references", [float(x) for x in references])
print("gap and error of K = 1:", *(repr(float(x)) for x in gap(first, references)))
print("first reference row:", [float(x) for x in reference_rows(rows, 5, 2)[0][:3]])
print("gap of given figures:", *(repr(float(x)) for x in gap(2.5, [3.0, 3.25, 2.75, 3.5])))

grid = [5, 7, 11, 15, 22, 32, 47, 69, 100]
for inertia in ([100, 90, 80, 71, 66, 63, 61, 59.5, 58], [50, 30, 28, 27, 26.5, 26, 25.7, 25.5, 25.4],
                [90, 89, 87, 84, 70, 60, 59, 58.5, 58]):
    print("elbow", elbow(grid, inertia), "of", inertia)

print("mean ranks", mean_rank([[0.05, 0.08, 0.08, 0.04], [0.9, 0.7, 0.6, 0.65], [0.1, 0.2, 0.3, 0.3]]))

n = np.arange(1000)
labels = [n * n % 7, (n * 13 + n // 9) % 7, (n * n + (n % 10 == 0)) % 7]
for other in labels[1:]:
    print("adjusted Rand index:", repr(float(adjusted_rand_score(labels[0], other))))
