# SPDX-License-Identifier: Apache-2.0
"""The first 10,000 real papers, MiniLM, K = 40: topics against the primary categories, beside scikit-learn.

scikit-learn's KMeans (best of 4 starts) reaches a V-measure of 0.507 on sentence-transformers' embeddings; thema may
not be below by more than 0.005. scikit-learn on thema's own embeddings is printed beside it, and so is what centring
the embeddings changes."""
import subprocess
import unittest

import h5py

from thema_job import JobTest, peers_python, real_papers, thema

REFERENCE, TOLERANCE = 0.507, 0.005

PEER = """
import sys, h5py, numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import v_measure_score
with h5py.File(sys.argv[1] + "/documents.h5") as file:
    offsets, data = file["categories/offsets"][:].astype(np.int64), file["categories/bytes"][:].tobytes()
truth = [data[a:b].split()[0].decode() for a, b in zip(offsets[:-1], offsets[1:])]
rows = h5py.File(sys.argv[1] + "/embeddings.h5")["embeddings"][:].astype(np.float32)
rows /= np.linalg.norm(rows, axis=1, keepdims=True)
labels = KMeans(40, n_init=4, random_state=0).fit_predict(rows)
own = h5py.File(sys.argv[1] + "/clusters.h5")["assignment"][:]
print("scikit-learn KMeans, best of 4:", v_measure_score(truth, labels))
print("thema by scikit-learn's V-measure:", v_measure_score(truth, own))
"""


def figures(run):
    with h5py.File(run / "topics.h5") as topics, h5py.File(run / "clusters.h5") as clusters:
        return topics.attrs["v_measure"], clusters["selection"][0]["silhouette"]


class CompareTopics(JobTest):
    def test_v_measure(self):
        run = self.folder / "run"
        thema(2, "ingest", "--run", run, "--input", real_papers(), "--ingest.limit", 10000, "--ingest.min_abstract", 0)
        thema(2, "encode", "--run", run)
        thema(2, "cluster", "--run", run, "--cluster.k", 40, "--cluster.starts", 4)
        thema(2, "label", "--run", run)
        v_measure, silhouette = figures(run)
        print(f"thema: V-measure {v_measure:.4f}, silhouette {silhouette:.4f}", flush=True)
        peer = subprocess.run([peers_python(), "-c", PEER, run], capture_output=True, text=True, timeout=600)
        print(peer.stdout, flush=True)
        self.assertEqual(peer.returncode, 0, peer.stderr)
        again = float(peer.stdout.strip().rsplit(" ", 1)[1])
        self.assertAlmostEqual(v_measure, again, places=9)
        self.assertGreaterEqual(v_measure, REFERENCE - TOLERANCE)
        thema(2, "cluster", "--run", run, "--cluster.k", 40, "--cluster.starts", 4, "--cluster.center", "true", "--overwrite")
        thema(2, "label", "--run", run, "--overwrite")
        print("centred: V-measure {:.4f}, silhouette {:.4f}".format(*figures(run)), flush=True)


if __name__ == "__main__":
    unittest.main()
