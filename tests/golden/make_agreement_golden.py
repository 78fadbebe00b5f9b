#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the cases of tests/data/agreement_test.cpp: scikit-learn's figures of contingency tables.

    /opt/thema/peers/bin/python tests/golden/make_agreement_golden.py

Made with Python 3.11, scikit-learn 1.9.1. The expected mutual information of the large table is summed here over all
counts from SciPy's hypergeometric distribution: scikit-learn's factorials lose eight digits there.
"""
import numpy as np
from scipy.stats import hypergeom
from sklearn import metrics
from sklearn.metrics.cluster import contingency_matrix

TABLES = [
    [[50, 3, 7], [4, 40, 6], [1, 2, 87], [10, 10, 10]],
    [[5, 0], [0, 9]],
    [[3, 4]],
    [[2], [3], [4]],
    [[1, 1], [1, 1]],
    [[7]],
    [[0, 0, 4], [0, 0, 0], [2, 0, 1]],
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [[9, 0, 1, 0], [0, 12, 0, 2], [3, 3, 3, 3], [0, 0, 0, 30], [1, 0, 0, 0]],
]


def labels(table):
    rows, columns = np.indices(np.shape(table))
    counts = np.ravel(table)
    return np.repeat(rows.ravel(), counts), np.repeat(columns.ravel(), counts)


def figures(table):
    truth, found = labels(table)
    hcv = metrics.homogeneity_completeness_v_measure(truth, found)
    purity = contingency_matrix(truth, found).max(axis=0).sum() / len(truth)
    return [*hcv, purity, metrics.normalized_mutual_info_score(truth, found),
            metrics.adjusted_rand_score(truth, found), metrics.adjusted_mutual_info_score(truth, found)]


def large_table():
    """300,000 papers; the same formula as in the test."""
    return [[(c * 7919 + t * 104729 + c * t * 31) % 1000 + (3000 if c == t % 5 else 0) for t in range(40)]
            for c in range(5)]


def expected_information(table):
    table = np.array(table)
    total, sum_ = table.sum(), 0.0
    for a in table.sum(axis=1):
        for b in table.sum(axis=0):
            n = np.arange(max(1, a + b - total), min(a, b) + 1)
            sum_ += (n / total * np.log(total * n / (a * b)) * hypergeom.pmf(n, total, a, b)).sum()
    return sum_


for table in TABLES:
    print("{{", ", ".join(str(x) for x in np.ravel(table)), "},", len(table[0]), ", {",
          ", ".join(repr(float(x)) for x in figures(table)), "}},")
print("large:", ", ".join(repr(float(x)) for x in figures(large_table())), "expected information",
      repr(float(expected_information(large_table()))), "papers", np.sum(large_table()))
