# SPDX-License-Identifier: Apache-2.0
"""Writes map_{embeddings,pca,layout,expected}.npy: principal components by NumPy, and trustworthiness by
scikit-learn, of 300 unit vectors in 24 dimensions around 6 centres. Run in an environment with scikit-learn."""
import pathlib

import numpy as np
import sklearn
from sklearn.manifold import trustworthiness

FOLDER = pathlib.Path(__file__).parent
PAPERS, WIDTH, CENTRES = 300, 24, 6


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def main():
    random = np.random.default_rng(7)
    centres = unit(random.normal(size=(CENTRES, WIDTH)))
    embeddings = unit(centres[random.integers(0, CENTRES, PAPERS)] + 0.25 * random.normal(size=(PAPERS, WIDTH)))
    exact = embeddings.astype(np.float64)
    centred = exact - exact.mean(axis=0)
    _, scale, components = np.linalg.svd(centred, full_matrices=False)
    layout = (centred @ components[2:4].T + 0.1 * random.normal(size=(PAPERS, 2))).astype(np.float32)
    expected = [trustworthiness(exact, layout, n_neighbors=k, metric="cosine") for k in (5, 15)]
    expected += [(scale[:2] ** 2).sum() / (scale**2).sum()]
    np.save(FOLDER / "map_embeddings.npy", embeddings)
    np.save(FOLDER / "map_pca.npy", centred @ components[:2].T)
    np.save(FOLDER / "map_layout.npy", layout)
    np.save(FOLDER / "map_expected.npy", np.array(expected))
    versions = f"numpy {np.__version__}, scikit-learn {sklearn.__version__}"
    (FOLDER / "map_versions.txt").write_text(f"made by make_map_golden.py with {versions}\n"
                                             "map_expected.npy: trustworthiness k = 5, k = 15, explained variance\n")
    print(versions, expected)


if __name__ == "__main__":
    main()
