# SPDX-License-Identifier: Apache-2.0
"""The figure of topics and primary categories."""

import matplotlib.colors
import matplotlib.pyplot as plt
import numpy as np

import thema_results
from figure_style import LIGHT, shortened, title

MOST_TOPICS = 60
MOST_CATEGORIES = 45


def draw_categories(run, style=LIGHT):
    """Shares of the primary categories in each topic as a heat map. Returns (figure, why there is none)."""
    table = run.category_counts
    if len(table.names) == 0 or table.counts.sum() == 0:
        return None, "no paper has a category"
    topics = shown_topics(run)
    share = table.counts / np.maximum(1, run.sizes)
    categories = shown_categories(share[:, topics])
    rest = share[:, topics].sum(axis=0) - share[categories][:, topics].sum(axis=0)
    categories = in_order_of_rows(categories, share[categories][:, topics])
    shares, names = share[categories][:, topics].T, [table.names[c] for c in categories]
    if len(table.names) > len(categories):
        shares, names = np.column_stack([shares, rest]), [*names, f"{len(table.names) - len(categories)} others"]
    height, width = 2.5 + 0.21 * len(topics), 5.2 + max(4.5, 0.3 * len(names))
    figure = plt.figure(figsize=(width, height))
    axes = figure.add_axes((4.6 / width, 0.2 / height, 1 - 5.2 / width, 1 - 2.3 / height))
    detail = "share of a topic's papers by primary category; numbers: per cent; topics in the order of their tree"
    if len(topics) < len(run.topics):
        detail = f"the largest {len(topics)} of {len(run.topics):,} topics; " + detail
    title(figure, "Topics and categories", detail, style=style)
    draw_cells(axes, shares, len(categories), style)
    axes.set_xticks(range(len(names)), names, rotation=90, size=8)
    axes.tick_params(length=0, top=False, bottom=False, labeltop=True, labelbottom=False, left=False)
    axes.set_yticks(range(len(topics)), [shortened(run.topics[t].label, 58) for t in topics], size=8)
    axes.spines[:].set_visible(False)
    return figure, ""


def shown_topics(run):
    """The largest topics, in the order of the tree where there is one, so that like topics are side by side."""
    largest = {t.id for t in sorted(run.topics, key=lambda t: (-t.size, t.id))[:MOST_TOPICS] if t.size > 0}
    try:
        order = run.hierarchy.leaves()
    except thema_results.MissingStage:
        order = range(len(run.topics))
    return np.array([t for t in order if t in largest], dtype=np.int64)


def shown_categories(share):
    """Each topic's main category, and then those with the largest share of any topic as long as there is room."""
    found = np.flatnonzero(share.sum(axis=1) > 0)
    is_main = np.isin(found, share.argmax(axis=0))
    order = np.lexsort([-share[found].max(axis=1, initial=0), ~is_main])
    return found[order][: max(MOST_CATEGORIES, int(is_main.sum()))]


def in_order_of_rows(categories, share):
    """The categories from left to right as their papers go from the first topic to the last: blocks lie along a
    diagonal."""
    middle = share @ np.arange(share.shape[1]) / np.maximum(share.sum(axis=1), 1e-12)
    return categories[np.argsort(middle, kind="stable")]


def draw_cells(axes, shares, categories, style):
    """The column behind the categories holds the rest and is only written: as a shade it would outshine them."""
    shades = matplotlib.colors.LinearSegmentedColormap.from_list("share", [style.paper, style.accent, style.deep])
    shaded = np.where(np.arange(shares.shape[1]) < categories, shares, 0)
    picture = axes.imshow(shaded, cmap=shades, vmin=0, vmax=max(0.5, shaded.max(initial=0)), aspect="auto",
                          interpolation="nearest")
    axes.set_xticks(np.arange(-0.5, shares.shape[1]), minor=True)
    axes.set_yticks(np.arange(-0.5, shares.shape[0]), minor=True)
    axes.grid(which="minor", color=style.paper, linewidth=1)
    axes.tick_params(which="minor", length=0)
    for row, column in np.argwhere(shares >= 0.1):
        red, green, blue, _ = picture.cmap(picture.norm(shaded[row, column]))
        bright = 0.3 * red + 0.59 * green + 0.11 * blue > 0.55
        axes.text(column, row, f"{100 * shares[row, column]:.0f}", size=6.5, ha="center", va="center",
                  color=style.quiet if column >= categories else "#111111" if bright else "#ffffff")
