# SPDX-License-Identifier: Apache-2.0
"""How long the stages would take on many devices, from terms that were measured; each assumption has a sentence."""

import dataclasses
import math

import numpy as np

from pop_efficiency import ratio
from scaling_statistics import non_negative_fit

SUM_BYTES = 8  # k-means adds int64
TERMS = ("serial", "compute", "communication", "files")


@dataclasses.dataclass(frozen=True)
class Settings:
    """What a projection is told; the rest is measured."""

    papers: int
    devices: tuple = (8, 16, 32, 64, 128, 256, 512, 1024)
    devices_per_node: int = 4
    file_system_cap: float = 0.0  # bytes/s, 0: none
    rates: dict = dataclasses.field(default_factory=dict)  # stage -> assumed papers/s of a device
    topics: int = 1000
    width: int = 1024
    iterations: int = 100


@dataclasses.dataclass(frozen=True)
class StageCost:
    """Seconds of a stage: constant + per_paper_serial N + per_paper N / P (1 + imbalance), and what it moves."""

    constant: float
    per_paper_serial: float
    per_paper: float
    imbalance: float
    transfer_hop: float  # seconds for each doubling of the ranks
    bytes_per_paper: float


@dataclasses.dataclass(frozen=True)
class Network:
    hop: float  # seconds, latency of an all-reduce over log2 of its ranks
    bandwidth: float  # bytes/s


@dataclasses.dataclass(frozen=True)
class Projection:
    settings: Settings
    seconds: dict  # stage -> term -> array over settings.devices
    assumptions: list
    measured_on: str

    def total(self, stages=None):
        return sum(values for stage in stages or self.seconds for values in self.seconds[stage].values())

    def term(self, name):
        return sum(terms[name] for terms in self.seconds.values())


def stage_cost(cases, stage):
    """Fit of the computing time of a usual rank, or of rank 0 where that does more, to all strong and weak cases."""
    terms = np.array([[1.0, case.papers, case.papers / case.ranks] for case in cases])
    usual = np.array([usual_and_worst(case, stage)[0] for case in cases])
    # With one number of papers what is constant and what grows with papers alone cannot be told apart: it is constant.
    constant, serial, parallel = non_negative_fit(terms, np.maximum(usual, 1e-9))
    largest = max(cases, key=lambda case: case.ranks)
    hops = math.log2(largest.ranks) if largest.ranks > 1 else 1.0
    transfer = largest.median_of(stage, lambda times: times.transfer.mean()) if largest.ranks > 1 else 0.0
    moved = largest.stage_total(stage, "read_bytes") + largest.stage_total(stage, "written_bytes")
    return StageCost(constant, serial, parallel, load_imbalance(cases, stage), transfer / hops, moved / largest.papers)


def network_of(reduce_reports):
    """Of the all-reduce on most ranks; None where none was measured on two ranks or more."""
    found = [report for report in reduce_reports if report["ranks"] > 1 and "latency_seconds" in report["facts"]]
    if not found:
        return None
    largest = max(found, key=lambda report: report["ranks"])
    facts = largest["facts"]
    return Network(facts["latency_seconds"] / math.log2(largest["ranks"]), facts["bytes_per_second"])


def node_bandwidth(write_reports, hosts_of):
    """(bytes/s, ranks): HDF5 writing of a node, from the report on most ranks; None where it was not measured."""
    rows = [(report["ranks"], row) for report in write_reports for row in report["rows"]
            if row.get("kind") == "hdf5" and "bytes_per_second" in row]
    if not rows:
        return None
    ranks, row = max(rows, key=lambda pair: pair[0])
    return row["bytes_per_second"]["median"] / hosts_of(ranks), ranks


def without_shared_processors(cases):
    """Where two rank counts remain; ranks that wait for one another's processor would pass for a serial part."""
    apart = [case for case in cases if not case.shared_processors]
    return apart if len({case.ranks for case in apart}) > 1 else cases


