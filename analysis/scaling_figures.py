# SPDX-License-Identifier: Apache-2.0
"""The figures of a scaling study; analysis/scaling.py saves them."""

import textwrap

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import matplotlib.ticker
import numpy as np

from figure_style import ACCENT, CONTRAST, INK, QUIET, RULE, SERIES, plain_axes, title
from scaling_cases import WHOLE, amdahl_of, efficiency, speedup
from scaling_model import TERMS
from scaling_statistics import Interval
from scaling_tables import phase_name

NAMES = ("strong", "weak", "phases", "write", "reduce", "projection")
DPI = 200
MARKERS = "osD^vP"
MOST_PHASES = 5  # of a stage in its own colour
WAITING, REST = "#c9ccd1", "#e2e4e7"
TERM_COLOURS = {"serial": CONTRAST, "compute": ACCENT, "communication": SERIES[4], "files": SERIES[1]}
plt.rcParams.update({"font.size": 9, "text.color": INK, "axes.edgecolor": RULE, "text.parse_math": False})


def save(figure, path):
    figure.savefig(path, dpi=DPI, facecolor="white")
    plt.close(figure)


def machine_text(records):
    """Processor, launcher and version, for the line below a headline."""
    first, most = records[0], max(records, key=lambda record: record["ranks"])
    hosts = {line.split(" on ", 1)[-1].split(":", 1)[0] for line in most.get("affinity", [])}
    machines = f", {len(hosts)} hosts" if len(hosts) > 1 else ""
    return f"{first.get('processor', 'unknown processor')}{machines}; thema {first.get('thema', '?')}"


def framed(columns, width, height, detail, headline, bottom=0.6, top=1.3, rows=1, wspace=0.25):
    figure, axes = plt.subplots(rows, columns, figsize=(width, height), squeeze=False)
    left = 0.8 / width
    figure.subplots_adjust(left=left, right=1 - 0.25 / width, top=1 - top / height, bottom=bottom / height,
                           wspace=wspace)
    title(figure, headline, detail, left=0.3 / width)
    for one in axes.flat:
        plain_axes(one)
        one.grid(color=RULE, linewidth=0.6)
        one.set_axisbelow(True)
    return figure, axes


def top_legend(figure, axes, columns=8, height=0.78):
    """One legend for all panels, below the headline."""
    found = {}
    for one in axes:
        for handle, label in zip(*one.get_legend_handles_labels()):
            found.setdefault(label, handle)
    width, high = figure.get_size_inches()
    figure.legend(found.values(), found.keys(), loc="upper left", bbox_to_anchor=(0.3 / width, 1 - height / high),
                  ncols=columns, frameon=False, borderaxespad=0, borderpad=0, columnspacing=1.3, handlelength=1.9,
                  fontsize=8.5)


def rank_axis(axes, ranks, label="MPI ranks"):
    """Logarithmic, ticks at the measured counts, those left out that would touch their neighbour."""
    axes.set_xscale("log", base=2)
    shown = []
    for n in sorted(set(ranks)):
        if not shown or n >= 1.25 * shown[-1]:
            shown.append(n)
    axes.set_xticks(shown, [f"{n:,}" for n in shown])
    axes.minorticks_off()
    axes.set_xlim(min(ranks) / 1.15, max(ranks) * 1.15)
    axes.set_xlabel(label, color=QUIET)


def plain_numbers(axis, steps=(1, 2, 5)):
    """1, 2, 5, 10 in place of powers; of a long axis 1, 10, 100 alone."""
    low, high = axis.get_view_interval()
    if high / max(low, 1e-300) > 2000:
        steps = (1,)
    axis.set_major_locator(matplotlib.ticker.LogLocator(base=10, subs=steps, numticks=20))
    axis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:,.6g}"))
    axis.set_minor_formatter(matplotlib.ticker.NullFormatter())
    axis.set_minor_locator(matplotlib.ticker.NullLocator())


def interval_line(axes, x, intervals, colour, marker, label, **more):
    """Medians joined, with their intervals as bars."""
    middle, low, high = np.array([(i.median, i.low, i.high) for i in intervals]).T
    axes.errorbar(x, middle, yerr=[middle - low, high - middle], color=colour, marker=marker, markersize=4.5,
                  linewidth=more.pop("linewidth", 1.3), capsize=2.5, elinewidth=1, label=label, **more)


