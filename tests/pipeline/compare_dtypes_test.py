# SPDX-License-Identifier: Apache-2.0
"""int8 and bf16 beside fp32 on the first 10,000 real papers, MiniLM: the smallest cosine of a paper's two embeddings, and
the V-measure of 40 topics against the primary categories, which int8 may change by 0.005 at most."""
import unittest

import h5py
import numpy as np

from thema_job import JobTest, real_papers, thema

PAPERS, TOLERANCE = 10000, 0.005


class CompareDtypes(JobTest):
    def make_run(self, dtype):
        run = self.folder / dtype
        thema(2, "ingest", "--run", run, "--input", real_papers(), "--ingest.limit", PAPERS, "--ingest.min_abstract", 0)
        thema(2, "encode", "--run", run, "--encode.dtype", dtype, "--encode.store", "fp32")
        thema(2, "cluster", "--run", run, "--cluster.k", 40, "--cluster.starts", 4)
        thema(2, "label", "--run", run)
        with h5py.File(run / "embeddings.h5") as embeddings, h5py.File(run / "topics.h5") as topics:
            return embeddings["embeddings"][:].astype(np.float64), topics.attrs["v_measure"]

    def test_topics_hardly_change(self):
        exact, v_measure = self.make_run("fp32")
        print(f"fp32: V-measure {v_measure:.4f}", flush=True)
        for dtype, least in (("int8", 0.98), ("bf16", 0.999)):
            rows, v_of_dtype = self.make_run(dtype)
            cosines = (rows * exact).sum(1) / np.linalg.norm(rows, axis=1) / np.linalg.norm(exact, axis=1)
            print(f"{dtype}: V-measure {v_of_dtype:.4f}, smallest cosine to fp32 {cosines.min():.6f}, "
                  f"mean {cosines.mean():.6f}", flush=True)
            self.assertGreater(cosines.min(), least)
            self.assertGreaterEqual(v_of_dtype, v_measure - TOLERANCE)


if __name__ == "__main__":
    unittest.main()
