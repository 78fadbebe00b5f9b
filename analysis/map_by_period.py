# SPDX-License-Identifier: Apache-2.0
"""Small maps side by side: the papers of each year, or of a few years, over all papers."""

import matplotlib.colors
import matplotlib.pyplot as plt
import numpy as np

import thema_results
from figure_style import LIGHT, title
from map_places import median_papers
from topic_colours import topic_colours
from topic_map import draw_points, frame_map, made_by

MOST_PANELS = 12
PANELS_IN_A_ROW = (4, 3, 5)  # the first of those with fewest empty places
LEFT_OUT = 0.01  # share of the papers before the first panel of its own
CELLS = 220  # of the grid that shows all papers, along the map


def draw_map_by_period(run, layout, style=LIGHT):
    """One small map for each period. Returns (figure, why there is none)."""
    years = years_of(run.dates[layout.rows])
    if not np.any(years > 0):
        return None, "no paper on the map has a date"
    found = periods(years)
    if len(found) < 2:
        return None, f"all papers with a date are of {period_name(*found[0], years)}"
    assignment = np.asarray(run.assignment)[layout.rows]
    anchors = median_papers(layout.coordinates, assignment, len(run.topics))
    colours = topic_colours(layout.coordinates, assignment, anchors, style.topics)
    columns = min(len(found), min(PANELS_IN_A_ROW, key=lambda number: -len(found) % number))
    rows = -(-len(found) // columns)
    height = 1 + 2.9 * rows
    figure, grid = plt.subplots(rows, columns, figsize=(3.4 * columns, height), squeeze=False)
    figure.subplots_adjust(left=0.02, right=0.98, top=1 - 1.15 / height, bottom=0.02, hspace=0.14, wspace=0.05)
    detail = f"{made_by(layout)}; papers of each period in the colours of the map, over all papers in grey"
    undated = int(np.count_nonzero(years == 0))
    if undated:
        detail += f"; {thema_results.counted(undated, 'paper')} without a date only below"
    title(figure, "The map through the years", detail, left=0.02, style=style)
    for axes, (first, last) in zip(grid.flat, found):
        frame_map(axes, layout.coordinates)
        draw_whole(axes, layout.coordinates, style)
        chosen = (years >= first) & (years <= last)
        if chosen.any():
            share = len(found) * np.count_nonzero(chosen) / len(years)  # points of all panels are equally large
            draw_points(axes, layout.coordinates[chosen], colours[assignment[chosen]], scale=0.03 * share)
        axes.set_title(period_name(first, last, years), loc="left", size=10, weight="bold", pad=3)
        axes.set_title(thema_results.counted(int(chosen.sum()), "paper"), loc="right", size=8, color=style.quiet, pad=3)
    for axes in list(grid.flat)[len(found):]:
        axes.set_axis_off()
    return figure, ""


def years_of(dates):
    """[n] years, 0 where the date is unknown."""
    years = np.zeros(len(dates), dtype=np.int64)
    known = ~np.isnat(dates)
    years[known] = dates[known].astype("datetime64[Y]").astype(np.int64) + 1970
    return years


def periods(years):
    """[(first, last)] years: all of the same length, but the first one begins where the papers do, so that the few
    early ones are not panels of their own."""
    known = np.sort(years[years > 0])
    begin, end = int(known[int(LEFT_OUT * len(known))]), int(known[-1])
    length = -(-(end - begin + 1) // MOST_PANELS)
    firsts = list(range(end + 1 - length, begin - length, -length))[::-1]
    found = [[first, first + length - 1] for first in firsts]
    found[0][0] = min(found[0][0], int(known[0]))
    return [tuple(period) for period in found]


def period_name(first, last, years):
    """"2012", "2012–2014"; years before the first paper are not named."""
    first = max(first, int(years[years > 0].min()))
    return str(first) if first == last else f"{first}–{last}"


def draw_whole(axes, coordinates, style):
    """All papers as a faint picture: points would be drawn once for each panel."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    papers, _, _ = np.histogram2d(*coordinates.T, bins=CELLS, range=[[left, right], [bottom, top]])
    shade = np.minimum(1, 0.45 + 0.55 * np.log1p(papers) / max(1e-9, np.log1p(papers.max())))
    faint = matplotlib.colors.LinearSegmentedColormap.from_list("faint", [style.paper, style.rule])
    axes.imshow(np.where(papers > 0, shade, np.nan).T, origin="lower", extent=(left, right, bottom, top), cmap=faint,
                vmin=0, vmax=1, interpolation="nearest", zorder=1, aspect="auto")