def project(all_cases, settings, network, node):
    """`node`: as node_bandwidth() gives it."""
    cases = without_shared_processors(all_cases)
    devices = np.array(settings.devices, dtype=float)
    nodes = np.ceil(devices / settings.devices_per_node)
    stages, seconds = cases[0].stages, {}
    for stage in stages:
        cost = stage_cost(cases, stage)
        if stage in settings.rates:  # what grew with papers was work of the processors here
            cost = dataclasses.replace(cost, per_paper=1 / settings.rates[stage], per_paper_serial=0.0)
        compute = cost.per_paper * settings.papers / devices * (1 + cost.imbalance)
        communication = cost.transfer_hop * np.log2(devices)
        if stage == "cluster" and network:
            communication = kmeans_seconds(settings, network, devices)
        files = np.zeros_like(devices)
        if node:
            rate = nodes * node[0]
            files = cost.bytes_per_paper * settings.papers / (np.minimum(rate, settings.file_system_cap)
                                                              if settings.file_system_cap else rate)
        serial = np.full_like(devices, cost.constant + cost.per_paper_serial * settings.papers)
        seconds[stage] = dict(zip(TERMS, (serial, compute, communication, files)))
    return Projection(settings, seconds, assumptions_of(cases, settings, network, node), measured_on(cases))


def kmeans_seconds(settings, network, devices):
    message = SUM_BYTES * settings.topics * (settings.width + 1)
    return settings.iterations * (network.hop * np.log2(devices) + message / network.bandwidth)


def usual_and_worst(case, stage):
    """Computing seconds of the median of the ranks from 1 on, or of rank 0 if it does more, and their largest over
    their median. Apart from rank 0, since what that does alone stays as it is on more ranks."""
    computing = case.median_of(stage, lambda times: times.computing)
    others = computing[1:]
    if not len(others):
        return float(computing[0]), 1.0
    return max(computing[0], float(np.median(others))), ratio(others.max(), np.median(others))


def load_imbalance(cases, stage):
    """Of the case with most ranks: 0.5 where one rank needs half as much again as the usual one."""
    return usual_and_worst(max(cases, key=lambda case: case.ranks), stage)[1] - 1


def measured_on(cases):
    """"cpu" or "gpu", by what the ranks say of themselves."""
    lines = [line for case in cases for run in case.runs.values() for line in run.get("affinity", [])]
    return "gpu" if lines and all("cuda" in line.split(":", 1)[-1] for line in lines) else "cpu"


def assumptions_of(cases, settings, network, node):
    sizes = sorted({case.papers for case in cases})
    ranks = sorted({case.ranks for case in cases})
    more = settings.papers / sizes[-1]
    found = [f"{settings.papers:,} papers" + (f", {more:,.0f} x as many as measured" if more > 1 else "") +
             f"; terms measured with {sizes[0]:,} to {sizes[-1]:,} papers on {ranks[0]} to "
             f"{ranks[-1]} ranks of {', '.join(max(cases, key=lambda case: case.ranks).hosts)}"]
    for stage in cases[0].stages:
        if stage in settings.rates:
            found.append(f"{stage}: {settings.rates[stage]:,.10g} papers/s of a device, ASSUMED; of its time here "
                         "only what did not grow with papers")
    if len(settings.rates) < len(cases[0].stages):
        others = "the other stages" if settings.rates else "all stages"
        found.append(f"{others}: a device does as much as a rank did here, with the topics, model and lengths of the "
                     "measurement; computing seconds of a usual rank, fitted as a + b papers + c papers / ranks")
    if any(case.shared_processors for case in cases):
        found.append("ranks SHARED PROCESSORS in the measurement, so waiting for them passes for a serial part")
    worst = ", ".join(f"{stage} {100 * load_imbalance(cases, stage):.0f} %" for stage in cases[0].stages)
    found.append(f"work in equal shares x the load imbalance measured on {ranks[-1]} ranks, slowest over usual rank: "
                 f"{worst}")
    if len(sizes) < 2:
        found.append("serial part: constant, as only one number of papers was measured (weak cases would tell)")
    else:
        found.append("serial part: a + b papers of this fit, on rank 0 or done by every rank")
    if network and "cluster" in cases[0].stages:
        found.append(f"k-means: {settings.iterations} iterations, each an all-reduce of {settings.topics:,} x "
                     f"({settings.width:,} + 1) int64: {1e6 * network.hop:.3g} us x log2(devices) + bytes / "
                     f"({network.bandwidth / 1e9:.3g} GB/s), as measured here")
    else:
        found.append("k-means: no measured all-reduce, so its communication grows as that of the other stages")
    found.append("other communication: as measured on most ranks, growing with log2(devices), not with papers")
    if node:
        cap = f", at most {settings.file_system_cap / 1e9:.3g} GB/s together" if settings.file_system_cap else \
            ", without a limit of the file system"
        found.append(f"files: {node[0] / 1e9:.3g} GB/s a node of {settings.devices_per_node} devices (HDF5 writing "
                     f"here on {node[1]} ranks){cap}; reading as fast as writing")
    else:
        found.append("files: no measured bandwidth, so reading and writing are left out")
    return found
