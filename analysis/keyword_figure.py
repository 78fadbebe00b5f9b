# SPDX-License-Identifier: Apache-2.0
"""The figure of the keywords of the largest topics."""

import matplotlib.colors
import matplotlib.pyplot as plt
import numpy as np

import thema_results
from figure_style import LIGHT, shortened, title

MOST_PANELS = 20
PANELS_IN_A_ROW = 4
WORDS = 8


def draw_keywords(run, style=LIGHT):
    """A small panel for each of the largest topics: its words by weight. Returns (figure, why there is none)."""
    ordered = sorted(run.topics, key=lambda t: (-t.size, t.id))
    shown = [topic for topic in ordered if topic.keywords][:MOST_PANELS]
    if not shown:
        return None, "no topic has a keyword"
    columns = min(PANELS_IN_A_ROW, len(shown))
    rows = -(-len(shown) // columns)
    height = 1.05 + 1.75 * rows
    figure, grid = plt.subplots(rows, columns, figsize=(3.3 * columns, height), squeeze=False)
    figure.subplots_adjust(left=0.02, right=0.98, top=1 - 1.3 / height, bottom=0.12 / height, hspace=0.42, wspace=0.1)
    detail = "length: c-TF-IDF weight; strong: words that are also surely more frequent here than in all others"
    if len(shown) < len(run.topics):
        detail = f"the largest {len(shown)} of {len(run.topics):,} topics; " + detail
    title(figure, "Keywords of topics", detail, left=0.02, style=style)
    for axes, topic in zip(grid.flat, shown):
        draw_words(axes, topic, style)
    for axes in list(grid.flat)[len(shown):]:
        axes.set_axis_off()
    return figure, ""


def draw_words(axes, topic, style):
    words, weights = topic.keywords[:WORDS], np.array(topic.keyword_weights[:WORDS])
    order = np.argsort(-weights, kind="stable")  # keywords stand in the order in which they were chosen
    places = np.arange(len(order))
    strong = [words[i] in topic.distinctive or not topic.distinctive for i in order]  # an older file knows none
    colours = [matplotlib.colors.to_rgba(style.accent, 0.55 if own else 0.22) for own in strong]
    axes.barh(places, weights[order], height=0.8, color=colours)
    for place, i in zip(places, order):
        axes.annotate(shortened(words[i], 34), (0, place), (4, 0), textcoords="offset points", va="center", size=8)
    axes.set_ylim(WORDS - 0.4, -0.6)
    axes.set_xlim(0, max(weights.max(), 1e-9))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_title(f"{shortened(topic.name, 28)}", loc="left", size=9, weight="bold", pad=4)
    axes.set_title(thema_results.counted(topic.size, "paper"), loc="right", size=7.5, color=style.quiet, pad=4)
