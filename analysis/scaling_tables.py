# SPDX-License-Identifier: Apache-2.0
"""The tables of a scaling study, as text."""

import collections
import re

from pop_efficiency import imbalance, slowest_rank
from scaling_cases import WHOLE, amdahl_of, computation, efficiency, speedup
from scaling_statistics import Interval

SLOW = 1.25  # a rank that needs so many times the median of the others is named
RANK_0 = "; what one rank does for all is rank 0's"
WORTH_NAMING = 0.01  # share of the whole time from which on a stage is looked at for slow ranks
# Of the environment what a person sets; the lines of the study have the rest, most of it the launcher's own.
SHOWN_VARIABLES = re.compile(r"(OMP|KOKKOS|NCCL|UCX|CUDA|MKL|THEMA)_|OMPI_MCA_(btl|pml|coll|hwloc|rmaps|mpi|osc)_|"
                             r"SLURM_(JOB_ID|NNODES|NTASKS_PER_NODE|CPUS_PER_TASK|CPU_BIND)$")
PAPER_MODES = {"strong": "Strong scaling: the same papers for every number of ranks",
               "weak": "Weak scaling: as many papers a rank"}


def number(value):
    """At least three significant digits, no exponent."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 1e-3 else f"{value:.6f}"


def interval_text(interval):
    return f"{number(interval.median)} [{number(interval.low)}, {number(interval.high)}]"


def share(value):
    return f"{100 * value:.0f} %"


def rank_word(ranks):
    return f"{ranks} rank" + ("s" if ranks != 1 else "")


def bandwidth(value):
    for unit, size in (("TB/s", 1e12), ("GB/s", 1e9), ("MB/s", 1e6)):
        if value >= size:
            return f"{number(value / size)} {unit}"
    return f"{number(value / 1e3)} kB/s"


def aligned(rows, indent=""):
    """Rows of texts below one another; the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        lines.append((indent + "  ".join(cells)).rstrip())
    return "\n".join(lines)


# --------------------------------------------------------------------------------------------------------- tables


def heading_text(records):
    """Machine and versions; more than one of anything is said, as then the lines are not of one study."""
    first, lines = records[0], []
    for name, key in (("thema", "thema"), ("processor", "processor"), ("instruction set", "instruction_set"),
                      ("threads a rank", "threads"), ("launcher", "launcher")):
        found = collections.Counter(str(record.get(key, "?")) for record in records)
        text = ", ".join(found) if len(found) == 1 else \
            "DIFFERENT: " + "; ".join(f"{value} ({count} lines)" for value, count in found.items())
        lines.append(f"{name:16}{text}")
    for name, version in first.get("libraries", {}).items():
        lines.append(f"{name:16}{version}")
    most = max(records, key=lambda record: record["ranks"])
    lines += [f"{'affinity' if i == 0 else '':16}{line}" for i, line in enumerate(most.get("affinity", [])[:8])]
    if len(most.get("affinity", [])) > 8:
        lines.append(f"{'':16}and {len(most['affinity']) - 8} more, in the lines of the study")
    chosen = {key: value for key, value in most.get("environment", {}).items() if value and SHOWN_VARIABLES.match(key)}
    lines.append(f"{'environment':16}" + (", ".join(f"{key}={value}" for key, value in sorted(chosen.items())) or "-"))
    return "\n".join(lines)


def convention_text(cases):
    coverages = {(len(case.runs), round(100 * case.seconds(WHOLE).coverage, 2)) for case in cases}
    texts = [f"{n} repetition{'s' if n > 1 else ''}: the interval covers the true median with {coverage:g} %"
             for n, coverage in sorted(coverages)]
    few = " Fewer than 5 repetitions are no result." if min(n for n, _ in coverages) < 5 else ""
    lines = ["Medians [low, high]; " + "; ".join(texts) + "." + few,
             "Speedups and efficiencies are taken repetition by repetition, as these were measured in turn."]
    shared = {case.ranks: case.shared_processors for case in cases if case.shared_processors}
    lines += [f"WARNING: {rank_word(ranks)}: {count} on {host} share {processors} processor"
              f"{'s' if processors > 1 else ''} and wait for one another; their times tell nothing of scaling."
              for ranks, (host, count, processors) in sorted(shared.items())]
    return "\n".join(lines)


