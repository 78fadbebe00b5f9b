# SPDX-License-Identifier: Apache-2.0
"""Figures of topics over time and of the tree of topics; pictures.py names them."""

import matplotlib.dates
import matplotlib.pyplot as plt
import matplotlib.ticker
import numpy as np

import thema_results
from figure_style import LIGHT, plain_axes, shortened, title

MOST_PANELS = 24
PANELS_IN_A_ROW = 4
MOST_LEAVES = 80


# ---------------------------------------------------------------------------------------------- topics over time


def draw_topics_over_time(run, style=LIGHT):
    """A small panel for each of the largest topics: smoothed share of the papers by month, bursts shaded. Returns
    (figure, why there is none)."""
    time = run.time
    if len(time.months) == 0:
        return None, "no paper has a date"
    first = first_drawn_month(time)
    shown = sorted(run.topics, key=lambda t: (-t.size, t.id))[:MOST_PANELS]
    rows = -(-len(shown) // PANELS_IN_A_ROW)
    height = 1.15 + 1.62 * rows
    figure, grid = plt.subplots(rows, PANELS_IN_A_ROW, figsize=(12.5, height), sharex=True, squeeze=False)
    figure.subplots_adjust(left=0.05, right=0.97, top=1 - 1.15 / height, bottom=0.4 / height, hspace=0.55, wspace=0.22)
    since = str(time.months[-1])
    if first < len(time.months) - 1:
        since = f"{time.months[first]} to {since}"
    if first > 0:
        since += f", {thema_results.counted(int(time.month_counts[:, :first].sum()), 'older paper')} left out"
    detail = f"share of all papers around each month (Gaussian, 3 months), {since}; shaded: bursts; " \
             "growth of the share a year over the last 36 months ± standard error"
    if len(run.topics) > len(shown):
        detail = f"the largest {len(shown)} of {len(run.topics):,} topics; " + detail
    title(figure, "Topics over time", detail, style=style)
    for axes, topic in zip(grid.flat, shown):
        draw_share(axes, time, topic, first, style)
    for axes in list(grid.flat)[max(0, len(shown) - PANELS_IN_A_ROW):len(shown)]:
        axes.tick_params(labelbottom=True)  # below the last panel of each column, where the last row is not full too
    for axes in list(grid.flat)[len(shown):]:
        axes.set_axis_off()
    return figure, ""


def first_drawn_month(time, left_out=0.005):
    """Place of the first month that is drawn: the few papers before it are all of one topic in some month, whose share
    of 100 % would flatten everything after it."""
    so_far = np.cumsum(time.month_counts.sum(axis=0))
    return int(np.searchsorted(so_far, left_out * so_far[-1], side="right"))


def draw_share(axes, time, topic, first, style):
    plain_axes(axes, style)
    axes.tick_params(labelsize=7.5)
    for burst in time.bursts:
        if burst.topic == topic.id:
            axes.axvspan(burst.first, burst.last + 1, color=style.contrast, alpha=0.13, linewidth=0)
    months, share = time.months[first:], 100 * time.smoothed_share[topic.id][first:]
    axes.fill_between(months, 0, share, color=style.accent, alpha=0.18, linewidth=0)
    axes.plot(months, share, color=style.accent, linewidth=1.4, marker="o" if len(months) == 1 else None)
    axes.set_ylim(0, max(1.15 * np.nanmax(share, initial=0), 1e-3))
    axes.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(3))
    axes.yaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda x, _: f"{x:g} %"))
    if len(months) == 1:
        axes.set_xticks(months, [str(months[0])])
    else:
        axes.set_xlim(months[0], months[-1])
        axes.xaxis.set_major_locator(matplotlib.dates.AutoDateLocator(minticks=2, maxticks=4))
        axes.xaxis.set_major_formatter(matplotlib.dates.DateFormatter("%Y" if len(months) > 60 else "%b %Y"))
    axes.set_title(shortened(topic.name, 34), loc="left", size=9, weight="bold", pad=13)
    axes.annotate(f"topic {topic.id}, {growth_text(time, topic.id)}", (0, 1), (0, 3), xycoords="axes fraction",
                  textcoords="offset points", size=7.5, color=style.quiet)


