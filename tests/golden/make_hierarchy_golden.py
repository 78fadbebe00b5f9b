#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Golden files of the tests of linkage and bisecting: SciPy's trees and scikit-learn's bisecting k-means.

    /opt/thema/peers/bin/python tests/golden/make_hierarchy_golden.py

Writes hierarchy_*.npy beside itself: rows f4[n,d] of unit length, sizes i8[n] (papers at each row); for each linkage
(ward, average): LINKAGE_merges i8[n-1,2] and LINKAGE_heights f8[n-1] of the rows themselves, LINKAGE_weighted f8[n-1,2]
heights and papers of the last n-1 merges when each row is repeated by its size; bisecting i8[GROUPS-1,n]: the groups 2,
3, ... that scikit-learn finds with the sizes as weights, numbered by their first row.
"""
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import pdist
from sklearn.cluster import BisectingKMeans

ROWS, WIDTH, GROUPS = 40, 19, 4
HERE = pathlib.Path(__file__).parent


def make_rows(generator):
    """Rows around four centres that lie in two pairs, one wider than the other, so that the best bisections are clear."""
    side, half = generator.integers(0, 2, ROWS) * 2 - 1, generator.integers(0, 2, ROWS) * 2 - 1
    rows = 0.3 * generator.standard_normal((ROWS, WIDTH))
    rows[:, 0] += 3
    rows[:, 1] += 2 * side
    rows[:, 2] += (1.0 + 0.3 * side) * half
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def distances(rows, method):
    """What LINKAGE joins by; of unit vectors half the squared distance is 1 - cosine, but for the rounding of float32."""
    return pdist(rows) if method == "ward" else pdist(rows, "sqeuclidean") / 2


def by_first_row(labels):
    order = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    return [order[label] for label in labels]


def main():
    generator = np.random.default_rng(11)
    rows = make_rows(generator)
    sizes = generator.integers(1, 9, ROWS)
    x = rows.astype(np.float64)
    arrays = {"rows": rows, "sizes": sizes.astype(np.int64)}
    for method in ("ward", "average"):
        table = linkage(distances(x, method), method)
        arrays[f"{method}_merges"] = table[:, :2].astype(np.int64)
        arrays[f"{method}_heights"] = table[:, 2]
        repeated = linkage(distances(np.repeat(x, sizes, axis=0), method), method)
        assert np.allclose(repeated[: 1 - ROWS, 2], 0) and repeated[1 - ROWS, 2] > 1e-3
        arrays[f"{method}_weighted"] = repeated[1 - ROWS :, 2:]
    models = [BisectingKMeans(g, n_init=20, random_state=0, bisecting_strategy="biggest_inertia", tol=0)
              for g in range(2, GROUPS + 1)]
    arrays["bisecting"] = np.array([by_first_row(model.fit_predict(x, sample_weight=sizes)) for model in models])
    for name, value in arrays.items():
        np.save(HERE / f"hierarchy_{name}.npy", value)
    (HERE / "hierarchy_versions.txt").write_text(
        f"numpy {np.__version__}\nscipy {scipy.__version__}\nscikit-learn {sklearn.__version__}\n")


if __name__ == "__main__":
    main()