def stage_style(cases):
    """(stage, colour, marker, line width, factor of its ranks); the whole is black and wide. The factors put bars of
    one rank count beside one another."""
    styles = [(stage, SERIES[i], MARKERS[i], 1.1, 1 + 0.012 * (i - 2.5)) for i, stage in enumerate(cases[0].stages)]
    return [*styles, (WHOLE, INK, "s", 2.0, 1.0)]


def repetition_text(cases):
    counts = sorted({len(case.runs) for case in cases})
    coverage = min(case.seconds(WHOLE).coverage for case in cases)
    return f"medians of {'-'.join(map(str, counts))} repetitions, bars: intervals of at least {100 * coverage:.4g} %"


# --------------------------------------------------------------------------------------------- strong and weak


def draw_strong(cases, where):
    base, ranks = cases[0], np.array([case.ranks for case in cases])
    detail = f"{base.papers:,} papers; {repetition_text(cases)}; {where}"
    figure, ((time, gain),) = framed(2, 10.5, 5.2, detail, "Strong scaling", top=1.4)
    for stage, colour, marker, width, beside in stage_style(cases):
        interval_line(time, ranks * beside, [case.seconds(stage) for case in cases], colour, marker, stage,
                      linewidth=width)
        interval_line(gain, ranks * beside, [speedup(base, case, stage) for case in cases], colour, marker, stage,
                      linewidth=width)
    between = np.geomspace(ranks[0], ranks[-1], 60)
    first = base.seconds(WHOLE).median
    style = {"color": QUIET, "linewidth": 1, "linestyle": (0, (1, 2))}
    time.plot(between, first * ranks[0] / between, label="ideal", **style)
    gain.plot(between, between / ranks[0], label="ideal", **style)
    fit, interval = amdahl_of(cases, WHOLE)
    law = f"Amdahl, {100 * fit.serial_fraction:.1f} % serial"
    if interval:
        law += f" [{100 * interval.low:.1f}, {100 * interval.high:.1f}]"
    style = {"color": CONTRAST, "linewidth": 1.2, "linestyle": (0, (5, 3)), "label": law, "zorder": 4}
    time.plot(between, fit.seconds(between), **style)
    gain.plot(between, first / fit.seconds(between), **style)
    for axes, label in ((time, "seconds"),
                        (gain, f"times as fast as {base.ranks} rank{'s' if base.ranks > 1 else ''} ({first:.3g} s)")):
        rank_axis(axes, ranks)
        axes.set_yscale("log")
        plain_numbers(axes.yaxis)
        axes.set_ylabel(label, color=QUIET)
    top_legend(figure, [time], columns=5)
    return figure


def draw_weak(cases, where):
    base, ranks = cases[0], np.array([case.ranks for case in cases])
    detail = f"{base.papers // base.ranks:,} papers a rank; {repetition_text(cases)}; {where}"
    figure, ((time, share),) = framed(2, 10.5, 4.7, detail, "Weak scaling", top=1.3)
    for stage, colour, marker, width, beside in stage_style(cases):
        interval_line(time, ranks * beside, [case.seconds(stage) for case in cases], colour, marker, stage,
                      linewidth=width)
        interval_line(share, ranks * beside, [efficiency(base, case, stage) for case in cases], colour, marker,
                      stage, linewidth=width)
    share.axhline(1, color=QUIET, linewidth=1, linestyle=(0, (1, 2)), label="ideal")
    for axes in (time, share):
        rank_axis(axes, ranks)
    time.set_yscale("log")
    plain_numbers(time.yaxis)
    time.set_ylabel("seconds", color=QUIET)
    share.set_ylim(0, max(1.1, 1.05 * share.get_ylim()[1]))
    share.yaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1, decimals=0))
    share.set_ylabel(f"efficiency: time on {base.ranks} rank{'s' if base.ranks > 1 else ''} / time", color=QUIET)
    top_legend(figure, [share])
    return figure


# ------------------------------------------------------------------------------------------------------- phases


