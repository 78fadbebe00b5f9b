# SPDX-License-Identifier: Apache-2.0
"""map_model.py beside a calculation by hand."""
import contextlib
import io
import json
import os
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.path.append(str(pathlib.Path(os.environ["THEMA_SOURCE"]) / "analysis"))

import map_model  # noqa: E402


def row(part, seconds, **more):
    return {"part": part, "seconds": {"median": seconds}, **more}


# 1,000 papers of width 100 on two ranks. The search does 1e6 * 100 operations in 0.01 s: 10 GFLOP/s, 5 of a rank.
REPORT = {"ranks": 2, "machine": {"processor": "a processor"}, "facts": {"papers": 1000, "width": 100}, "rows": [
    row("neighbours, 15", 0.01, gflops=10, share_of_matmul_peak=0.5),
    row("neighbours, 90", 0.02, gflops=5, share_of_matmul_peak=0.25),
    row("UMAP: graph", 0.002), row("UMAP: an epoch", 0.001), row("t-SNE: affinities", 0.004),
    row("t-SNE: an epoch", 0.003), row("exchange of positions", 1e-6)]}


class Model(unittest.TestCase):
    def check(self, found, expected):
        for value, wanted in zip(found, expected, strict=True):
            self.assertAlmostEqual(value / wanted, 1, delta=1e-12)

    def test_by_hand(self):
        # 10,000 papers on 4 ranks: 1e8 * 100 operations at 4 * 5 GFLOP/s; 2,500 papers a rank beside 500, so 5 times
        # the graph and the epochs. A rank got 1,000 * 8 / 2 bytes in 1 us, and now 10,000 * 8 * 3 / 4 an epoch: 15 us.
        self.check(map_model.seconds(REPORT, "UMAP", 10_000, 4, 100), (0.5, 0.01, 0.5, 100 * 15e-6))
        self.check(map_model.seconds(REPORT, "t-SNE", 10_000, 4, 100), (1, 0.02, 1.5, 100 * 15e-6))

    def test_a_device_and_a_network(self):
        # Half of 2 TFLOP/s on each of 4 ranks; 60,000 bytes at 3 GB/s are 20 us.
        self.check(map_model.seconds(REPORT, "UMAP", 10_000, 4, 1, 2, 3), (0.0025, 0.01, 0.005, 20e-6))
        faster = json.loads(json.dumps(REPORT))
        faster["rows"][0]["share_of_matmul_peak"] = 1.7  # by 8-bit integers, which is no share of a device's rate
        self.assertAlmostEqual(map_model.seconds(faster, "UMAP", 10_000, 4, 1, 2, 3)[0], 0.00125)

    def test_one_rank_knows_no_exchange(self):
        with self.assertRaisesRegex(SystemExit, "--exchange-gbps"):
            map_model.seconds(REPORT | {"ranks": 1}, "UMAP", 10_000, 4, 1)

    def test_the_table(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "map.json"
            path.write_text(json.dumps(REPORT))
            out = io.StringIO()
            command = ["map_model.py", str(path), "--papers", "1000000", "--ranks", "4,8"]
            with contextlib.redirect_stdout(out), mock.patch.object(sys, "argv", command):
                map_model.main()
        lines = out.getvalue().splitlines()
        self.assertEqual(len(lines), 6)
        self.assertEqual(lines[2].split(), ["UMAP", "4", "5,000", "1", "150", "0", "5,151"])


if __name__ == "__main__":
    unittest.main()
