# SPDX-License-Identifier: Apache-2.0
"""Prints the largest sums of matched counts of the tables of tests/compare/matching_test.cpp, by SciPy 1.17.1.

Table t of `rows` x `columns` holds ((i * 7919 + j * 104729 + i * j * 31 + t * 613) % 1009), and nothing where that is
below `least`: so that most of it is empty, as with topics. Where the best matching is the only one, which is seen by
taking away each of its pairs, the columns are printed too.
"""
import numpy as np
from scipy.optimize import linear_sum_assignment


def table(t, rows, columns, least):
    i, j = np.arange(rows)[:, None], np.arange(columns)[None, :]
    counts = (i * 7919 + j * 104729 + i * j * 31 + t * 613) % 1009
    return np.where(counts < least, 0, counts)


def best(counts):
    rows, columns = linear_sum_assignment(counts, maximize=True)
    return counts[rows, columns].sum(), dict(zip(rows.tolist(), columns.tolist()))


def is_the_only_one(counts, value, match):
    for i, j in match.items():
        if counts[i, j] > 0:
            other = counts.copy()
            other[i, j] = -1
            if best(other)[0] == value:
                return False
    return True


for t, rows, columns, least in ((0, 5, 5, 0), (1, 8, 5, 300), (2, 5, 9, 300), (3, 40, 40, 900), (4, 60, 37, 700),
                                (5, 120, 200, 950), (6, 300, 300, 990)):
    counts = table(t, rows, columns, least)
    value, match = best(counts)
    only = is_the_only_one(counts, value, match) if rows <= 60 else False
    shown = [match[i] if i in match and counts[i, match[i]] > 0 else -1 for i in range(rows)] if only else ""
    print(t, rows, columns, least, value, shown)