def draw_phases(cases, where):
    """Two panels for each stage, each summing up to its time: above kinds of time, below phases, which hold the
    waiting within them. Of each rank count two bars, the mean over the ranks and the largest of each part."""
    stages = cases[0].stages
    papers = f"{cases[0].papers:,} papers" if cases[0].mode == "strong" else f"{cases[0].papers:,} papers and more"
    detail = f"{cases[0].mode} scaling, {papers}; left bar: mean over the ranks; right bar, hatched: largest of each " \
             f"part over the ranks; line: time of the stage; {where}"
    width, height = 1.0 + 2.6 * max(2, len(stages)), 8.6
    figure, panels = framed(len(stages), width, height, detail, "Where the time of a stage goes", top=1.45, bottom=1.6,
                            rows=2, wspace=0.32)
    figure.subplots_adjust(hspace=0.24)
    for column, stage in enumerate(stages):
        draw_bars(panels[0, column], cases, stage, stage_kinds(cases, stage))
        draw_bars(panels[1, column], cases, stage, stage_phases(cases, stage))
        panels[0, column].set_title(stage, loc="left", size=10, weight="bold")
        panels[1, column].set_xlabel("MPI ranks", color=QUIET)
        panels[1, column].legend(loc="upper left", bbox_to_anchor=(-0.1, -0.2), frameon=False, fontsize=7.5,
                                 borderaxespad=0, handlelength=1.2, labelspacing=0.25)
        top = max(axes.get_ylim()[1] for axes in panels[:, column])
        for axes in panels[:, column]:
            axes.set_ylim(0, top)
    top_legend(figure, panels[0, :1])
    for axes, label in zip(panels[:, 0], ("seconds, by kind", "seconds, by phase")):
        axes.set_ylabel(label, color=QUIET)
    return figure


def stage_kinds(cases, stage):
    """[(name, colour, [(mean, largest) for each case])], from the bottom to the top of a bar."""
    kinds = (("computing", ACCENT, "computing"), ("reading and writing", SERIES[1], "files"),
             ("moving data between ranks", SERIES[4], "transfer"), ("waiting for ranks", WAITING, "waiting"))
    parts = []
    for name, colour, quantity in kinds:
        values = [case.median_of(stage, lambda times: getattr(times, quantity)) for case in cases]
        parts.append((name, colour, [(value.mean(), value.max()) for value in values]))
    return parts


def stage_phases(cases, stage):
    """As stage_kinds(): the phases that take longest, the others together, and what is in none."""
    phases = [case.phases(stage) for case in cases]
    names = sorted(set().union(*phases), key=lambda name: -max(one.get(name, (0, 0))[0] for one in phases))
    parts = [(phase_name(stage, name), SERIES[i], [one.get(name, (0, 0)) for one in phases])
             for i, name in enumerate(names[:MOST_PHASES])]
    if names[MOST_PHASES:]:
        rest = [tuple(sum(one.get(name, (0, 0))[i] for name in names[MOST_PHASES:]) for i in (0, 1)) for one in phases]
        count = len(names) - MOST_PHASES
        parts.append((f"{count} more phase{'s' if count > 1 else ''}", SERIES[9], rest))
    outside = [max(0.0, case.seconds(stage).median - sum(mean for mean, _ in one.values()))
               for case, one in zip(cases, phases)]
    return [*parts, ("in no phase", REST, [(seconds, seconds) for seconds in outside])]


def draw_bars(axes, cases, stage, parts):
    places = np.arange(len(cases))
    for side, offset in ((0, -0.2), (1, 0.2)):
        bottom = np.zeros(len(cases))
        for name, colour, values in parts:
            height = np.array([value[side] for value in values])
            axes.bar(places + offset, height, width=0.36, bottom=bottom, color=colour, linewidth=0,
                     label=name if side == 0 else None)
            bottom += height
        if side == 1:
            axes.bar(places + offset, bottom, width=0.36, color="none", edgecolor="white", hatch="///", linewidth=0)
    for place, case in zip(places, cases):
        middle = case.seconds(stage).median
        axes.plot([place - 0.42, place + 0.42], [middle, middle], color=INK, linewidth=1.4)
    axes.grid(axis="x", visible=False)
    axes.set_xticks(places, [str(case.ranks) for case in cases])


# --------------------------------------------------------------------------------------------------- benchmarks


def draw_write(reports, where):
    figure, ((axes,),) = framed(1, 6.6, 4.5, where, "Write bandwidth of all ranks together", top=1.2)
    found = {}
    for report in reports:
        for row in report["rows"]:
            if "bytes_per_second" in row:
                found.setdefault(row["kind"], []).append((report["ranks"], Interval.of_report(row["bytes_per_second"])))
    for kind, colour, marker, label in (("raw", QUIET, "D", "raw write"), ("hdf5", ACCENT, "o", "HDF5")):
        points = sorted(found.get(kind, []), key=lambda point: point[0])
        if points:
            in_mb = [Interval(i.median / 1e6, i.low / 1e6, i.high / 1e6, i.coverage) for _, i in points]
            interval_line(axes, [n for n, _ in points], in_mb, colour, marker, label)
    for report in reports:
        share = report.get("facts", {}).get("share_of_raw")
        hdf5 = dict(found.get("hdf5", [])).get(report["ranks"])
        if share and hdf5:
            axes.annotate(f"{100 * share['median']:.0f} % of raw", (report["ranks"], hdf5.low / 1e6), (0, -6),
                          textcoords="offset points", ha="center", va="top", size=8, color=ACCENT)
    rank_axis(axes, [report["ranks"] for report in reports])
    axes.margins(x=0.12)
    axes.set_ylim(0, None)
    axes.yaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_ylabel("MB/s: median and its interval", color=QUIET)
    top_legend(figure, [axes])
    return figure


