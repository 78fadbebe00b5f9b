# SPDX-License-Identifier: Apache-2.0
"""Figures of benchmarks:

    thema bench attention --json > attention.json
    thema bench encode --json > encode.json
    python analysis/bench_figures.py attention.json encode.json [--out DIR]

Draws NAME.png for each NAME.json, beside it or in DIR: of attention time, TFLOP/s and the ratio to math against the
length of the texts; of encode documents/s of each attention backend and the lengths of the texts. Bars and bands are
intervals of the median.
"""

import argparse
import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import matplotlib.ticker
import numpy as np

from figure_style import ACCENT, INK, QUIET, RULE, SERIES, THOUSANDS, plain_axes, save, title

# Colour, marker and name of each backend, in the order of the legend; they can be told apart with colour-blindness.
BACKENDS = {
    "packed": (SERIES[6], "P", "packed (thema's)"),
    "flash": (SERIES[0], "o", "flash"),
    "efficient": (SERIES[1], "s", "efficient"),
    "cudnn": (SERIES[4], "^", "cuDNN"),
    "math_no_upcast": (SERIES[8], "D", "math, no up-cast"),
    "math": (SERIES[2], "v", "math"),
}
ABSTRACT_LENGTH = 220  # tokens of a typical abstract, rounded up


class NoBenchmark(Exception):
    """The file holds no report that can be drawn."""


def main():
    parser = argparse.ArgumentParser(description="Figures of thema's benchmarks.")
    parser.add_argument("reports", nargs="+", type=pathlib.Path, help="output of thema bench attention|encode --json")
    parser.add_argument("--out", type=pathlib.Path, help="folder for the figures (default: beside each report)")
    arguments = parser.parse_args()
    plt.rcParams.update({"font.size": 9, "text.color": INK, "axes.edgecolor": RULE, "text.parse_math": False})
    try:
        for path in arguments.reports:
            figure = draw(read(path))
            folder = arguments.out or path.parent
            folder.mkdir(parents=True, exist_ok=True)
            save(figure, folder / f"{path.stem}.png")
            print(folder / f"{path.stem}.png")
    except NoBenchmark as error:
        sys.exit(f"bench_figures.py: {error}")


def read(path):
    try:
        report = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise NoBenchmark(f"{path} cannot be read as JSON ({error})") from error
    if not isinstance(report, dict) or report.get("benchmark") not in DRAWINGS:
        raise NoBenchmark(f"{path} is no report of thema bench {' or '.join(DRAWINGS)} --json")
    return report


def draw(report):
    return DRAWINGS[report["benchmark"]](report, measured_rows(report))


def measured_rows(report):
    rows = [row for row in report["rows"] if "why_not" not in row]
    if not rows:
        raise NoBenchmark("no row of the report was measured")
    return rows


def machine_text(report):
    """Device, ranks and commit, for the line below a headline."""
    machine = report["machine"]
    device = machine["processor"]
    if "cpu" not in machine["ranks"][0].split(":", 1)[1].split(",")[0]:
        device = machine["devices"][0].split(",")[0].split(" ", 1)[1]
    ranks, threads = report["ranks"], report["options"]["run.threads"]
    work = f"{ranks} rank" + ("s" if ranks > 1 else "")
    if threads > 1:
        work += f" of {threads} threads"
    return f"{device}, {work}; thema {report['thema']}"


def interval(row, name):
    """Median, low and high of a measured quantity."""
    return row[name]["median"], row[name]["low"], row[name]["high"]


# ----------------------------------------------------------------------------------------------------- attention

PANELS = [
    ("seconds", 1e3, "time of a call, ms"),
    ("tflops", 1.0, "TFLOP/s"),
    ("speedup_over_math", 1.0, "times as fast as math"),
]


def draw_attention(report, rows):
    """A column for each number format and head width, a row of panels for each quantity."""
    columns = sorted({(row["dtype"], row["head_width"]) for row in rows}, key=lambda c: (dtype_order(c[0]), c[1]))
    panels = [panel for panel in PANELS if all(panel[0] in row for row in rows)]
    width, height = 1.6 + 2.8 * len(columns), 2.3 + 2.2 * len(panels)
    figure, grid = plt.subplots(len(panels), len(columns), figsize=(width, height), sharex=True, sharey="row",
                                squeeze=False)
    figure.subplots_adjust(left=0.85 / width, right=1 - 0.2 / width, top=1 - 1.4 / height, bottom=0.8 / height,
                           hspace=0.12, wspace=0.07)
    tokens = max(row["tokens"] for row in rows)
    title(figure, "Attention forward", f"{rows[0]['heads']} heads, texts of {tokens:,} tokens together in each call; "
          f"{machine_text(report)}", left=0.85 / width)
    for across, (dtype, head_width) in enumerate(columns):
        chosen = [row for row in rows if (row["dtype"], row["head_width"]) == (dtype, head_width)]
        for down, panel in enumerate(panels):
            draw_lines(grid[down, across], chosen, *panel[:2])
        grid[0, across].set_title(f"{dtype}, heads of {head_width}", loc="left", size=10, weight="bold")
        grid[-1, across].set_xlabel("tokens of a text", color=QUIET)
    for down, (_, _, label) in enumerate(panels):
        grid[down, 0].set_ylabel(label, color=QUIET)
    figure.align_ylabels(grid[:, 0])
    length_axis(grid[-1], sorted({row["length"] for row in rows}))
    legend(figure, grid[0, 0], {row["backend"] for row in rows}, 0.85 / width, 1 - 0.78 / height)
    return figure