def scaling_text(mode, cases):
    base = cases[0]
    lines = [PAPER_MODES[mode],
             f"base: {rank_word(base.ranks)}, {base.papers:,} papers, {interval_text(base.seconds(WHOLE))} s", ""]
    rows = [("stage", "ranks", "papers", "seconds", "speedup" if mode == "strong" else "time of base / time",
             "efficiency", "load", "comm.", "transfer", "serial.", "parallel", "comput.", "global")]
    for stage in [*base.stages, WHOLE]:
        for case in cases:
            pop, computed = case.efficiencies(stage), computation(base, case, stage)
            rows.append((stage if case is base else "", str(case.ranks), f"{case.papers:,}",
                         interval_text(case.seconds(stage)), interval_text(speedup(base, case, stage)),
                         share(efficiency(base, case, stage).median), share(pop.load_balance),
                         share(pop.communication), share(pop.transfer), share(pop.serialisation), share(pop.parallel),
                         share(computed), share(pop.parallel * computed)))
    lines.append(aligned(rows))
    lines.append("POP: parallel = load balance x communication, communication = transfer x serialisation, "
                 "global = parallel x computation scaling; above 80 % is called acceptable.")
    return "\n".join(lines + amdahl_lines(mode, cases))


def amdahl_lines(mode, cases):
    if mode != "strong":
        return []
    fitted = [(stage, amdahl_of(cases, stage)) for stage in [*cases[0].stages, WHOLE]]
    if fitted[-1][1] is None:
        return ["Amdahl's law needs two rank counts."]
    lines = ["Amdahl's law, least relative squares of the medians: serial share of the time on one rank"]
    rows = []
    for stage, (fit, interval) in fitted:
        single = f"[{share(interval.low)}, {share(interval.high)}] by repetition" if interval else ""
        rows.append((stage, share(fit.serial_fraction), single, f"{number(fit.serial)} s serial",
                     f"largest deviation {share(fit.worst)}"))
    lines.append(aligned(rows, "  "))
    if len(cases) == 2:
        lines.append("  Two rank counts: the curve can pass through both, so it is no test of the law.")
    return lines


def slow_ranks(cases):
    """(case, stage, rank, ratio, seconds of this rank) of ranks that need SLOW times the median of the others."""
    found = []
    for case in cases:
        whole = case.seconds(WHOLE).median
        for stage in case.stages:
            useful = case.median_of(stage, lambda times: times.useful)
            rank, ratio = slowest_rank(useful)
            if ratio >= SLOW and case.seconds(stage).median >= WORTH_NAMING * whole:
                found.append((case, stage, rank, ratio, useful[rank]))
    return found


def balance_text(cases):
    rows = [("stage", "ranks", "max/mean - 1", "slowest rank", "host", "x the median of the others", "")]
    slow = {(case, stage) for case, stage, *_ in slow_ranks(cases)}
    for stage in [*cases[0].stages, WHOLE]:
        for case in cases:
            if case.ranks == 1:
                continue
            useful = case.median_of(stage, lambda times: times.useful)
            rank, ratio = slowest_rank(useful)
            rows.append((stage, str(case.ranks), share(imbalance(useful)), str(rank), case.host(rank),
                         f"{ratio:.2f}", "SLOW" if (case, stage) in slow else ""))
    if len(rows) == 1:
        return "Load imbalance: one rank only."
    return f"Load imbalance of useful time ({cases[0].mode}), medians over the repetitions\n\n" + aligned(rows)


def slow_text(cases):
    """One line for each slow rank: what a reader must see first."""
    lines = [f"rank {rank} on {case.host(rank)} needs {ratio:.2f} x the median of the other ranks in {stage} "
             f"({number(seconds)} s; {case.mode}, {rank_word(case.ranks)})" + (RANK_0 if rank == 0 else "")
             for case, stage, rank, ratio, seconds in slow_ranks(cases)]
    return "\n".join(lines) or f"No rank needs {SLOW} x the median of the others in a stage that matters."


def phase_name(stage, name):
    """Without the stage before it: model for "encode: model"."""
    return name.removeprefix(f"{stage}: ")


