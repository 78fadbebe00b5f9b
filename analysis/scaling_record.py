# SPDX-License-Identifier: Apache-2.0
"""The lines of a scaling study: jobs/scaling.sh writes them by this program, analysis/scaling.py reads them by it.

    python analysis/scaling_record.py measured FILE                        # cases that are there: mode ranks repetition
    python analysis/scaling_record.py append FILE --run DIR --mode strong --ranks 2 --repetition 3 --papers 3000 ...
    python analysis/scaling_record.py append-benchmark FILE --report REPORT.json

A line is the report that `thema run --run.report` wrote, joined of several where the stages were commands of their own,
and besides mode, repetition, papers, launcher, digest (of the whole result) and digests (of each stage).
"""

import argparse
import json
import os
import pathlib
import sys

KIND, SCHEMA = "thema run report", 1
STAGE_KEYS = ("stage", "result", "seconds", "ranks")
RANK_KEYS = ("rank", "seconds", "waiting", "transfer", "reading", "writing", "phases")


class WrongRecord(Exception):
    """A file or line is not what it should be."""


def main():
    arguments = parse_arguments()
    try:
        COMMANDS[arguments.command](arguments)
    except WrongRecord as error:
        sys.exit(f"scaling_record.py: {error}")


def parse_arguments():
    parser = argparse.ArgumentParser(description="Lines of a scaling study.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in COMMANDS:
        command = commands.add_parser(name)
        command.add_argument("file", type=pathlib.Path, help="the lines of the study")
        if name == "append":
            command.add_argument("--run", type=pathlib.Path, required=True, help="run directory with report.jsonl")
            command.add_argument("--mode", choices=["strong", "weak"], required=True)
            for number in ("--ranks", "--repetition", "--papers"):
                command.add_argument(number, type=int, required=True)
            command.add_argument("--stages", nargs="+", required=True)
        if name == "append-benchmark":
            command.add_argument("--report", type=pathlib.Path, required=True)
        command.add_argument("--launcher", default="mpirun")
    return parser.parse_args()


# ------------------------------------------------------------------------------------------------------- writing


def print_measured(arguments):
    """What a program that was killed while it wrote has left at the end of the file is cut off."""
    if not arguments.file.exists():
        return
    text = arguments.file.read_bytes()
    whole = text[:text.rfind(b"\n") + 1]
    if whole != text:
        os.truncate(arguments.file, len(whole))
    for number, line in enumerate(whole.splitlines(), 1):
        record = parse_line(line, f"{arguments.file}, line {number}")
        print(record["ranks"] if "benchmark" in record else
              f"{record.get('mode')} {record['ranks']} {record.get('repetition')}")


def append_run(arguments):
    from run_digest import NoDigest, stage_digests, whole_digest

    record = joined(read_lines(arguments.run / "report.jsonl"))
    check_report(record, arguments.run)
    if record["ranks"] != arguments.ranks:
        raise WrongRecord(f"{arguments.ranks} ranks were asked for and {record['ranks']} ran")
    stages = [stage["stage"] for stage in record["stages"]]
    if stages != arguments.stages:
        raise WrongRecord(f"the report is of {', '.join(stages)} in place of {', '.join(arguments.stages)}")
    not_done = [stage["stage"] for stage in record["stages"] if stage["result"] != "complete"]
    if not_done:
        raise WrongRecord(f"{', '.join(not_done)} did not run to its end")
    try:
        digests = stage_digests(arguments.run, stages)
    except NoDigest as error:
        raise WrongRecord(str(error)) from error
    record |= {"mode": arguments.mode, "repetition": arguments.repetition, "launcher": arguments.launcher,
               "papers": arguments.papers or record["stages"][0]["count"],
               "digest": whole_digest(digests), "digests": digests}
    append_line(arguments.file, record)
    print(f"{record['seconds']:.3g}")


def joined(reports):
    """One report of several commands of the same ranks."""
    whole = dict(reports[0])
    whole["stages"] = [stage for report in reports for stage in report["stages"]]
    whole["seconds"] = sum(report["seconds"] for report in reports)
    return whole


def append_benchmark(arguments):
    try:
        report = json.loads(arguments.report.read_text())
        rows = report["rows"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WrongRecord(f"{arguments.report} is no report of a benchmark ({error})") from error
    if not rows:
        raise WrongRecord(f"{arguments.report} has no rows")
    append_line(arguments.file, report | {"launcher": arguments.launcher})


def append_line(path, record):
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


# ------------------------------------------------------------------------------------------------------- reading


def parse_line(line, where):
    try:
        record = json.loads(line)
    except ValueError as error:
        raise WrongRecord(f"{where} is not JSON ({error})") from error
    if not isinstance(record, dict) or "ranks" not in record:
        raise WrongRecord(f"{where} is no report of thema")
    return record


def read_lines(path):
    """Reports as they stand; at least one."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongRecord(f"{path} cannot be read ({error})") from error
    records = [parse_line(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not records:
        raise WrongRecord(f"{path} holds no line")
    return records


def check_report(record, where):
    """That the fields which tables and figures are made of are there."""
    if record.get("kind") != KIND:
        raise WrongRecord(f"{where}: kind is {record.get('kind')!r} in place of {KIND!r}")
    if record.get("schema") != SCHEMA:
        raise WrongRecord(f"{where}: schema {record.get('schema')}; this program knows {SCHEMA}")
    for stage in record.get("stages") or [{}]:
        missing = [key for key in STAGE_KEYS if key not in stage]
        if not missing and len(stage["ranks"]) != record["ranks"]:
            missing = [f"{record['ranks']} ranks in stage {stage['stage']}"]
        missing += [key for rank in stage.get("ranks", []) for key in RANK_KEYS if key not in rank][:1]
        if missing:
            raise WrongRecord(f"{where}: the report lacks {', '.join(missing)}")


def read_study(path):
    """Checked lines of jobs/scaling.sh."""
    records = read_lines(path)
    for number, record in enumerate(records, 1):
        where = f"{path}, line {number}"
        check_report(record, where)
        missing = [key for key in ("mode", "repetition", "papers", "digest") if key not in record]
        if missing:
            raise WrongRecord(f"{where}: {', '.join(missing)} is missing; jobs/scaling.sh writes such files")
    return records


def read_benchmark(path, name):
    """Lines of `thema bench NAME --json`, in the order of their ranks."""
    records = read_lines(path)
    for number, record in enumerate(records, 1):
        if record.get("benchmark") != name:
            raise WrongRecord(f"{path}, line {number} is no report of thema bench {name} --json")
    return sorted(records, key=lambda record: record["ranks"])


COMMANDS = {"measured": print_measured, "append": append_run, "append-benchmark": append_benchmark}

if __name__ == "__main__":
    main()
