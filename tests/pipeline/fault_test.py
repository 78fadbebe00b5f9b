# SPDX-License-Identifier: Apache-2.0
"""Faults on purpose at named places: what the job says, with which status all its ranks end, and that it goes on."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from fault_campaign import STAGES, run_campaign
from kill_test import ranks_of
from thema_job import SMALL, STAGE_FILES, JobTest, command, contents, differences, run_job, synthetic_papers, thema

WATCHDOG = ["--run.watchdog", "5"]


def options_of(stage, run, papers):
    """Those of SMALL that the stage knows."""
    pairs = zip(SMALL[::2], SMALL[1::2])
    own = [word for pair in pairs if pair[0].startswith(f"--{stage}.") for word in pair]
    return ["--run", run, *own, *(["--input", papers] if stage == "ingest" else [])]


class Faults(JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="thema-faults-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.papers = synthetic_papers(cls.shared, 200)
        cls.reference = cls.shared / "reference"
        run_job(2, cls.reference, cls.papers)

    def setUp(self):
        super().setUp()
        self.run_dir = self.folder / "run"

    def strike(self, ranks, fault, expect, resume_ranks):
        """What was said; then the job is resumed and must have the undisturbed bits."""
        shutil.rmtree(self.run_dir, ignore_errors=True)
        _, log = run_job(ranks, self.run_dir, self.papers, "--inject", fault, *WATCHDOG, expect=expect)
        _, resumed = run_job(resume_ranks, self.run_dir, self.papers)
        self.assertEqual(differences(self.reference, self.run_dir), [], fault)
        self.assertFalse(list(self.run_dir.glob("*.partial")), fault)
        return log, resumed

    def test_a_hanging_rank_is_named(self):
        for fault, place in (("hang@encode:block=1,rank=0", "rank 0 on .* in 'encode: write'"),
                             ("hang@cluster:iteration=2,rank=2", "rank 2 on .* in 'cluster: iterate'"),
                             ("hang@project:epoch=7,rank=1", "rank 1 on .* in 'project: umap'")):
            with self.subTest(fault=fault):
                log, _ = self.strike(3, fault, 70, 2)
                self.assertRegex(log, f"watchdog: hangs, without progress for [0-9]+ s: {place}, after collective [0-9]+")

    def test_a_single_process_that_hangs_ends_too(self):
        log, _ = self.strike(1, "hang@encode:block=1", 70, 2)
        self.assertIn("hangs, without progress", log)

    def test_a_full_disk_is_told_by_the_rank_that_met_it(self):
        for fault, rank in (("enospc@ingest:step=1,rank=1", 1), ("enospc@encode:step=1,rank=0", 0),
                            ("enospc@project:epoch=9,rank=0", 0)):
            with self.subTest(fault=fault):
                log, _ = self.strike(3, fault, 73, 1)
                self.assertRegex(log, rf"\[rank {rank} on .*\] .*(write|create)")

    def test_a_stop_in_every_stage(self):
        for moment in ("ingest:step=20", "encode:block=1", "cluster:iteration=2", "label:step=20", "project:epoch=9"):
            with self.subTest(moment=moment):
                rank = 0 if moment.startswith("encode") else 1
                log, _ = self.strike(3, f"stop@{moment},rank={rank}", 75, 2)
                self.assertIn("stopped on request", log)

    def test_a_stop_within_the_only_stage(self):
        """Each stage by itself, so that nothing behind it looks whether the job is to stop."""
        for stage, moment in (("ingest", "step=2"), ("label", "step=3"), ("project", "epoch=25")):
            with self.subTest(stage=stage):
                shutil.rmtree(self.run_dir, ignore_errors=True)
                run_job(2, self.run_dir, self.papers)
                made = self.run_dir / f"{STAGE_FILES[STAGES.index(stage)]}.h5"
                made.unlink()
                given = options_of(stage, self.run_dir, self.papers)
                _, log = thema(2, stage, *given, "--inject", f"stop@{stage}:{moment},rank=1", expect=75)
                self.assertIn("stopped on request", log)
                self.assertFalse(made.exists())
                thema(3, stage, *given)
                self.assertEqual(differences(self.reference, self.run_dir), [])

    def test_a_stop_within_a_block(self):
        """A block is left after any batch; it is encoded by the job that goes on."""
        small = ["--encode.block", "200", "--encode.max_length", "64", "--encode.token_budget", "128"]
        given = ["--run", self.run_dir, *small]
        thema(1, "ingest", "--run", self.run_dir, "--input", self.papers)
        _, log = thema(1, "encode", *given, "--inject", "stop@encode:step=20", expect=75)
        told = int(re.search(r"encode: (\d+) documents of", log)[1])
        self.assertEqual(told, 0)
        thema(1, "encode", *given)
        other = self.folder / "other"
        thema(1, "ingest", "--run", other, "--input", self.papers)
        thema(1, "encode", "--run", other, *small)
        self.assertEqual(contents(other / "embeddings.h5"), contents(self.run_dir / "embeddings.h5"))

    def test_a_layout_goes_on_where_it_was(self):
        _, resumed = self.strike(3, "crash@project:epoch=35,rank=2", 137, 2)
        self.assertRegex(resumed, "umap goes on after epoch [23]0, from the checkpoint")
        self.assertIn("the neighbours are taken from the checkpoint", resumed)

    def killed_and_resumed(self, fault, *options):
        """Messages of `project` by 3 ranks after the fault had killed it on 2; its map is that of an undisturbed one."""
        maps = []
        for name, given in (("whole", []), ("killed", ["--inject", fault])):
            run = self.folder / name
            shutil.copytree(self.reference, run)
            (run / "map.h5").unlink()
            command = ["--run", run, "--project.epochs", "60", *options]
            thema(2, "project", *command, *given, expect=137 if given else 0)
            if given:
                _, resumed = thema(3, "project", *command)
            maps.append(contents(run / "map.h5"))
        self.assertEqual(*maps)
        return resumed

    def test_a_second_layout_goes_on_where_it_was(self):
        """The first one is complete when the job is killed, and is not made again."""
        resumed = self.killed_and_resumed("crash@project:epoch=300,rank=1", "--project.methods", "umap,tsne")
        self.assertIn("umap goes on after epoch 60, from the checkpoint", resumed)
        self.assertRegex(resumed, "tsne goes on after epoch (290|300), from the checkpoint")

    def test_the_layout_of_landmarks_goes_on_where_it_was(self):
        resumed = self.killed_and_resumed("crash@project:epoch=35,rank=1", "--project.landmarks", "20")
        self.assertRegex(resumed, "umap_landmarks goes on after epoch [23]0, from the checkpoint")

    def test_a_job_killed_between_its_last_write_and_the_final_name(self):
        for stage in ("encode", "cluster"):
            _, resumed = self.strike(3, f"crash@{stage}:seal=3,rank=0", 137, 2)
            self.assertIn(f"{stage}: had been killed when all was written", resumed)

    def test_a_byte_changed_before_the_file_is_sealed(self):
        log, resumed = self.strike(2, "corrupt@encode:seal=1,rank=0,byte=20000", 65, 3)
        self.assertRegex(log, r"embeddings.h5.partial: rows .* of 'embeddings' are not what was written")
        self.assertRegex(resumed, r"encode: goes on with 6 of 7 blocks")  # 200 papers in blocks of 32, one damaged

    def test_a_byte_changed_after_that_is_found_when_it_is_read(self):
        run_job(2, self.run_dir, self.papers, "--inject", "corrupt@encode:seal=4,byte=20000", expect=65)
        _, log = run_job(3, self.run_dir, self.papers, expect=65)
        self.assertRegex(log, r"embeddings.h5: rows .* are damaged, .* where the file is removed")
        (self.run_dir / "embeddings.h5").unlink()
        run_job(3, self.run_dir, self.papers)
        self.assertEqual(differences(self.reference, self.run_dir), [])

    def test_a_fault_that_is_not_allowed_is_refused(self):
        for fault in ("burn@encode", "crash@encoding", "crash@encode:blocks=3"):
            _, log = run_job(1, self.run_dir, self.papers, "--inject", fault, expect=64)
            self.assertIn("allowed is KIND@STAGE", log)


class Suspended(JobTest):
    """The batch system may suspend ranks: one alone is a fault, all of them are none."""

    def start(self, *more):
        papers = synthetic_papers(self.folder, 300)
        self.run_dir = self.folder / "run"
        process = subprocess.Popen(command(3, "run", "--run", self.run_dir, "--input", papers, *SMALL, *more),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        while not (self.run_dir / "embeddings.h5.partial").exists() and process.poll() is None:
            time.sleep(0.01)
        return process

    def test_a_rank_that_stands_still_is_named(self):
        for stopped in (0, 2):
            with self.subTest(rank=stopped):
                process = self.start(*WATCHDOG)
                os.kill(ranks_of(process.pid)[stopped], signal.SIGSTOP)
                _, log = process.communicate(timeout=120)
                self.assertEqual(process.returncode, 70)
                self.assertRegex(log, rf"watchdog: nothing was heard for [0-9]+ s of rank {stopped} on ")
                shutil.rmtree(self.run_dir)

    def test_a_job_that_is_suspended_as_a_whole_goes_on(self):
        process = self.start(*WATCHDOG)
        ranks = ranks_of(process.pid)
        for rank in ranks:
            os.kill(rank, signal.SIGSTOP)
        time.sleep(8)  # longer than the watchdog's patience
        for rank in ranks:
            os.kill(rank, signal.SIGCONT)
        _, log = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 0, log)


class TwoJobs(JobTest):
    def test_the_second_is_refused(self):
        papers = synthetic_papers(self.folder, 200)
        run = self.folder / "run"
        first = subprocess.Popen(command(2, "run", "--run", run, "--input", papers, *SMALL, "--inject",
                                         "hang@encode:block=1", "--run.watchdog", "0"),
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(first.kill)
        while not (run / "embeddings.h5.partial").exists():
            time.sleep(0.01)
        _, log = run_job(1, run, papers, expect=73)
        self.assertRegex(log, r"is in use by another job \(host \S+, process [0-9]+\)")
        self.assertIn(f"remove {run / '.lock'} to break the lock", log)
        for rank in ranks_of(first.pid):
            os.kill(rank, signal.SIGKILL)
        first.wait(timeout=60)
        run_job(2, run, papers)


class Report(JobTest):
    def test_a_line_of_json_for_each_command(self):
        papers = synthetic_papers(self.folder, 120)
        report = self.folder / "report.jsonl"
        for ranks in (1, 3):
            run_job(ranks, self.folder / f"run{ranks}", papers, "--run.report", report)
        run_job(2, self.folder / "run1", papers, "--run.report", report)
        lines = [json.loads(line) for line in report.read_text().splitlines()]
        self.assertEqual([line["ranks"] for line in lines], [1, 3, 2])
        self.assertEqual({stage["result"] for stage in lines[2]["stages"]}, {"skipped"})
        stages = {stage["stage"]: stage for stage in lines[1]["stages"]}
        self.assertEqual(list(stages), ["ingest", "encode", "cluster", "label", "project"])
        self.assertEqual(stages["encode"]["count"], 120)
        self.assertEqual([rank["rank"] for rank in stages["encode"]["ranks"]], [0, 1, 2])
        for rank in stages["encode"]["ranks"]:
            self.assertLessEqual(rank["waiting"] + rank["transfer"], rank["seconds"])
            self.assertGreater(rank["phases"]["encode: model"], 0)
        written = sum(rank["written_bytes"] for rank in stages["encode"]["ranks"])
        self.assertGreaterEqual(written, 120 * 384 * 2 + 120 * 2)  # fp16 rows and their numbers of tokens
        self.assertEqual(len(lines[1]["affinity"]), 3)


class Campaign(JobTest):
    def test_random_faults(self):
        _, troubles = run_campaign(4, 2)
        self.assertEqual(troubles, [])


if __name__ == "__main__":
    unittest.main()
