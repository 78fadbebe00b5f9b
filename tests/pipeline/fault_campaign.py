# SPDX-License-Identifier: Apache-2.0
"""Random faults over all stages, ranks and moments; each job is resumed with another number of ranks and must end in the
bits of the undisturbed run. Prints a table of what happened, for people.

    python fault_campaign.py [--faults 100] [--seed 0]
"""
import argparse
import collections
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

from thema_job import SMALL, STAGE_FILES, command, differences, synthetic_papers

STAGES = ("ingest", "encode", "cluster", "label", "project")
KINDS = ("crash", "crash", "hang", "stop", "enospc", "corrupt")
SEALS = 4  # moments of the end of a file that have a number of their own
WATCHDOG = 5  # seconds
LONGEST = 120  # seconds that a job with a fault may take; a hang that nothing ends is a failure
RANKS = (1, 2, 3, 4)
MOST_RESUMES = len(RANKS) - 1
# Exit statuses that a job with a fault may have; 0 where the fault does no harm: a rank that has nothing more to write
# meets no full disk. A launcher tells of a killed rank as 137, without one it is -9.
EXPECTED = {"crash": {137, -9, 0}, "hang": {70, 0}, "stop": {75, 0}, "enospc": {73, 70, 0}, "corrupt": {0, 65, 70, 73}}
DAMAGED = re.compile(r"(\S+/(?:%s)\.h5)(?:: .*| is )(?:damaged|cannot be (?:opened|read)|seal|cut)" %
                     "|".join(STAGE_FILES))


def job(ranks, run, papers, *more):
    return command(ranks, "run", "--run", run, "--input", papers, *SMALL, *more)


def run_job(ranks, run, papers, *more):
    """Exit status and what was said."""
    done = subprocess.run(job(ranks, run, papers, *more), capture_output=True, text=True, timeout=LONGEST)
    return done.returncode, done.stderr


class Campaign:
    def __init__(self, folder, seed):
        self.folder = folder
        self.random = random.Random(seed)
        self.papers = synthetic_papers(folder, 200)
        self.reference = folder / "reference"
        status, said = run_job(1, self.reference, self.papers)
        if status != 0:
            raise SystemExit(f"the undisturbed run failed: {said}")
        self.steps = {ranks: self.steps_of(ranks) for ranks in RANKS}

    def steps_of(self, ranks):
        """Steps of work of each stage and rank, where faults may strike."""
        report = self.folder / f"report{ranks}.jsonl"
        run = self.folder / f"counted{ranks}"
        status, said = run_job(ranks, run, self.papers, "--run.report", report)
        if status != 0:
            raise SystemExit(f"{ranks} ranks failed without a fault: {said}")
        shutil.rmtree(run)
        stages = json.loads(report.read_text())["stages"]
        return {stage["stage"]: [rank["steps"] for rank in stage["ranks"]] for stage in stages}

    def draw(self):
        """A fault, and the ranks of the job that it strikes."""
        kind, stage = self.random.choice(KINDS), self.random.choice(STAGES)
        ranks = self.random.choice(RANKS)
        rank = self.random.randrange(ranks)
        if self.random.random() < 0.15:
            moment = f"seal={self.random.randrange(1, SEALS + 1)}"
        else:
            moment = f"step={self.random.randrange(1, self.steps[ranks][stage][rank] + 1)}"
        byte = f",byte={self.random.randrange(1 << 20)}" if kind == "corrupt" else ""
        return ranks, kind, f"{kind}@{stage}:{moment},rank={rank}{byte}"

    def resume(self, run, struck_on):
        """Resumes until the job is done, as its messages say, never on a number of ranks that was there before; the
        numbers of ranks it took."""
        taken = []
        for _ in range(MOST_RESUMES):
            ranks = self.random.choice([n for n in RANKS if n != struck_on and n not in taken])
            taken.append(ranks)
            status, said = run_job(ranks, run, self.papers)
            if status == 0:  # of the last files nobody reads what was changed after they were sealed
                checked = subprocess.run(command(1, "verify", "--run", run), capture_output=True, text=True)
                status, said = checked.returncode, checked.stdout + checked.stderr
            if status == 0:
                return taken, ""
            damaged = DAMAGED.search(said)
            if damaged is None:
                return taken, f"resume: exit {status}: {said[-400:]}"
            pathlib.Path(damaged[1]).unlink()  # as the message says
        return taken, "not done after so many resumes"

    def strike(self):
        """(row of the table, what went wrong); nothing where the moment that was drawn never came."""
        ranks, kind, fault = self.draw()
        run = self.folder / "run"
        shutil.rmtree(run, ignore_errors=True)
        start = time.monotonic()
        try:
            status, said = run_job(ranks, run, self.papers, "--inject", fault, "--run.watchdog", WATCHDOG)
        except subprocess.TimeoutExpired:
            return (fault, ranks, "-", "-", "no"), f"{fault} on {ranks} ranks: a rank hung for {LONGEST} s"
        seconds = time.monotonic() - start
        if "thema: injected: " not in said:
            return None
        trouble = "" if status in EXPECTED[kind] else f"exit {status}, expected {sorted(EXPECTED[kind])}: {said[-600:]}"
        taken, resume_trouble = self.resume(run, ranks)
        different = [] if resume_trouble else differences(self.reference, run)
        if different:
            resume_trouble = "other bits: " + ", ".join(different[:5])
        trouble = "; ".join(filter(None, (trouble, resume_trouble)))
        row = (fault, ranks, f"{status} after {seconds:.1f} s", ", ".join(map(str, taken)), "no" if trouble else "yes")
        return row, f"{fault} on {ranks} ranks: {trouble}" if trouble else ""


def run_campaign(faults, seed):
    """Rows of the table and what went wrong, of each fault."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="thema-faults-"))
    try:
        campaign = Campaign(folder, seed)
        rows, troubles, missed = [], [], 0
        print("| fault | ranks | exit status | resumed on | equal bits |\n|---|---|---|---|---|", flush=True)
        while len(rows) < faults:
            struck = campaign.strike()
            if struck is None:
                missed += 1
                continue
            row, trouble = struck
            print("| " + " | ".join(map(str, row)) + " |", flush=True)
            rows.append(row)
            troubles += [trouble] if trouble else []
        print(f"\n{missed} more were drawn whose moment never came.")
        return rows, troubles
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    rows, troubles = run_campaign(given.faults, given.seed)
    kinds = collections.Counter(row[0].split("@")[0] for row in rows)
    stages = collections.Counter(re.split("[@:]", row[0])[1] for row in rows)
    print(f"\n{len(rows)} faults ({', '.join(f'{n} {kind}' for kind, n in sorted(kinds.items()))}; "
          f"{', '.join(f'{stages[stage]} in {stage}' for stage in STAGES)}): "
          f"{len(rows) - len(troubles)} ended in the bits of the undisturbed run.")
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
