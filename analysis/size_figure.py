# SPDX-License-Identifier: Apache-2.0
"""The figure of the sizes and silhouettes of topics."""

import matplotlib.pyplot as plt
import matplotlib.ticker
import matplotlib.transforms
import numpy as np

import thema_results
from figure_style import LIGHT, THOUSANDS, plain_axes, shortened, title

MOST_BARS = 40


def draw_topic_sizes(run, style=LIGHT):
    """Bars of the largest topics with their silhouettes beside them. Returns (figure, why there is none)."""
    topics = run.topics
    ordered = sorted(topics, key=lambda t: (-t.size, t.id))
    shown, rest = ordered[:MOST_BARS], ordered[MOST_BARS:]
    height = 1.55 + 0.24 * len(shown)
    figure, (bars, dots) = plt.subplots(1, 2, figsize=(11.5, height), sharey=True, width_ratios=[3, 1])
    figure.subplots_adjust(left=0.41, right=0.97, top=1 - 0.9 / height, bottom=0.5 / height, wspace=0.06)
    total = sum(t.size for t in topics)
    detail = thema_results.counted(total, "paper") + " in " + thema_results.counted(len(topics), "topic")
    if rest:
        held = 100 * sum(t.size for t in rest) / max(1, total)
        detail += f"; the largest {len(shown)} are shown, the other {len(rest)} hold {held:.0f} % of the papers"
    title(figure, "Topic sizes", detail, style=style)
    places = np.arange(len(shown))
    bars.barh(places, [t.size for t in shown], color=style.accent, height=0.72)
    for place, topic in zip(places, shown):
        bars.annotate(f"{topic.size:,}  ({100 * topic.share:.1f} %)", (topic.size, place), (4, 0),
                      textcoords="offset points", va="center", size=8, color=style.quiet)
    left_aligned = bars.get_yaxis_transform() + matplotlib.transforms.ScaledTranslation(-4.3, 0, figure.dpi_scale_trans)
    for place, topic in zip(places, shown):
        bars.text(0, place, str(topic.id), transform=left_aligned, va="center", ha="right", size=8, color=style.quiet)
        bars.text(0, place, f"  {shortened(topic.label, 64)}", transform=left_aligned, va="center", size=8.5)
    bars.set_yticks([])
    bars.set_ylim(len(shown) - 0.4, -0.6)
    bars.set_xlim(0, 1.35 * max([t.size for t in shown], default=1))
    bars.set_xlabel("papers", color=style.quiet)
    bars.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
    bars.xaxis.set_major_formatter(THOUSANDS)
    draw_silhouettes(dots, places, [t.mean_silhouette for t in shown], style)
    for axes in (bars, dots):
        plain_axes(axes, style)
        axes.spines["left"].set_visible(False)
    return figure, ""


def draw_silhouettes(axes, places, values, style):
    axes.axvline(0, color=style.rule, linewidth=1)
    axes.hlines(places, 0, values, color=style.rule, linewidth=1)
    axes.plot(values, places, "o", color=style.contrast, markersize=4.5)
    low, high = min([0, *values]), max([0.01, *values])
    axes.set_xlim(low - 0.08 * (high - low), high + 0.08 * (high - low))
    axes.set_xlabel("mean silhouette", color=style.quiet)
