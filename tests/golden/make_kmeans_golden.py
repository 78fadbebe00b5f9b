#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Golden files of the k-means tests: a plain NumPy spherical k-means, and scikit-learn's figures of its result.

    /opt/thema/peers/bin/python tests/golden/make_kmeans_golden.py

Made with Python 3.11, NumPy 2.4.6, scikit-learn 1.9.1. Writes kmeans_*.npy beside itself:
rows f4[n,d]; start f4[k,d]; labels i4[n]; centroids f8[k,d]; silhouette f8[n] (cosine);
figures f8[6] = mean similarity, inertia to the normalised centroids, mean silhouette, Calinski-Harabasz,
Davies-Bouldin, iterations.
"""
import pathlib

import numpy as np
from sklearn import metrics

ROWS, WIDTH, TOPICS = 241, 19, 7  # neither is a multiple of a vector's length
HERE = pathlib.Path(__file__).parent


def make_rows(generator):
    """Overlapping groups that share a direction, as text embeddings do, and one row far from all."""
    centres = generator.standard_normal((TOPICS, WIDTH))
    rows = 0.6 * centres[generator.integers(0, TOPICS, ROWS)] + generator.standard_normal((ROWS, WIDTH)) + 1
    rows[100] = -rows.sum(axis=0)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def spherical_kmeans(rows, start):
    """Labels, centroids and iterations until no label changes; float64."""
    centroids, labels = start.astype(np.float64), np.full(len(rows), -1)
    for iteration in range(1, 1000):
        nearest = np.argmax(rows @ centroids.T, axis=1)
        if np.array_equal(nearest, labels):
            return labels, centroids, iteration
        labels = nearest
        sums = np.stack([rows[labels == t].sum(axis=0) for t in range(len(centroids))])
        centroids = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    raise RuntimeError("k-means did not converge")


def main():
    generator = np.random.default_rng(20)
    rows = make_rows(generator)
    start = rows[np.append(generator.choice(100, TOPICS - 1, replace=False), 100)]
    x = rows.astype(np.float64)
    labels, centroids, iterations = spherical_kmeans(x, start)
    sizes = np.bincount(labels, minlength=TOPICS)
    assert sizes.min() == 1, f"a topic of one row is wanted: {sizes}"
    silhouette = metrics.silhouette_samples(x, labels, metric="cosine")
    figures = [
        np.einsum("nd,nd->n", x, centroids[labels]).mean(),
        ((x - centroids[labels]) ** 2).sum(),
        silhouette.mean(),
        metrics.calinski_harabasz_score(x, labels),
        metrics.davies_bouldin_score(x, labels),
        iterations,
    ]
    print("sizes", sizes, "figures", figures)
    for name, value in [("rows", rows), ("start", start), ("labels", labels.astype(np.int32)), ("centroids", centroids),
                        ("silhouette", silhouette), ("figures", np.array(figures))]:
        np.save(HERE / f"kmeans_{name}.npy", value)


if __name__ == "__main__":
    main()
