# SPDX-License-Identifier: Apache-2.0
"""What jobs/gpu_check.sh measured as one JSON file and one table:

    python analysis/gpu_report.py gpu-check/

Reads the reports NAME.json of the folder, writes gpu_check.json with all of them and gpu_check.md, and prints that. Needs
nothing but Python. A report that is missing or broken has a line that says so.
"""

import json
import pathlib
import re
import sys

JOINED, TABLE = "gpu_check.json", "gpu_check.md"
TESTS = ("tests", "tests-2-ranks")


def main():
    if len(sys.argv) != 2 or not pathlib.Path(sys.argv[1]).is_dir():
        sys.exit(f"usage: gpu_report.py FOLDER\n{__doc__}")
    folder = pathlib.Path(sys.argv[1])
    reports = read_reports(folder)
    (folder / JOINED).write_text(json.dumps(reports, indent=1) + "\n")
    page = "\n".join(page_lines(reports, folder)) + "\n"
    (folder / TABLE).write_text(page)
    print(page, end="")


def read_reports(folder):
    """name -> report; of a file that is no JSON its text, of an empty one the end of its log."""
    reports = {}
    for path in sorted(folder.glob("*.json")):
        if path.name == JOINED:
            continue
        text = path.read_text(errors="replace")
        try:
            reports[path.stem] = json.loads(text)
        except ValueError:
            log = path.with_suffix(".log")
            reports[path.stem] = {"text": text[-4000:], "log": log.read_text(errors="replace")[-4000:] if log.exists() else ""}
    return reports


def page_lines(reports, folder):
    info = reports.get("info", {})
    yield "# What a GPU gave"
    yield ""
    yield f"thema {info.get('thema', '?')}; " + "; ".join(info.get("devices", ["no device"]))
    for name, report in reports.items():
        if report.get("benchmark") == "attention":
            yield from attention_lines(report)
    yield from encode_lines(reports)
    yield from kmeans_lines(reports)
    yield from map_lines(reports)
    yield from stage_lines(reports, folder)
    for line in failures(reports):
        yield line


def number(value, digits=4):
    """The median of a measured value, or a plain number."""
    if isinstance(value, dict):
        value = value["median"]
    return f"{value:.{digits}g}"


def attention_lines(report):
    backends = list(dict.fromkeys(row["backend"] for row in report["rows"] if "why_not" not in row))
    cases = {}
    for row in report["rows"]:
        if "why_not" not in row:
            cases.setdefault((row["dtype"], row["head_width"], row["length"]), {})[row["backend"]] = row
    yield ""
    yield "## Attention kernel: TFLOP/s (times as fast as math)"
    yield ""
    yield "| dtype | head width | tokens | " + " | ".join(backends) + " |"
    yield "|---" * (3 + len(backends)) + "|"
    for (dtype, width, length), rows in cases.items():
        cells = [f"{number(rows[b]['tflops'], 3)} ({number(rows[b]['speedup_over_math'], 3)})" if b in rows else "-"
                 for b in backends]
        yield f"| {dtype} | {width} | {length} | " + " | ".join(cells) + " |"


def encode_lines(reports):
    yield ""
    yield "## Whole encoder"
    yield ""
    yield "| report | attention | documents/s | tokens/s | of the matmul peak | times math | cosine to math | activations |"
    yield "|---" * 8 + "|"
    for name, report in reports.items():
        if report.get("benchmark") != "encode":
            continue
        for row in report["rows"]:
            if "why_not" in row:
                continue
            speedup = number(row["speedup_over_math"], 3) if "speedup_over_math" in row else "-"
            cosine = f"{row['smallest_cosine_to_math']:.6f}" if "smallest_cosine_to_math" in row else "-"
            yield (f"| {name} | {row['backend']} | {number(row['documents_per_second'])} | "
                   f"{number(row['tokens_per_second'])} | {100 * row['share_of_matmul_peak']['median']:.1f} % | {speedup} | "
                   f"{cosine} | {row['activation_bytes'] >> 20} MiB |")


def kmeans_lines(reports):
    found = [report for report in reports.values() if report.get("benchmark") == "kmeans"]
    if not found:
        return
    yield ""
    yield "## k-means"
    yield ""
    yield "| rows | width | topics | device | ms an iteration | first iteration, ms | mean cosine |"
    yield "|---" * 7 + "|"
    for report in found:
        facts = report["facts"]
        for row in report["rows"]:
            yield (f"| {facts['rows']} | {facts['width']} | {row['topics']} | {facts['device']} | "
                   f"{number(row['iteration_ms'])} | {number(row['first_iteration_ms'])} | {row['mean_cosine']:.6f} |")


def map_lines(reports):
    for report in reports.values():
        if report.get("benchmark") != "map":
            continue
        yield from ("", f"## Map of {report['facts']['papers']:,} papers of width {report['facts']['width']}", "",
                    "| part | ms | TFLOP/s |", "|---|---|---|")
        for row in report["rows"]:
            rate = number(row["gflops"] / 1e3) if "gflops" in row else ""
            yield f"| {row['part']} | {number(1e3 * row['seconds']['median'])} | {rate} |"


def stage_lines(reports, folder):
    log = folder / "stage.log"
    lines = re.findall(r".*encode: .*", log.read_text(errors="replace")) if log.exists() else []
    if lines:
        yield ""
        yield "## The encode stage, from documents.h5 to embeddings.h5"
        yield ""
        yield from (f"    {line}" for line in lines)
    rows = reports.get("peers-rows", {}).get("rows", [])
    if rows:
        yield ""
        yield f"## Beside {reports['peers-rows']['peer']}"
        yield ""
        yield "| what | thema | peer | ratio |"
        yield "|---|---|---|---|"
        for row in rows:
            yield f"| {row['what']} | {row['thema_median']:.4g} | {row['peer_median']:.4g} {row['unit']} | {row['ratio']:.2f} |"


def failures(reports):
    tests = "".join(reports.get(name, {}).get("text", "") for name in TESTS)
    found = re.findall(r"\[  (?:PASSED|FAILED|SKIPPED) +\] .*", tests)
    yield ""
    yield "## Tests"
    yield ""
    yield from (f"    {line}" for line in found or ["no summary: tests.json, tests.log"])
    silent = (*TESTS, "stage", "peers", "papers", "info")
    for name, report in reports.items():
        if "text" in report and name not in silent:
            yield ""
            yield f"**{name} gave no report**: {report['log'].strip().splitlines()[-1:] or 'no message'}"


if __name__ == "__main__":
    main()