def draw_reduce(reports, where):
    figure, ((axes,),) = framed(1, 6.6, 4.7, where, "All-reduce of int64", top=1.2)
    for i, report in enumerate(reports):
        rows = sorted(report["rows"], key=lambda row: row["bytes"])
        sizes = np.array([row["bytes"] for row in rows], dtype=float)
        micro = [Interval(*(1e6 * row["seconds"][name] for name in ("median", "low", "high")), 0) for row in rows]
        colour, ranks = SERIES[i % len(SERIES)], report["ranks"]
        interval_line(axes, sizes, micro, colour, MARKERS[i % len(MARKERS)], f"{ranks} rank{'s' if ranks > 1 else ''}")
        facts = report.get("facts", {})
        if facts.get("latency_seconds") and facts.get("bytes_per_second"):
            fitted = 1e6 * (facts["latency_seconds"] + sizes / facts["bytes_per_second"])
            axes.plot(sizes, fitted, color=colour, linewidth=0.9, linestyle=(0, (1, 2)))
    axes.plot([], [], color=QUIET, linewidth=0.9, linestyle=(0, (1, 2)), label="latency + bytes / bandwidth")
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: bytes_text(value)))
    axes.set_yscale("log")
    plain_numbers(axes.yaxis)
    axes.set_xlabel("message", color=QUIET)
    axes.set_ylabel("microseconds: median and its interval", color=QUIET)
    top_legend(figure, [axes], columns=4)
    return figure


def bytes_text(value):
    for unit, size in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if value >= size:
            return f"{value / size:.4g} {unit}"
    return f"{value:.4g} B"


# --------------------------------------------------------------------------------------------------- projection


def draw_projection(projection, where):
    devices = np.array(projection.settings.devices)
    notes = [line for sentence in projection.assumptions
             for line in textwrap.wrap(sentence, 150, initial_indent="• ", subsequent_indent="   ")]
    measured = "terms measured on GPUs" if projection.measured_on == "gpu" else "not measured on a GPU"
    below = 0.75 + 0.16 * (len(notes) + 1)
    figure, ((by_stage, by_term),) = framed(2, 10.5, 4.4 + below, f"{measured}; {where}",
                                            f"Projection to {devices[0]:,}-{devices[-1]:,} devices: a model, no "
                                            "measurement", top=1.5, bottom=below)
    for i, stage in enumerate(projection.seconds):
        by_stage.plot(devices, projection.total([stage]), color=SERIES[i], marker=MARKERS[i], markersize=4,
                      linewidth=1.1, label=stage)
    for axes in (by_stage, by_term):
        axes.plot(devices, projection.total(), color=INK, marker="s", markersize=4, linewidth=2, label=WHOLE)
        axes.plot(devices, projection.total()[0] * devices[0] / devices, color=QUIET, linewidth=1,
                  linestyle=(0, (1, 2)), label=f"ideal from {devices[0]}")
    for term, marker in zip(TERMS, "v^<>"):
        if np.any(projection.term(term) > 0):
            by_term.plot(devices, projection.term(term), color=TERM_COLOURS[term], marker=marker, markersize=4,
                         linewidth=1.1, linestyle=(0, (4, 2)), label=term)
    lowest = projection.total().min() / 1e4
    for axes, headline in ((by_stage, "by stage"), (by_term, "by term, all stages")):
        axes.set_title(headline, loc="left", size=10, weight="bold")
        rank_axis(axes, devices, "devices")
        axes.set_yscale("log")
        axes.set_ylim(max(axes.get_ylim()[0], lowest), None)
        plain_numbers(axes.yaxis)
    by_stage.set_ylabel("seconds", color=QUIET)
    top_legend(figure, [by_stage, by_term], columns=6)
    height = figure.get_size_inches()[1]
    figure.text(0.3 / 10.5, (below - 0.6) / height, "Assumptions\n" + "\n".join(notes), size=7.5, color=QUIET, va="top",
                linespacing=1.35)
    return figure
