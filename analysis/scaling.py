# SPDX-License-Identifier: Apache-2.0
"""Tables and figures of a scaling study that jobs/scaling.sh made:

    python analysis/scaling.py run-scaling/scaling.jsonl [--write write.jsonl] [--reduce reduce.jsonl] [--out DIR]
    python analysis/scaling.py scaling.jsonl --projection --device-documents-per-second encode=3000

Draws beside the lines, or in DIR: scaling_strong.png, scaling_weak.png, scaling_phases.png, scaling_write.png,
scaling_reduce.png and, asked for, scaling_projection.png. write.jsonl and reduce.jsonl beside the study are taken by
themselves. Exit status: 0; 1 where results differ between rank counts; 65 where a file cannot be used; 64 options.
"""

import argparse
import pathlib
import sys

import scaling_figures
import scaling_tables
from scaling_cases import WHOLE, cases_of
from scaling_model import Settings, TERMS, network_of, node_bandwidth, project
from scaling_record import WrongRecord, read_benchmark, read_study

USAGE, WRONG_FILE, DIFFERENT = 64, 65, 1
NOT_ON_GPU = "not measured on a GPU"


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"scaling.py: {message}\n")


def main():
    arguments = parse_arguments()
    try:
        modes = cases_of(records := read_study(arguments.study))
        write, reduce = (read_beside(arguments, name) for name in ("write", "reduce"))
        projection = make_projection(arguments, modes, write, reduce) if arguments.projection else None
        equal = print_tables(records, modes, write, reduce, projection)
        draw_all(arguments.out or arguments.study.parent, records, modes, write, reduce, projection)
    except WrongRecord as error:
        print(f"scaling.py: {error}", file=sys.stderr)
        return WRONG_FILE
    return 0 if equal else DIFFERENT


def parse_arguments():
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", type=pathlib.Path, help="scaling.jsonl")
    parser.add_argument("--write", type=pathlib.Path, help="lines of thema bench write --json")
    parser.add_argument("--reduce", type=pathlib.Path, help="lines of thema bench reduce --json")
    parser.add_argument("--out", type=pathlib.Path, help="folder for the figures (default: beside the study)")
    told = parser.add_argument_group("projection to many devices")
    told.add_argument("--projection", action="store_true", help="make one; all below are its assumptions")
    told.add_argument("--project-papers", type=positive_int, default=2_800_000, help="default 2800000, all of arXiv")
    told.add_argument("--device-documents-per-second", nargs="+", type=stage_rate, default=[], metavar="[STAGE=]X",
                      help="what a device does of a stage (default encode); else as much as a rank did here")
    told.add_argument("--devices-per-node", type=positive_int, default=4)
    told.add_argument("--file-system-cap", type=positive, default=0.0, help="bytes/s of all nodes (default: none)")
    told.add_argument("--topics", type=positive_int, default=1000, help="of k-means (default 1000)")
    told.add_argument("--width", type=positive_int, default=1024, help="of an embedding (default 1024)")
    told.add_argument("--iterations", type=positive_int, default=100, help="of k-means, all starts (default 100)")
    return parser.parse_args()


def positive(text):
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError
    return value


def positive_int(text):
    value = int(text)
    if value < 1:
        raise ValueError
    return value


def stage_rate(text):
    stage, _, rate = text.rpartition("=")
    return stage or "encode", positive(rate)


def read_beside(arguments, name):
    path = getattr(arguments, name)
    beside = arguments.study.parent / f"{name}.jsonl"
    if path is None and not beside.exists():
        return []
    return read_benchmark(path or beside, name)


def make_projection(arguments, modes, write, reduce):
    cases = [case for cases in modes.values() for case in cases]
    rates = dict(arguments.device_documents_per_second)
    unknown = sorted(set(rates) - set(cases[0].stages))
    if unknown:
        raise WrongRecord(f"--device-documents-per-second names {', '.join(unknown)}; the study has "
                          f"{', '.join(cases[0].stages)}")
    settings = Settings(arguments.project_papers, devices_per_node=arguments.devices_per_node, rates=rates,
                        file_system_cap=arguments.file_system_cap, topics=arguments.topics, width=arguments.width,
                        iterations=arguments.iterations)
    hosts = {case.ranks: len(case.hosts) for case in cases}
    return project(cases, settings, network_of(reduce), node_bandwidth(write, lambda ranks: hosts.get(ranks, 1)))


def print_tables(records, modes, write, reduce, projection):
    """Whether all results of the same papers are equal."""
    everything = [case for cases in modes.values() for case in cases]
    parts = [scaling_tables.heading_text(records), scaling_tables.convention_text(everything)]
    for mode, cases in modes.items():
        parts += [scaling_tables.scaling_text(mode, cases), scaling_tables.balance_text(cases),
                  scaling_tables.slow_text(cases), scaling_tables.phase_text(cases)]
        if len(cases) == 1:
            parts.append(f"Only {scaling_tables.rank_word(cases[0].ranks)} measured ({mode}): no scaling to tell of.")
    if write:
        parts.append(scaling_tables.write_text(write))
    if reduce:
        parts.append(scaling_tables.reduce_text(reduce))
    if projection:
        parts.append(projection_text(projection))
    digests, equal = scaling_tables.digest_text(modes)
    print("\n\n".join([*parts, digests]))
    return equal


def projection_text(projection):
    devices = projection.settings.devices
    rows = [("devices", *map(str, devices))]
    rows += [(stage, *map(scaling_tables.number, projection.total([stage]))) for stage in projection.seconds]
    total = projection.total()
    rows.append((WHOLE, *map(scaling_tables.number, total)))
    rows.append(("efficiency", *(scaling_tables.share(total[0] * devices[0] / (seconds * count))
                                 for seconds, count in zip(total, devices))))
    rows += [(f"of that {term}", *map(scaling_tables.number, projection.term(term))) for term in TERMS]
    mark = f", {NOT_ON_GPU}" if projection.measured_on != "gpu" else ""
    return "\n".join([f"PROJECTION, seconds (a model{mark})", "", scaling_tables.aligned(rows), "",
                      *(f"- {sentence}" for sentence in projection.assumptions)])


def draw_all(out, records, modes, write, reduce, projection):
    out.mkdir(parents=True, exist_ok=True)
    drawings = {}
    where = scaling_figures.machine_text(records)
    if len(modes.get("strong", [])) > 1:
        drawings["strong"] = lambda: scaling_figures.draw_strong(modes["strong"], where)
    if len(modes.get("weak", [])) > 1:
        drawings["weak"] = lambda: scaling_figures.draw_weak(modes["weak"], where)
    cases = modes.get("strong") or modes["weak"]
    drawings["phases"] = lambda: scaling_figures.draw_phases(cases, where)
    if write:
        drawings["write"] = lambda: scaling_figures.draw_write(write, where)
    if reduce:
        drawings["reduce"] = lambda: scaling_figures.draw_reduce(reduce, where)
    if projection:
        drawings["projection"] = lambda: scaling_figures.draw_projection(projection, where)
    print()
    for name in scaling_figures.NAMES:
        path = out / f"scaling_{name}.png"
        if name in drawings:
            scaling_figures.save(drawings[name](), path)
            print(path)
        else:
            path.unlink(missing_ok=True)  # of an earlier call; it would not belong to these lines


if __name__ == "__main__":
    sys.exit(main())
