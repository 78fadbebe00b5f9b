# SPDX-License-Identifier: Apache-2.0
"""jobs/: how settings reach a job, what a wrong site does, when a job goes back into the queue. Programs that only note
how they were called stand for Slurm's."""
import os
import pathlib
import shlex
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ.get("THEMA_SOURCE", pathlib.Path(__file__).parents[2]))
STAGE_SCRIPTS = ("10_ingest", "20_encode", "30_cluster", "40_label", "50_project", "run_one")
STOPPED, WRONG_SETTINGS = 75, 64
# The settings that a job gets stand in its environment; srun's arguments are those of thema.
PRETENDED = """#!/usr/bin/env bash
{ echo "$(basename "$0") THEMA_HOME=$THEMA_HOME THEMA_SITE=${THEMA_SITE-}"; printf '%s\\n' "$@"; } >>"$NOTES"
case "$0" in
  */sbatch) echo 7 ;;
  */srun) exit "${PRETENDED_STATUS:-0}" ;;
esac
"""


class Jobs(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="thema-jobs-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ("sbatch", "srun", "scontrol", "sleep"):
            self.program(name, PRETENDED)
        # A comma and a space in its path must not matter.
        self.home = self.folder / "a checkout, or two"
        shutil.copytree(SOURCE / "jobs", self.home / "jobs")
        (self.home / "build").mkdir()
        shutil.copy(self.folder / "bin" / "srun", self.home / "build" / "thema")
        self.run_folder = self.folder / "run"
        self.run_folder.mkdir()

    def program(self, name, text):
        path = self.folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def call(self, *command, here=None, **environment):
        """(status, standard output, standard error); what was called is then in notes()."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLURM_", "THEMA_"))}
        done = subprocess.run(list(map(str, command)), cwd=here or self.folder, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=100,
                              env={**kept, "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
                                   "NOTES": str(self.folder / "notes.txt"),
                                   **{name: str(value) for name, value in environment.items()}})
        return done.returncode, done.stdout, done.stderr

    def job(self, script, **environment):
        """As Slurm starts it: in the checkout."""
        return self.call("bash", self.home / "jobs" / f"{script}.sbatch", here=self.home,
                         **{"THEMA_HOME": self.home, "SLURM_JOB_ID": 7, "THEMA_RUN": self.run_folder, **environment})

    def notes(self):
        path = self.folder / "notes.txt"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines

    def site(self, text):
        path = self.folder / "site.sh"
        path.write_text(text)
        return path


class Settings(Jobs):
    def test_a_wrong_site_ends_every_script_before_it_starts_anything(self):
        module = "module() { if [ \"$1\" = load ]; then return 1; fi; }\n"
        wrong = {"module load of/nothing": "line 2 ended with status 1: module load of/nothing",
                 "THEMA_RUN=$NOT_SET_ANYWHERE/run": "NOT_SET_ANYWHERE: unbound variable",
                 "if then": "syntax error",
                 None: "no such file that can be read"}
        for line, told in wrong.items():
            # What comes behind the wrong line does not make up for it.
            site = self.folder / "absent.sh" if line is None else self.site(f"{module}{line}\nTHEMA_ALL_OPTIONS=()\n")
            calls = [lambda: self.call(self.home / "jobs" / "run_all.sh", THEMA_SITE=site),
                     lambda: self.call(self.home / "jobs" / "scaling.sh", "--submit", "cpu", THEMA_SITE=site),
                     lambda: self.job("scaling", THEMA_SITE=site),
                     *(lambda script=script: self.job(script, THEMA_SITE=site) for script in STAGE_SCRIPTS)]
            for call in calls:
                status, _, err = call()
                self.assertEqual((status, told in err), (WRONG_SETTINGS, True), err)
                self.assertEqual(self.notes(), [])

    def test_a_module_command_may_have_failing_steps_inside(self):
        site = self.site("module() { false; true; }\nmodule load thema\n")
        for script in STAGE_SCRIPTS:
            self.assertEqual(self.job(script, THEMA_SITE=site)[0], 0, script)
        self.assertEqual(self.call(self.home / "jobs" / "run_all.sh", "--dry-run", THEMA_SITE=site)[0], 0)

    def test_relative_paths_mean_the_same_in_the_job(self):
        """Of the environment: the caller's folder; of a file: the checkout."""
        of_file = self.site('THEMA_RUN="the run"\nTHEMA_CONFIG=configs/x.toml\nTHEMA_INPUT=("a b.jsonl" /d/*.jsonl)\n'
                            "THEMA=(build/thema)\n")
        here = {"THEMA_RUN": "run", "THEMA_CONFIG": "x.toml", "THEMA_DATA": "data"}
        inputs = [f"{self.home}/a b.jsonl", "/d/*.jsonl"]
        data = [f"{self.folder}/data/arxiv-metadata-oai-snapshot.json"]
        for environment, folder, run, config, files in (
                ({"THEMA_SITE": of_file.name}, self.home, "the run", "configs/x.toml", inputs),
                (here, self.folder, "run", "x.toml", data)):
            status, _, err = self.call(self.home / "jobs" / "run_all.sh", "--one", **environment)
            self.assertEqual(status, 0, err)
            called, *arguments = self.notes()
            site = f"{self.folder}/site.sh" if "THEMA_SITE" in environment else ""
            self.assertEqual(called, f"sbatch THEMA_HOME={self.home} THEMA_SITE={site}")
            self.assertIn(f"--chdir={self.home}", arguments)
            self.assertIn(f"--output={folder}/{run}/%x-%j.log", arguments)
            job = {"THEMA_SITE": of_file, "THEMA_RUN": ""} if site else {
                name: self.folder / value for name, value in environment.items()}
            status, _, err = self.job("run_one", **job)
            self.assertEqual(status, 0, err)
            self.assertEqual(self.notes()[4:], ["run", "--config", f"{folder}/{config}", "--input", *files, "--run",
                                                f"{folder}/{run}"])

    def test_a_dry_run_prints_words_that_a_shell_can_read(self):
        status, _, err = self.call(self.home / "jobs" / "run_all.sh", "--dry-run", THEMA_RUN=self.run_folder)
        self.assertEqual((status, self.notes()), (0, []), err)
        commands = [shlex.split(line) for line in err.splitlines()]
        self.assertEqual([command[-1] for command in commands],
                         [f"{self.home}/jobs/{script}.sbatch" for script in STAGE_SCRIPTS[:-1]])
        for command in commands:
            self.assertIn(f"--chdir={self.home}", command)
            self.assertIn("--export=ALL", command)


class Requeue(Jobs):
    def stopped(self, restarts, job=7):
        """Whether a job that stops early goes back into the queue, and what it says."""
        status, out, err = self.job("30_cluster", PRETENDED_STATUS=STOPPED, SLURM_RESTART_COUNT=restarts,
                                    SLURM_JOB_ID=job)
        self.assertEqual(status, STOPPED, err)
        return any(line.startswith("scontrol") for line in self.notes()), out + err

    def test_any_other_status_is_the_jobs(self):
        for status in (0, 70):
            (self.run_folder / "requeue.txt").write_text("7 1\n")
            self.assertEqual(self.job("30_cluster", PRETENDED_STATUS=status)[0], status)
            self.assertFalse((self.run_folder / "requeue.txt").exists())
            self.assertFalse(any(line.startswith("scontrol") for line in self.notes()))

    def test_the_limit_of_restarts_is_told(self):
        self.assertTrue(self.stopped(49)[0])
        again, told = self.stopped(50)
        self.assertFalse(again)
        self.assertIn("50 restarts are the limit", told)

    def test_two_restarts_in_a_row_without_progress_are_the_last(self):
        file = self.run_folder / "clusters.h5.partial"
        file.write_text("iteration 1")
        self.assertTrue(self.stopped(0)[0])
        file.write_text("iteration 1")  # opened for writing, another time, and nothing new
        self.assertTrue(self.stopped(1)[0])
        file.write_text("iteration 2")
        self.assertTrue(self.stopped(2)[0])
        (self.run_folder / "thema.h5").write_text("made anew by every job")
        self.assertTrue(self.stopped(3)[0])
        again, told = self.stopped(4)
        self.assertFalse(again)
        self.assertIn(f"the last 2 restarts changed nothing in {self.run_folder}", told)
        self.assertTrue(self.stopped(0, job=8)[0])

    def test_a_study_makes_progress_in_its_own_folder(self):
        def stopped(restarts):
            status, _, err = self.job("scaling", SLURM_RESTART_COUNT=restarts)
            self.assertEqual(status, STOPPED, err)
            return any(line.startswith("scontrol") for line in self.notes())

        script = self.home / "jobs" / "scaling.sh"
        script.write_text("#!/bin/sh\nexit 75\n")
        study = self.home / "run-scaling"
        study.mkdir()
        self.assertTrue(stopped(0))
        self.assertTrue(stopped(1))
        (study / "scaling.jsonl").write_text("{}\n")
        self.assertEqual([stopped(restarts) for restarts in (2, 3, 4)], [True, True, False])


if __name__ == "__main__":
    unittest.main()
