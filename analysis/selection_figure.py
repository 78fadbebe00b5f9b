# SPDX-License-Identifier: Apache-2.0
"""The figure of the choice of K; pictures.py names it."""

import matplotlib.pyplot as plt
import matplotlib.ticker
import numpy as np

import thema_results
from figure_style import LIGHT, THOUSANDS, plain_axes, title

PANELS_IN_A_ROW = 4
# title, remark, and the columns that are drawn with their names where there are several
PANELS = [
    ("Silhouette, mean cosine", "higher is better", {"silhouette": ""}),
    ("Stability, adjusted Rand index", "higher is better",
     {"stability_starts": "of starts", "stability_subsamples": "of halves"}),
    ("Topic quality", "NPMI × diversity, higher is better", {"topic_quality": ""}),
    ("V-measure", "against the primary categories", {"v_measure": ""}),
    ("NPMI of the keywords", "higher is better", {"npmi": ""}),
    ("Diversity of the keywords", "higher is better", {"diversity": ""}),
    ("Calinski–Harabasz", "higher is better", {"calinski_harabasz": ""}),
    ("Davies–Bouldin", "lower is better", {"davies_bouldin": ""}),
    ("Gap statistic", "± standard error", {"gap": ""}),
    ("Inertia", "falls with K, has no elbow", {"inertia": ""}),
    ("Mean cosine to the centroid", "grows with K", {"mean_similarity": ""}),
    ("Papers of a topic", "logarithmic", {"largest": "largest", "smallest": "smallest"}),
]


def draw_selection(run, style=LIGHT):
    """A small panel for every figure that is known, over the number of topics, the chosen one marked in each. Returns
    (figure, why there is none)."""
    if run.edit > 0:  # how K was chosen is told by the file of the run alone
        with thema_results.open(run.directory, edit=0) as made:
            return draw_selection(made, style)
    if len(run.selection) < 2:
        return None, f"the number of topics was given, {len(run.selection)} value was tried"
    figures, chosen = figures_of(run.selection), len(run.sizes)
    panels = [(name, remark, {c: label for c, label in columns.items() if c in figures})
              for name, remark, columns in PANELS]
    panels = [panel for panel in panels if panel[2]]
    rows = -(-len(panels) // PANELS_IN_A_ROW)
    height = 1.2 + 2.35 * rows
    figure, grid = plt.subplots(rows, PANELS_IN_A_ROW, figsize=(13, height), squeeze=False)
    top, bottom = 1 - 1.35 / height, 0.55 / height
    figure.subplots_adjust(left=0.05, right=0.985, top=top, bottom=bottom, hspace=0.62, wspace=0.27)
    detail = f"{run.selection_rule}; tried on {thema_results.counted(run.selection_documents, 'paper')}"
    title(figure, f"Choice of the number of topics: K = {chosen}", detail, style=style)
    for axes, (name, remark, columns) in zip(grid.flat, panels):
        draw_panel(axes, figures, columns, chosen, style)
        axes.set_title(name, loc="left", size=9.5, weight="bold", pad=15)
        if "inertia" in columns and mark_elbow(axes, figures, run.selection_elbow, style):
            remark = f"falls with K; ◇ elbow, K = {run.selection_elbow}, chooses nothing"
        axes.annotate(remark, (0, 1), (0, 4), xycoords="axes fraction", textcoords="offset points", size=8,
                      color=style.quiet)
        if "largest" in columns:
            make_logarithmic(axes, figures)
    for axes in list(grid.flat)[len(panels):]:
        axes.set_axis_off()
    for axes in list(grid.flat)[max(0, len(panels) - PANELS_IN_A_ROW):len(panels)]:
        axes.set_xlabel("K", color=style.quiet)
    return figure, ""


def figures_of(table):
    """Name -> values by ascending K, of what is known for any K; topic quality is made here."""
    table = np.sort(table, order="k")
    figures = {name: table[name] for name in table.dtype.names}
    if {"npmi", "diversity"} <= figures.keys():
        figures["topic_quality"] = figures["npmi"] * figures["diversity"]
    return {name: values for name, values in figures.items() if not np.isnan(values.astype(float)).all()}


def draw_panel(axes, figures, columns, chosen, style):
    k = figures["k"]
    plain_axes(axes, style)
    axes.grid(axis="y", color=style.rule, linewidth=0.6)
    axes.set_axisbelow(True)
    if chosen in k:
        axes.axvline(chosen, color=style.contrast, linewidth=1, linestyle=(0, (3, 2)))
    for (name, label), colour in zip(columns.items(), (style.accent, style.second)):
        values = figures[name]
        if name == "gap" and "gap_error" in figures:
            axes.errorbar(k, values, figures["gap_error"], fmt="none", ecolor=style.accent, elinewidth=1, capsize=2)
        axes.plot(k, values, "-o", color=colour, linewidth=1.6, markersize=3.5, label=label or None)
        axes.plot(k[k == chosen], values[k == chosen], "o", color=style.contrast, markersize=6)
    if len(columns) > 1:
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=len(columns), frameon=False, fontsize=7.5,
                    labelcolor=style.quiet, handlelength=1.2, columnspacing=1, borderpad=0, borderaxespad=0.2)
    axes.set_xscale("log")  # K is tried on a grid whose steps grow
    axes.xaxis.set_minor_locator(matplotlib.ticker.NullLocator())
    axes.set_xticks(k, [str(number) for number in k], rotation=90 if len(k) > 8 else 0)
    axes.tick_params(labelsize=7.5)
    axes.margins(y=0.1)
    axes.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(5))
    largest = max(np.nanmax(np.abs(figures[name].astype(float))) for name in columns)
    if largest >= 1000:
        axes.yaxis.set_major_formatter(THOUSANDS)


def mark_elbow(axes, figures, elbow, style):
    """The chord from the first K to the last, and the K that lies farthest below it; whether there is one."""
    k, inertia = figures["k"], figures["inertia"]
    if elbow not in k:
        return False
    axes.plot(k[[0, -1]], inertia[[0, -1]], color=style.rule, linewidth=1, zorder=1)
    axes.plot([elbow], inertia[k == elbow], "D", markersize=8, markerfacecolor="none", markeredgecolor=style.second,
              markeredgewidth=1.2)
    return True


def make_logarithmic(axes, figures):
    smallest = figures.get("smallest", figures["largest"])
    axes.set_yscale("log")
    axes.set_ylim(max(1, smallest.min()) / 2, 2 * max(1, figures["largest"].max()))
    axes.yaxis.set_major_formatter(THOUSANDS)
    axes.yaxis.set_minor_formatter(matplotlib.ticker.NullFormatter())
