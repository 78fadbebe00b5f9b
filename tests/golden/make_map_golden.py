# SPDX-License-Identifier: Apache-2.0
"""Writes map_{embeddings,categories,pca,layout,expected}.npy: principal components by NumPy, and the quality of a
layout by scikit-learn and SciPy, of 300 unit vectors in 24 dimensions around 6 centres. Run in an environment with
scikit-learn."""
import pathlib

import numpy as np
import scipy
import scipy.stats
import sklearn
from scipy.spatial.distance import pdist
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

FOLDER = pathlib.Path(__file__).parent
PAPERS, WIDTH, CENTRES = 300, 24, 6


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def nearest(rows, metric, count):
    return NearestNeighbors(n_neighbors=count, metric=metric).fit(rows).kneighbors(return_distance=False)


def vote(categories):
    """The most frequent one; of equally frequent ones that which comes first."""
    listed = categories.tolist()
    return max(dict.fromkeys(listed), key=listed.count)


def accuracy(near, categories):
    found = [vote(categories[row[:15]]) == own for row, own in zip(near, categories) if own >= 0]
    return sum(found) / len(found)


def main():
    random = np.random.default_rng(7)
    centres = unit(random.normal(size=(CENTRES, WIDTH)))
    categories = random.integers(0, CENTRES, PAPERS)
    embeddings = unit(centres[categories] + 0.25 * random.normal(size=(PAPERS, WIDTH)))
    exact = embeddings.astype(np.float64)
    centred = exact - exact.mean(axis=0)
    _, scale, components = np.linalg.svd(centred, full_matrices=False)
    layout = (centred @ components[2:4].T + 0.1 * random.normal(size=(PAPERS, 2))).astype(np.float32)
    expected = [trustworthiness(exact, layout, n_neighbors=k, metric="cosine") for k in (5, 15)]
    expected += [(scale[:2] ** 2).sum() / (scale**2).sum()]
    expected += [trustworthiness(layout, exact, n_neighbors=k) for k in (5, 15)]
    expected += [scipy.stats.spearmanr(pdist(exact, "cosine"), pdist(layout.astype(np.float64))).statistic]
    by_cosine, on_map = nearest(exact, "cosine", 50), nearest(layout.astype(np.float64), "euclidean", 50)
    categories = np.where(random.random(PAPERS) < 0.3, random.integers(-1, CENTRES, PAPERS), categories)
    expected += [accuracy(on_map, categories), accuracy(by_cosine, categories)]
    expected += [np.mean([len(np.intersect1d(a[:k], b[:k])) / k for a, b in zip(by_cosine, on_map)]) for k in (10, 50)]
    places = layout.astype(np.float64)
    to_nearest = [2 - 2 * np.take_along_axis(exact @ exact.T, by_cosine[:, :15], axis=1),
                  ((places[:, None] - places[on_map[:, :15]]) ** 2).sum(axis=2)]
    expected += [np.corrcoef(*(np.log(squared.mean(axis=1)) for squared in to_nearest))[0, 1]]
    np.save(FOLDER / "map_categories.npy", categories.astype(np.int32))
    np.save(FOLDER / "map_embeddings.npy", embeddings)
    np.save(FOLDER / "map_pca.npy", centred @ components[:2].T)
    np.save(FOLDER / "map_layout.npy", layout)
    np.save(FOLDER / "map_expected.npy", np.array(expected))
    versions = f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}"
    (FOLDER / "map_versions.txt").write_text(f"made by make_map_golden.py with {versions}\n"
                                             "map_expected.npy: trustworthiness k = 5, k = 15, explained variance,\n"
                                             "continuity k = 5, k = 15, Spearman's correlation of distances, accuracy of\n"
                                             "categories by 15 neighbours on the map and by cosine, recall of 10 and of\n"
                                             "50 neighbours, correlation of densities\n")
    print(versions, expected)


if __name__ == "__main__":
    main()
