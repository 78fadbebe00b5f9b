# SPDX-License-Identifier: Apache-2.0
"""Efficiencies as the POP centre of excellence defines them, out of what each rank did in a stage or in a whole run.

Useful time of a rank is its time without waiting for others and without moving data between ranks; reading and writing
of files count as useful. Products of factors that each say where time is lost:

    global = parallel x computation scaling
    parallel = load balance x communication
    communication = serialisation x transfer
"""

import dataclasses

import numpy as np

ACCEPTABLE = 0.8  # POP's word for what is above


@dataclasses.dataclass(frozen=True)
class Efficiencies:
    load_balance: float  # mean over largest useful time
    communication: float  # largest useful time over the time of all
    transfer: float  # what the time would be if moving data took none
    serialisation: float  # what is left of communication: waiting in turn
    parallel: float
    useful_total: float  # seconds of all ranks together, for computation_scaling()


@dataclasses.dataclass(frozen=True)
class RankTimes:
    """Of one stage, or of several one after the other; arrays have a value for each rank, in the order of the ranks."""

    seconds: float  # of all together
    useful: np.ndarray
    waiting: np.ndarray
    transfer: np.ndarray
    files: np.ndarray  # reading and writing

    @classmethod
    def of_stage(cls, stage):
        ranks = sorted(stage["ranks"], key=lambda rank: rank["rank"])
        column = {name: np.array([rank[name] for rank in ranks], dtype=float)
                  for name in ("seconds", "waiting", "transfer", "reading", "writing")}
        useful = np.maximum(column["seconds"] - column["waiting"] - column["transfer"], 0)
        return cls(stage["seconds"], useful, column["waiting"], column["transfer"],
                   np.minimum(column["reading"] + column["writing"], useful))

    @classmethod
    def sum_of(cls, parts):
        return cls(*(sum(getattr(part, field.name) for part in parts) for field in dataclasses.fields(cls)))

    @property
    def computing(self):
        return self.useful - self.files


def efficiencies(times):
    most = times.useful.max()
    load_balance = ratio(times.useful.mean(), most)
    communication = ratio(most, times.seconds)
    transfer = ratio(times.seconds - times.transfer.mean(), times.seconds)
    return Efficiencies(load_balance, communication, transfer, ratio(communication, transfer),
                        load_balance * communication, float(times.useful.sum()))


def computation_scaling(base_total, base_papers, total, papers):
    """Useful time for a paper at the base over that here; below 1 where ranks repeat work or slow one another down."""
    return ratio(base_total / base_papers, total / papers)


def ratio(above, below):
    """1 where both are nothing: a stage that takes no time loses none."""
    return float(above / below) if below > 0 else 1.0


def imbalance(useful):
    """By how much the slowest rank exceeds the mean: 0.5 means half as much again."""
    return ratio(useful.max(), useful.mean()) - 1


def slowest_rank(useful):
    """(rank, its time over the median of the other ranks); of one rank (0, 1)."""
    rank = int(np.argmax(useful))
    others = np.delete(useful, rank)
    return rank, ratio(useful[rank], np.median(others)) if len(others) else 1.0
