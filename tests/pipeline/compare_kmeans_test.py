# SPDX-License-Identifier: Apache-2.0
"""k-means of 100,000 x 384, k = 100: thema on 2 ranks of 1 thread beside scikit-learn's Lloyd with 2 threads.

Prints seconds an iteration of both (thema's with its seeding); checks that thema's objective, the mean cosine to the
normalised centroid, is not lower than scikit-learn's by more than 0.002 (the starts differ)."""
import re
import subprocess
import unittest

import numpy as np

from thema_job import JobTest, peers_python, thema

PAPERS, WIDTH, TOPICS = 100_000, 384, 100

PEER = """
import sys, time, numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits
rows = np.load(sys.argv[1])
with threadpool_limits(2):
    start = time.perf_counter()
    model = KMeans(int(sys.argv[2]), n_init=1, init="random", algorithm="lloyd", tol=0, random_state=0).fit(rows)
    seconds = time.perf_counter() - start
centroids = model.cluster_centers_ / np.linalg.norm(model.cluster_centers_, axis=1, keepdims=True)
print(seconds, model.n_iter_, float((rows * centroids[model.labels_]).sum(1).mean()))
"""


def overlapping_rows():
    """Unit rows around 300 directions, about as spread as abstracts are: the mean cosine to a centroid is near 0.5."""
    rng = np.random.default_rng(7)
    centres = rng.normal(size=(300, WIDTH))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    rows = centres[rng.integers(300, size=PAPERS)] + rng.normal(size=(PAPERS, WIDTH)) * 1.3 / np.sqrt(WIDTH)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


class CompareKMeans(JobTest):
    def test_objective_and_time(self):
        np.save(self.folder / "rows.npy", overlapping_rows())
        papers = self.folder / "papers.jsonl"
        thema(2, "synth", "--output", papers, "--synth.papers", PAPERS)
        run = self.folder / "run"
        thema(2, "import", "--run", run, "--input", papers, "--embeddings", self.folder / "rows.npy",
              "--encode.store", "fp32")
        _, log = thema(2, "cluster", "--run", run, "--cluster.k", TOPICS, "--cluster.starts", 1)
        found = re.search(r"mean similarity ([\d.]+) after (\d+) iterations, ([\d.]+) s", log)
        ours, iterations, seconds = float(found[1]), int(found[2]), float(found[3])
        print(f"thema: {1e3 * seconds / iterations:.1f} ms an iteration with the seeding, {iterations} iterations in "
              f"{seconds} s, mean cosine {ours:.4f}", flush=True)
        peer = subprocess.run([peers_python(), "-c", PEER, self.folder / "rows.npy", str(TOPICS)],
                              capture_output=True, text=True, timeout=600)
        self.assertEqual(peer.returncode, 0, peer.stderr)
        seconds, iterations, theirs = map(float, peer.stdout.split())
        print(f"scikit-learn: {1e3 * seconds / iterations:.1f} ms an iteration, {iterations:.0f} iterations in "
              f"{seconds:.1f} s, mean cosine {theirs:.4f}", flush=True)
        self.assertGreaterEqual(ours, theirs - 0.002)


if __name__ == "__main__":
    unittest.main()