def phase_text(cases):
    """Mean / largest over the ranks, of the phases that take at least 1 % of their stage somewhere."""
    rows = [("phase", *(rank_word(case.ranks) for case in cases))]
    for stage in cases[0].stages:
        found = [case.phases(stage) for case in cases]
        for name in sorted(set().union(*found), key=lambda name: -max(one.get(name, (0, 0))[1] for one in found)):
            shown = [one.get(name, (0.0, 0.0)) for one in found]
            if all(most < 0.01 * case.seconds(stage).median for (_, most), case in zip(shown, cases)):
                continue
            label = f"{stage}: {phase_name(stage, name)}"
            rows.append((label, *(f"{number(mean)} / {number(most)}" for mean, most in shown)))
        for label, quantity in (("waiting for ranks", "waiting"), ("moving data", "transfer"),
                                ("reading and writing", "files")):
            values = [case.median_of(stage, lambda times: getattr(times, quantity)) for case in cases]
            rows.append((f"{stage}: {label}", *(f"{number(v.mean())} / {number(v.max())}" for v in values)))
    return f"Phases ({cases[0].mode}), seconds: mean / largest over the ranks\n\n" + aligned(rows)


def digest_text(modes):
    """(text, all equal?): results of the same papers must have the same bits at every rank count."""
    lines, equal = [], True
    by_papers = collections.defaultdict(list)
    for case in [case for cases in modes.values() for case in cases]:
        by_papers[case.papers].append(case)
    for papers, cases in sorted(by_papers.items()):
        ranks = ", ".join(map(str, sorted({case.ranks for case in cases})))
        where = f"at {ranks} rank" + ("s" if ranks != "1" else "")
        digests = collections.Counter(run["digest"] for case in cases for run in case.runs.values())
        if len(digests) == 1:
            lines.append(f"{papers:,} papers: digests equal {where} ({digests.total()} runs, {next(iter(digests))})")
            continue
        equal = False
        lines.append(f"{papers:,} papers: DIGESTS DIFFER {where}")
        common = digests.most_common(1)[0][0]
        usual = next(run for case in cases for run in case.runs.values() if run["digest"] == common)
        for case in cases:
            for repetition, run in case.runs.items():
                if run["digest"] != common:
                    stages = [stage for stage, digest in run.get("digests", {}).items()
                              if digest != usual.get("digests", {}).get(stage)]
                    lines.append(f"  {case.mode}, {rank_word(case.ranks)}, repetition {repetition}: {run['digest']}"
                                 + (f", other bits from {stages[0]} on" if stages else ""))
    return "\n".join(lines), equal


# ----------------------------------------------------------------------------------------------------- benchmarks


def write_text(reports):
    rows = [("ranks", "HDF5", "raw write", "HDF5 / raw")]
    for report in reports:
        rates = {row["kind"]: Interval.of_report(row["bytes_per_second"]) for row in report["rows"]
                 if "bytes_per_second" in row}
        raw_share = report.get("facts", {}).get("share_of_raw")
        rows.append((str(report["ranks"]), *(rate_text(rates.get(kind)) for kind in ("hdf5", "raw")),
                     share(raw_share["median"]) if raw_share else "-"))
    return "Write bandwidth, all ranks together\n\n" + aligned(rows)


def rate_text(rate):
    return f"{bandwidth(rate.median)} [{bandwidth(rate.low)}, {bandwidth(rate.high)}]" if rate else "-"


def reduce_text(reports):
    rows = [("ranks", "latency", "bandwidth", "smallest message", "largest message")]
    for report in reports:
        facts = report.get("facts", {})
        ends = [min(report["rows"], key=lambda row: row["bytes"]), max(report["rows"], key=lambda row: row["bytes"])]
        rows.append((str(report["ranks"]),
                     f"{1e6 * facts['latency_seconds']:.3g} us" if facts.get("latency_seconds") else "-",
                     bandwidth(facts["bytes_per_second"]) if facts.get("bytes_per_second") else "-",
                     *(f"{row['bytes']:,} B in {1e6 * row['seconds']['median']:.4g} us" for row in ends)))
    return "All-reduce of int64, fitted latency + bytes / bandwidth\n\n" + aligned(rows)