def dtype_order(dtype):
    return ["fp32", "fp16", "bf16"].index(dtype)


def draw_lines(axes, rows, quantity, scale):
    plain_axes(axes)
    axes.grid(color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.axvline(ABSTRACT_LENGTH, color=QUIET, linewidth=0.8, linestyle=(0, (2, 3)))
    for backend, (colour, marker, name) in BACKENDS.items():
        points = sorted((row["length"], *interval(row, quantity)) for row in rows if row["backend"] == backend)
        if not points:
            continue
        lengths, middle, low, high = np.array(points).T
        axes.fill_between(lengths, scale * low, scale * high, color=colour, alpha=0.18, linewidth=0)
        axes.plot(lengths, scale * middle, "-", marker=marker, color=colour, linewidth=1.5, markersize=4.2, label=name)
    plain_numbers(axes.yaxis)


def plain_numbers(axis):
    """1, 2, 5, 10 … instead of powers."""
    number = matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:,.10g}")
    axis.set_major_locator(matplotlib.ticker.LogLocator(base=10, subs=(1, 2, 5)))
    axis.set_major_formatter(number)
    axis.set_minor_formatter(matplotlib.ticker.NullFormatter())
    axis.set_minor_locator(matplotlib.ticker.NullLocator())


def length_axis(axes_of_row, lengths):
    """Ticks at the lengths that were measured, those that would touch their neighbour left out."""
    shown = []
    for length in lengths:
        if not shown or length >= 1.4 * shown[-1]:
            shown.append(length)
    for axes in axes_of_row:
        axes.set_xticks(shown, [f"{length:,}" for length in shown], rotation=45, ha="right", rotation_mode="anchor")
        axes.minorticks_off()


def legend(figure, axes, present, left, top):
    handles, names = [], []
    for backend, (colour, marker, name) in BACKENDS.items():
        if backend in present:
            handles.append(axes.plot([], [], "-", marker=marker, color=colour, linewidth=1.5, markersize=4.2)[0])
            names.append(name)
    handles.append(axes.plot([], [], color=QUIET, linewidth=0.8, linestyle=(0, (2, 3)))[0])
    names.append(f"a typical abstract ({ABSTRACT_LENGTH})")
    figure.legend(handles, names, loc="upper left", bbox_to_anchor=(left, top), ncols=len(handles), frameon=False,
                  borderaxespad=0, borderpad=0, columnspacing=1.6, handlelength=2.2)


# -------------------------------------------------------------------------------------------------------- encode


def draw_encode(report, rows):
    """Bars of documents/s with their intervals, and the lengths of the texts beside them."""
    facts = report["facts"]
    height = max(3.6, 1.9 + 0.62 * len(rows))
    figure, (bars, lengths) = plt.subplots(1, 2, figsize=(11.5, height), width_ratios=[1.55, 1])
    figure.subplots_adjust(left=0.125, right=0.975, top=1 - 1.15 / height, bottom=0.62 / height, wspace=0.2)
    mean = facts["tokens"] / facts["documents"]
    title(figure, f"Whole encoder: {facts['model']}, {facts['dtype']}",
          f"{facts['documents']:,} texts of {mean:.0f} tokens on average; {machine_text(report)}")
    draw_rates(bars, rows)
    draw_histogram(lengths, facts)
    return figure


def draw_rates(axes, rows):
    places = np.arange(len(rows))
    rates = [interval(row, "documents_per_second") for row in rows]
    longest = max(high for _, _, high in rates)
    for place, row, (middle, low, high) in zip(places, rows, rates):
        colour, _, name = BACKENDS[row["backend"]]
        axes.barh(place, middle, color=colour, height=0.6)
        axes.errorbar(middle, place, xerr=[[middle - low], [high - middle]], color=INK, linewidth=1.2, capsize=3.5)
        remark = f"{middle:,.3g}/s, {100 * row['share_of_matmul_peak']['median']:.0f} % of matmul peak"
        if "speedup_over_math" in row and row["backend"] != "math":
            remark += f", {row['speedup_over_math']['median']:.2f} × math"
        axes.annotate(remark, (high, place), (7, 0), textcoords="offset points", va="center", size=8.5, color=QUIET)
        axes.annotate(name, (0, place), (-7, 0), textcoords="offset points", va="center", ha="right", size=9.5)
    plain_axes(axes)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, 1.9 * longest)
    ticks = matplotlib.ticker.MaxNLocator(8, steps=[1, 2, 5, 10]).tick_values(0, 1.05 * longest)
    axes.set_xticks([tick for tick in ticks if tick <= 1.05 * longest])
    axes.set_xlabel("documents/s: median and its interval", color=QUIET)
    axes.xaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda number, _: f"{number:,.10g}"))
    axes.set_title("by attention backend", loc="left", size=10, weight="bold")


def draw_histogram(axes, facts):
    edges, counts = np.array(facts["histogram_edges"]), np.array(facts["histogram_counts"])
    axes.bar(edges[:-1], counts, width=np.diff(edges), align="edge", color=ACCENT, edgecolor="white", linewidth=0.8)
    plain_axes(axes)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlim(0, edges[-1])
    axes.xaxis.set_major_locator(matplotlib.ticker.MultipleLocator(64 if edges[-1] <= 300 else 128))
    axes.set_xlabel(f"tokens, cut at {facts['max_length']}", color=QUIET)
    axes.yaxis.set_major_formatter(THOUSANDS)
    axes.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    axes.set_title("texts by length", loc="left", size=10, weight="bold")


DRAWINGS = {"attention": draw_attention, "encode": draw_encode}

if __name__ == "__main__":
    main()