def growth_text(time, topic):
    """"+12 ± 3 % a year"; the error as a factor where the slope is not small."""
    slope, error = time.growth[topic], time.growth_error[topic]
    if not np.isfinite(slope):
        return "growth unknown"
    change = 100 * np.expm1(slope)
    spread = 100 * np.exp(slope) * error
    if spread > 999 or abs(change) > 999:
        return "growth uncertain"
    change = round(change) + 0  # no "-0"
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{abs(change)} ± {spread:.0f} % a year"


# ------------------------------------------------------------------------------------------------ tree of topics


def draw_topic_tree(run, style=LIGHT):
    """The tree with the names of topics at its leaves and of the largest branchings; many topics are cut to groups.
    Returns (figure, why there is none)."""
    tree = run.hierarchy
    if tree.topics < 2:
        return None, "there is one topic"
    groups = min(tree.topics, MOST_LEAVES)
    order = end_order(tree, tree.nodes_of_cut(groups))
    height = 1.35 + 0.23 * len(order)
    figure = plt.figure(figsize=(13, height))
    axes = figure.add_axes((0.03, 0.5 / height, 0.52, 1 - 1.4 / height))
    detail = "height: distance at which groups are joined; red: heaviest words of the group that is parted there; " \
             "right: papers"
    if groups < tree.topics:
        detail = f"{tree.topics:,} topics, cut to {groups} groups; " + detail
    title(figure, "Tree of topics", detail, style=style)
    axes.set_yticks([])
    axes.set_ylim(len(order) - 0.4, -0.6)
    top = max(tree.heights)
    axes.set_xlim(1.03 * top if top > 0 else 1, 0)
    if top == 0:  # equal centroids
        axes.set_xticks([0])
    partings = draw_branches(axes, tree, order, style)
    draw_leaf_names(axes, tree, order, style)
    draw_group_names(axes, tree, partings, style)
    plain_axes(axes, style)
    axes.spines["left"].set_visible(False)
    return figure, ""


def end_order(tree, ends):
    """The nodes at which the drawn tree ends, from top to bottom."""
    order, todo = [], [2 * tree.topics - 2]
    while todo:
        node = todo.pop()
        if node in ends:
            order.append(node)
        else:
            todo += reversed(tree.children(node))
    return order


def draw_branches(axes, tree, order, style):
    """Draws the nodes above `order`; returns node -> (height, place between the rows of its two children) of these."""
    at = {node: (0.0, float(place)) for place, node in enumerate(order)}
    last_row = {node: place for place, node in enumerate(order)}
    partings = {}
    for i, (a, b) in enumerate(tree.merges):
        if int(a) not in at or int(b) not in at:
            continue
        height = float(tree.heights[i])
        (left, low), (right, high) = at[int(a)], at[int(b)]
        axes.plot([left, height, height, right], [low, low, high, high], color=style.accent, linewidth=1.1)
        at[tree.topics + i] = (height, (low + high) / 2)
        last_row[tree.topics + i] = last_row[int(b)]
        partings[tree.topics + i] = (height, last_row[int(a)] + 0.5)
    return partings


def draw_leaf_names(axes, tree, order, style):
    for place, node in enumerate(order):
        name = tree.labels[node] if node < tree.topics else f"{len(tree.leaves(node))} topics: {tree.labels[node]}"
        axes.annotate(f"{shortened(name, 68)}", (0, place), (5, 0), textcoords="offset points", va="center", size=8.2,
                      annotation_clip=False)
        axes.annotate(f"{tree.sizes[node]:,}", (0.985, place), (0, 0), xycoords=("figure fraction", "data"),
                      textcoords="offset points", va="center", ha="right", size=7.5, color=style.quiet,
                      annotation_clip=False)


def draw_group_names(axes, tree, partings, style, most=20, size=6.8):
    """Names of the highest branchings but the root, right of their line, between the rows of their two children: no
    line runs there, and each branching has a place of its own. Left out where the room to the leaves is too short."""
    room = axes.get_window_extent().width * 72 / axes.figure.dpi / axes.get_xlim()[0]  # points of a unit of height
    for node in sorted(partings, reverse=True)[1 : most + 1]:
        height, place = partings[node]
        name = shortened(", ".join(tree.keywords[node - tree.topics][:2]), 40)
        if height * room > 0.55 * size * len(name) + 8:
            axes.annotate(name, (height, place), (4, 0), textcoords="offset points", size=size, color=style.contrast,
                          va="center")
