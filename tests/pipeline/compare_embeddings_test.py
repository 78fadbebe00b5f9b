# SPDX-License-Identifier: Apache-2.0
"""1,000 real papers by thema (2 ranks of 1 thread) and by sentence-transformers (2 threads): every cosine, both speeds."""
import os
import pathlib
import re
import subprocess
import unittest

from thema_job import JobTest, model_folder, peers_python, real_papers, thema


class CompareEmbeddings(JobTest):
    def test_every_cosine(self):
        run = self.folder / "run"
        thema(2, "ingest", "--run", run, "--input", real_papers(), "--ingest.limit", 1000)
        _, log = thema(2, "encode", "--run", run, "--encode.store", "fp32")
        print(re.search(r"encode: 1000 documents .*", log).group(), flush=True)
        script = pathlib.Path(os.environ["THEMA_SOURCE"]) / "tests" / "encode" / "compare_embeddings.py"
        peer = subprocess.run([peers_python(), script, "--run", run, "--model", model_folder(), "--threads", "2"],
                              capture_output=True, text=True, timeout=900)
        print(peer.stdout, flush=True)
        self.assertEqual(peer.returncode, 0, peer.stderr)


if __name__ == "__main__":
    unittest.main()
