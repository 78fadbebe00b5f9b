# SPDX-License-Identifier: Apache-2.0
"""The job scripts on a real Slurm of four nodes: a chain of jobs, a time limit, a more urgent job, a killed rank, a dead
node, a node without GPUs, a scaling study; each ends with the bits of one process, or with a clear word."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SOURCE = pathlib.Path(os.environ["THEMA_SOURCE"])
sys.path.append(str(SOURCE / "tests" / "pipeline"))

import mini_cluster  # noqa: E402
from thema_job import PROGRAM, STAGE_FILES, contents, synthetic_papers, thema  # noqa: E402

PAPERS, PAPERS_FILE, CONFIG_FILE = 400, "papers.jsonl", "job.toml"
SKIPPED, WRONG_USE = 77, 64  # to ctest; of thema
CONFIG = """[run]
seed = 3
[encode]
block = 16
max_length = 64
commit_interval = 0.0
[cluster]
k = 6
starts = 2
[project]
epochs = 40
quality_sample = 100
"""


def lines_of(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


def log_of(folder):
    return "".join(file.read_text(errors="replace") for file in sorted(folder.glob("*.log")))


class Slurm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(os.environ["THEMA_SLURM_FOLDER"])
        cls.config, cls.papers, cls.expected = (cls.folder / name for name in (CONFIG_FILE, PAPERS_FILE, "expected"))
        cls.cluster = mini_cluster.MiniCluster(cls.folder / "cluster")

    def submit(self, *arguments, nodes=2, options=()):
        """Jobs by jobs/run_all.sh: {stage: job}."""
        told = self.call("run_all.sh", *arguments, nodes=nodes, options=options)
        return {stage: int(job) for stage, job in re.findall(r"(\w+): job (\d+)", told)}

    def call(self, script, *arguments, nodes, options=()):
        """What a script of jobs/ prints, on a site of the test's own."""
        self.run_folder = self.folder / self.id().rsplit(".", 1)[1]
        size = f"--nodes={nodes} --ntasks-per-node=2 --cpus-per-task=1 --time=10"
        site = self.folder / "site.sh"
        site.write_text(f"""THEMA_CONFIG={self.config}
THEMA_RUN={self.run_folder}
THEMA_INPUT=({self.papers})
THEMA=({os.environ["THEMA_PROGRAM"]})
THEMA_CPU_OPTIONS=({size})
THEMA_GPU_OPTIONS=({size} {' '.join(options)})
""")
        environment = {**os.environ, "THEMA_SITE": str(site),
                       "THEMA_PREFIX": str(pathlib.Path(os.environ["THEMA_PYTHON"]).parent)}
        done = subprocess.run([SOURCE / "jobs" / script, *arguments], env=environment, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def logs(self):
        return log_of(self.run_folder)

    def check_completed(self, jobs, restarts=0):
        for stage, job in jobs.items():
            state, times = self.cluster.wait_for_end(job)
            self.assertEqual(state, "COMPLETED", f"{stage}: {self.logs()}")
            self.assertGreaterEqual(times, restarts)
        for name in STAGE_FILES:
            self.assertEqual(contents(self.run_folder / f"{name}.h5"), contents(self.expected / f"{name}.h5"), name)

    def wait_for_encoding(self):
        """Until papers are being encoded."""
        self.wait_for(self.run_folder / "embeddings.h5.partial", self.logs)

    def wait_for(self, file, log):
        until = time.monotonic() + 120
        while not file.exists():
            self.assertLess(time.monotonic(), until, log())
            time.sleep(0.02)

    def ranks(self, node):
        """Process ids of the ranks that run there."""
        return [pid for pid in self.cluster.processes_of(node) if mini_cluster.name_of(pid) == "thema"]

    def test_a_chain_on_two_nodes_and_one_job_on_four(self):
        self.check_completed(self.submit(nodes=2))
        shutil.rmtree(self.run_folder)
        self.check_completed(self.submit("--one", nodes=4))

    def test_a_killed_rank_ends_the_step_and_a_new_job_completes(self):
        jobs = self.submit("--one")
        self.wait_for_encoding()
        killed = time.monotonic()
        victim = next(pid for node in self.cluster.nodes() for pid in self.ranks(node))
        os.kill(victim, signal.SIGKILL)
        state, _ = self.cluster.wait_for_end(jobs["run"])
        self.assertEqual(state, "FAILED", self.logs())
        seconds = time.monotonic() - killed
        print(f"the step ended {seconds:.1f} s after the rank was killed")
        # A limit for hangs: without --kill-on-bad-exit the other ranks would wait for the dead one until thema's
        # watchdog ends them after 300 s, or the job's time limit after 600 s.
        self.assertLess(seconds, 60)
        self.check_completed(self.submit("--one"))

    def test_tasks_that_are_no_ranks_are_refused(self):
        """What `srun` with a wrong --mpi starts: each task is an MPI of its own, and all would write the same files."""
        run = self.folder / "no-ranks"
        # This Open MPI ends by itself where it knows that it is in a step; others go on as single processes.
        unaware = ["env", "-u", "SLURM_NODELIST", "OMPI_MCA_ess_singleton_isolated=1"]
        done = subprocess.run(["srun", "--mpi=none", "--nodes=1", "--ntasks=2", "--time=5", *unaware, PROGRAM, "run",
                               "--config", self.config, "--input", self.papers, "--run", run], text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=mini_cluster.SECONDS_OF_A_JOB)
        self.assertEqual(done.returncode, WRONG_USE, done.stderr)
        self.assertIn("srun started 2 tasks, but MPI sees 1 rank(s): start with 'srun --mpi=pmix'", done.stderr)
        self.assertEqual(list(run.glob("*.h5*")), [])

    def test_a_time_limit_puts_the_job_back_into_the_queue(self):
        jobs = self.submit("--one", options=("--time=1", "--signal=USR1@50"))
        self.wait_for_encoding()
        rank = next(pid for node in self.cluster.nodes() for pid in self.ranks(node))
        # So that the job cannot be over before its limit is near. Slurm lets it go on when it sends the signal.
        os.kill(rank, signal.SIGSTOP)
        self.check_completed(jobs, restarts=1)
        self.assertIn("stopped early, put back into the queue (restart 1)", self.logs())

    def test_a_job_that_has_to_make_room_goes_on_afterwards(self):
        jobs = self.submit("--one", nodes=4)
        self.wait_for_encoding()
        rank = next(pid for node in self.cluster.nodes() for pid in self.ranks(node))
        os.kill(rank, signal.SIGSTOP)  # until Slurm warns: so the job cannot be over before
        urgent = int(self.cluster.told("sbatch", "--parsable", "--partition=urgent", "--nodes=4", "--exclusive",
                                       "--output=/dev/null", "--wrap=true"))
        self.assertEqual(self.cluster.wait_for_end(urgent)[0], "COMPLETED", self.logs())
        self.check_completed(jobs, restarts=1)
        self.assertIn("stopped early, put back into the queue (restart 1)", self.logs())

    def test_a_node_without_gpus_is_told(self):
        gpus = ("--gpus-per-node=2", "--gpu-bind=none")
        jobs = self.submit("--one", nodes=3, options=gpus)  # all that have some; this build takes none of them
        self.check_completed(jobs)
        with self.assertRaisesRegex(AssertionError, "node configuration is not available"):
            self.submit("--one", nodes=1, options=(*gpus, "--nodelist=n4"))

    def test_a_dead_node_is_replaced(self):
        jobs = self.submit("--one", nodes=2)
        self.wait_for_encoding()
        dead = next(node for node in self.cluster.nodes() if self.ranks(node))
        self.cluster.kill_node(dead)
        try:
            self.check_completed(jobs, restarts=1)
        finally:
            self.cluster.start_node(dead)
            self.cluster.wait_for_nodes()

    def test_a_scaling_study_in_one_allocation(self):
        study = self.folder / "study"
        told = self.call("scaling.sh", "--submit", "cpu", "--out", study, "--ranks", "1 2 4", "--repetitions", "1",
                         "--few", "--mode", "strong", "--input", self.papers, nodes=2)
        job = int(re.search(r"job (\d+)", told)[1])
        self.wait_for(study / "scaling.jsonl", lambda: log_of(study))
        # As --signal=B: sends it when the time is nearly over: to the batch script alone.
        self.cluster.told("scancel", "--batch", "--signal=USR1", job)
        state, restarts = self.cluster.wait_for_end(job)
        self.assertEqual((state, restarts), ("COMPLETED", 1), log_of(study))
        self.assertIn("stopped early, put back into the queue (restart 1)", log_of(study))
        cases = lines_of(study / "scaling.jsonl")
        self.assertEqual([case["ranks"] for case in cases], [1, 2, 4])
        self.assertEqual({case["launcher"] for case in cases}, {"srun"})
        self.assertEqual(len({case["digest"] for case in cases}), 1)
        # The nodes are one machine with names of their own.
        hosts = [{re.match(r"rank \d+ on (\S+):", rank)[1] for rank in case["affinity"]} for case in cases]
        self.assertEqual([len(names) for names in hosts], [1, 1, 2])
        for benchmark in ("write", "reduce"):
            self.assertEqual([case["ranks"] for case in lines_of(study / f"{benchmark}.jsonl")], [1, 2, 4])


def main():
    reason = mini_cluster.reason_to_skip()
    if reason:
        print(f"skipped: {reason}")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="thema-slurm-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)  # munged has a user of its own
        (folder / "cluster").mkdir()
        (folder / CONFIG_FILE).write_text(CONFIG)
        papers = synthetic_papers(folder, PAPERS)
        thema(1, "run", "--config", folder / CONFIG_FILE, "--input", papers, "--run", folder / "expected")
        os.environ["THEMA_SLURM_FOLDER"] = name
        return mini_cluster.run_inside(__file__, *sys.argv[1:])


if __name__ == "__main__":
    if "THEMA_SLURM_FOLDER" in os.environ:
        unittest.main()
    sys.exit(main())
