# SPDX-License-Identifier: Apache-2.0
"""The cases of a scaling study: the repetitions with one mode and rank count, and what is derived from them."""

import dataclasses
import functools
import re

import numpy as np

from pop_efficiency import Efficiencies, RankTimes, computation_scaling, efficiencies
from scaling_statistics import Interval, amdahl_fit, median_interval

WHOLE = "all stages"


@dataclasses.dataclass(frozen=True, eq=False)
class Case:
    mode: str
    ranks: int
    papers: int
    runs: dict  # repetition -> line of the study

    @property
    def stages(self):
        return [stage["stage"] for stage in next(iter(self.runs.values()))["stages"]]

    @property
    def digests(self):
        return {run["digest"] for run in self.runs.values()}

    @functools.cache
    def times(self, stage):
        """{repetition: RankTimes} of a stage, or of WHOLE: all of them one after the other."""
        return {repetition: RankTimes.sum_of([RankTimes.of_stage(part) for part in run["stages"]
                                              if stage in (WHOLE, part["stage"])])
                for repetition, run in self.runs.items()}

    def seconds(self, stage):
        return median_interval([times.seconds for times in self.times(stage).values()])

    def median_of(self, stage, quantity):
        """Median over the repetitions of quantity(RankTimes): a number, or a value for each rank."""
        found = np.median([quantity(times) for times in self.times(stage).values()], axis=0)
        return found if np.ndim(found) else float(found)

    def efficiencies(self, stage):
        """Each the median over the repetitions."""
        found = [dataclasses.astuple(efficiencies(times)) for times in self.times(stage).values()]
        return Efficiencies(*np.median(found, axis=0))

    def phases(self, stage):
        """{phase: (mean over the ranks, largest)} of a stage in seconds, medians over the repetitions. A phase that
        is the whole stage is left out."""
        found = {}
        for run in self.runs.values():
            part = next(part for part in run["stages"] if part["stage"] == stage)
            names = {name for rank in part["ranks"] for name in rank["phases"]}
            for name in names - {stage}:
                seconds = [rank["phases"].get(name, 0.0) for rank in part["ranks"]]
                found.setdefault(name, []).append((np.mean(seconds), np.max(seconds)))
        return {name: tuple(np.median(values, axis=0)) for name, values in found.items()}

    def stage_total(self, stage, quantity):
        """Median over the repetitions of a quantity that each rank reports, over all ranks: "written_bytes"."""
        return float(np.median([sum(rank.get(quantity, 0) for part in run["stages"] for rank in part["ranks"]
                                    if stage in (WHOLE, part["stage"])) for run in self.runs.values()]))

    def host(self, rank):
        """Of this rank, or ?: affinity lines read "rank 3 on n2: cpu, processors 0-1"."""
        for line in next(iter(self.runs.values())).get("affinity", []):
            found = re.match(r"rank (\d+) on ([^:]+):", line)
            if found and int(found[1]) == rank:
                return found[2]
        return "?"

    @property
    def hosts(self):
        return sorted({self.host(rank) for rank in range(self.ranks)})

    @property
    def shared_processors(self):
        """(host, ranks on it, processors they have together) of the first host with fewer processors than threads of
        ranks, or None: such ranks wait for one another, and their times tell nothing of scaling."""
        first = next(iter(self.runs.values()))
        processors = {}
        for line in first.get("affinity", []):
            found = re.match(r"rank \d+ on ([^:]+):.*\bprocessors ([\d,-]+)", line)
            if found:
                processors.setdefault(found[1], []).append(numbers_of(found[2]))
        for host, sets in processors.items():
            if len(set.union(*sets)) < len(sets) * first.get("threads", 1):
                return host, len(sets), len(set.union(*sets))
        return None


def numbers_of(text):
    """{0, 1, 4} of "0-1,4"."""
    parts = [part.split("-") for part in text.split(",") if part]
    return {number for part in parts for number in range(int(part[0]), int(part[-1]) + 1)}


def cases_of(records):
    """{mode: [Case, ...]}, rank counts ascending; a repetition that was measured twice counts once, the last time."""
    grouped = {}
    for record in records:
        grouped.setdefault((record["mode"], record["ranks"]), {})[record["repetition"]] = record
    found = {}
    for (mode, ranks), runs in sorted(grouped.items()):
        papers = next(iter(runs.values()))["papers"]
        found.setdefault(mode, []).append(Case(mode, ranks, papers, dict(sorted(runs.items()))))
    return found


def speedup(base, case, stage):
    """How many times as fast as the base, repetition by repetition, as they were measured in turn."""
    ours, theirs = case.times(stage), base.times(stage)
    common = sorted(set(ours) & set(theirs)) or None
    if common is None:
        value = base.seconds(stage).median / case.seconds(stage).median
        return Interval(value, value, value, 0.0)
    return median_interval([theirs[r].seconds / ours[r].seconds if ours[r].seconds > 0 else 1.0 for r in common])


def efficiency(base, case, stage):
    """Strong: speedup for each rank more than the base has. Weak: time of the base over time here."""
    gain = speedup(base, case, stage)
    share = base.ranks / case.ranks * case.papers / base.papers
    return Interval(gain.median * share, gain.low * share, gain.high * share, gain.coverage)


def computation(base, case, stage):
    return computation_scaling(base.efficiencies(stage).useful_total, base.papers,
                               case.efficiencies(stage).useful_total, case.papers)


def amdahl_of(cases, stage):
    """(fit to the medians, interval of the serial fractions of single repetitions); None with one rank count."""
    fit = amdahl_fit([case.ranks for case in cases], [case.seconds(stage).median for case in cases])
    if fit is None:
        return None
    common = set.intersection(*(set(case.runs) for case in cases))
    single = [amdahl_fit([case.ranks for case in cases], [case.times(stage)[r].seconds for case in cases])
              for r in sorted(common)]
    return fit, median_interval([one.serial_fraction for one in single]) if single else None
