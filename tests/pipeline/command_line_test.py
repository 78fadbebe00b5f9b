# SPDX-License-Identifier: Apache-2.0
"""Flags, configuration files, help, exit codes, and what is said when something is wrong."""
import json
import os
import re
import subprocess
import time
import unittest

import numpy as np

from thema_job import PROGRAM, JobTest, synthetic_papers, thema


class CommandLine(JobTest):
    def test_version_names_the_commit(self):
        out, _ = thema(1, "--version")
        self.assertRegex(out, r"^\d+\.\d+\.\d+ \(.+\)\n$")

    def test_help_shows_every_option_of_the_stage(self):
        out, _ = thema(1, "cluster", "--help")
        for word in ("--cluster.k", "--run.seed", "default", "--overwrite"):
            self.assertIn(word, out)
        self.assertNotIn("--encode.model", out)

    def test_usage_errors_exit_64_and_say_what_is_allowed(self):
        for arguments, words in (
                (["run"], ["--run"]),
                (["nonsense"], ["nonsense"]),
                (["cluster", "--run", self.folder, "--cluster.k", "many"], ["--cluster.k", "many", "whole number"]),
                (["cluster", "--run", self.folder, "--cluster.kk", "3"], ["--cluster.kk"]),
                (["run", "--run", self.folder / "r", "--input", "x", "--project.methods", "trimap"],
                 ["trimap", "umap, tsne, pca"]),
                (["info", "--run.device", "mps"], ["mps", "cuda"])):
            with self.subTest(arguments=arguments):
                _, log = thema(1, *arguments, expect=64)
                for word in words:
                    self.assertIn(word, log)

    def test_cuda_is_refused_with_the_reason_where_there_is_none(self):
        out, _ = thema(1, "info", "--json")
        if not json.loads(out)["devices"][0].startswith("no CUDA device"):
            self.skipTest("this machine has a CUDA device")
        _, log = thema(1, "info", "--run.device", "cuda", expect=64)
        self.assertIn("'cuda'", log)

    def test_a_configuration_file_names_line_and_key(self):
        config = self.folder / "bad.toml"
        config.write_text("[cluster]\nk = 5\nstart = 3\n")
        _, log = thema(1, "cluster", "--run", self.folder, "--config", config, expect=64)
        for word in ("bad.toml:3", "cluster.start", "cluster.starts"):
            self.assertIn(word, log)

    def test_every_configuration_that_ships_is_read(self):
        source = os.environ["THEMA_SOURCE"]
        for name in sorted(os.listdir(os.path.join(source, "configs"))):
            if name.endswith(".toml"):
                with self.subTest(config=name):  # a missing input is found only after the file was read
                    thema(1, "ingest", "--run", self.folder / "run", "--config", os.path.join(source, "configs", name),
                          "--input", "/nonexistent.jsonl", expect=65)

    def test_a_failure_on_all_ranks_ends_all_with_its_code(self):
        _, log = thema(3, "run", "--run", self.folder / "run", "--input", "/nonexistent.jsonl", expect=65)
        self.assertIn("/nonexistent.jsonl", log)
        _, log = thema(2, "cluster", "--run", self.folder / "none", expect=65)
        self.assertIn("thema encode", log)

    def test_other_options_are_refused_until_overwrite(self):
        papers = synthetic_papers(self.folder, 80)
        np.save(self.folder / "e.npy", np.random.default_rng(2).normal(size=(80, 16)))
        run = self.folder / "run"
        thema(1, "import", "--run", run, "--input", papers, "--embeddings", self.folder / "e.npy")
        thema(2, "cluster", "--run", run, "--cluster.k", 3)
        _, log = thema(2, "cluster", "--run", run, "--cluster.k", 4, expect=73)
        for word in ("clusters.h5", "- cluster.k = 3", "+ cluster.k = 4", "--overwrite"):
            self.assertIn(word, log)
        thema(2, "cluster", "--run", run, "--cluster.k", 4, "--overwrite")

    def test_more_topics_than_papers_are_refused_before_encoding(self):
        papers = synthetic_papers(self.folder, 20)
        _, log = thema(2, "run", "--run", self.folder / "run", "--input", papers, "--cluster.k", 21, expect=64)
        self.assertIn("cluster.k = 21, but there are only 20 papers", log)
        self.assertFalse((self.folder / "run" / "embeddings.h5.partial").exists())

    def test_output_that_may_not_be_written_exits_73(self):
        blocked = self.folder / "file"
        blocked.write_text("")
        thema(1, "ingest", "--run", blocked / "run", "--input", blocked, expect=73)

    def test_info_is_json(self):
        out, _ = thema(2, "info", "--json")
        info = json.loads(out)
        self.assertEqual(len(info["ranks"]), 2)
        self.assertIn("attention", info)
        self.assertIn("hdf5", info["libraries"])

    def test_info_tells_of_the_site(self):
        out, _ = thema(2, "info", "--site", "--run", "/dev/shm", "--json")
        info = json.loads(out)
        (host,) = [value for name, value in info.items() if name.startswith("host ")]  # one machine, told once
        self.assertLessEqual({"kernel", "memory", "limits", "run directory", "shared memory"}, set(host))
        self.assertRegex(host["run directory"], "/dev/shm.*(locks work|no locks)")
        self.assertEqual(host["OMP_NUM_THREADS"], "1")
        out, _ = thema(1, "info", "--site")
        self.assertIn("  kernel: ", out)

    def test_a_stop_signal_ends_with_75_and_the_job_goes_on(self):
        papers = synthetic_papers(self.folder, 150)
        arguments = [PROGRAM, "run", "--run", self.folder / "run", "--input", papers, "--encode.block", "16",
                     "--encode.commit_interval", "0", "--cluster.k", "4", "--project.epochs", "30"]
        job = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
        while not (self.folder / "run" / "embeddings.h5.partial").exists() and job.poll() is None:
            pass
        job.send_signal(subprocess.signal.SIGUSR1)
        _, log = job.communicate(timeout=120)
        self.assertEqual(job.returncode, 75, log)
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        written = re.search(r"goes on with (\d+) of 10 blocks", done.stderr)
        self.assertTrue(written, done.stderr)

    def test_signals_do_not_disturb_the_kernels(self):
        """Small batches run in JIT-compiled code nearly all the time; a handler on its stack would damage the heap."""
        papers = synthetic_papers(self.folder, 400)
        run = self.folder / "run"
        thema(1, "ingest", "--run", run, "--input", papers)
        arguments = [PROGRAM, "encode", "--run", run, "--encode.block", "200", "--encode.max_length", "32",
                     "--encode.token_budget", "64"]
        job = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
        while not (run / "embeddings.h5.partial").exists() and job.poll() is None:
            pass
        time.sleep(1)  # the model is being read
        while job.poll() is None:
            job.send_signal(subprocess.signal.SIGUSR1)
            time.sleep(0.001)
        self.assertEqual(job.returncode, 75, job.stderr.read())
        job.stderr.close()
        self.assertEqual(subprocess.run(arguments, capture_output=True, timeout=300).returncode, 0)

    def test_an_input_given_twice_is_refused(self):
        _, log = thema(1, "run", "--run", self.folder, "--input", "a", "--ingest.input", "b", expect=64)
        self.assertIn("--ingest.input", log)

    def test_an_impossible_option_is_found_before_anything_is_read(self):
        papers = synthetic_papers(self.folder, 20)
        for key, value in (("--ingest.from", "2020-13-01"), ("--encode.model", "nope"), ("--project.min_dist", "5"),
                           ("--encode.attention", "cudnn"), ("--label.template", "{author}")):
            with self.subTest(key=key):
                _, log = thema(2, "run", "--run", self.folder / "run", "--input", papers, key, value, expect=64)
                self.assertIn(key[2:], log)
                self.assertFalse((self.folder / "run").exists())

    def test_tokenize(self):
        out, _ = thema(1, "tokenize", "--model", "minilm", text_input="hello world\n\nHello, World\n")
        self.assertEqual(out, "101 7592 2088 102\n101 102\n101 7592 1010 2088 102\n")


if __name__ == "__main__":
    unittest.main()
