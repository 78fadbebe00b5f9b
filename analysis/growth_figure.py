# SPDX-License-Identifier: Apache-2.0
"""The figure of the topics that grow and fade."""

import matplotlib.pyplot as plt
import matplotlib.ticker
import numpy as np

import thema_results
from figure_style import LIGHT, plain_axes, shortened, title

MOST_EACH = 18  # growing, and fading ones


def draw_topic_growth(run, style=LIGHT):
    """The topics whose share grows and falls most surely. Returns (figure, why there is none)."""
    time = run.time
    if len(time.months) == 0:
        return None, "no paper has a date"
    known = np.flatnonzero(np.isfinite(time.growth) & np.isfinite(time.growth_error))
    if len(known) == 0:
        return None, "no topic has papers enough over the last 36 months for its growth to be told"
    shown = most_certain(time.growth, time.growth_error, known)
    height = 1.7 + 0.24 * len(shown)
    figure = plt.figure(figsize=(11.5, height))
    axes = figure.add_axes((0.38, 0.65 / height, 0.56, 1 - 1.6 / height))
    detail = "change of a topic's share of all papers a year, last 36 months; lines: ± 2 standard errors; " \
             "▲ a burst in these months"
    if len(shown) < len(run.topics):
        detail = f"{len(shown)} of {thema_results.counted(len(run.topics), 'topic')}, the surest; " + detail
    title(figure, "Growing and fading topics", detail, style=style)
    draw_changes(axes, run, shown, style)
    axes.set_yticks([])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    plain_axes(axes, style)
    axes.spines["left"].set_visible(False)
    return figure, ""


def most_certain(growth, error, known):
    """The topics that grow most and those that fall most, by the end of the interval next to zero; by growth."""
    half = min(MOST_EACH, -(-len(known) // 2))
    rising = known[np.argsort(-(growth[known] - 2 * error[known]), kind="stable")]
    falling = known[np.argsort(growth[known] + 2 * error[known], kind="stable")]
    chosen = np.unique([*rising[:half], *falling[:half]])
    return chosen[np.argsort(-growth[chosen], kind="stable")]


def draw_changes(axes, run, shown, style):
    time = run.time
    places = np.arange(len(shown))
    middle, error = time.growth[shown], 2 * time.growth_error[shown]
    low, high = np.clip(middle - error, -2.5, 2.5), np.clip(middle + error, -2.5, 2.5)
    axes.axvline(0, color=style.rule, linewidth=1)
    sure = np.abs(middle) > error
    colours = np.where(~sure, style.second, np.where(middle > 0, style.accent, style.contrast))
    axes.hlines(places, low, high, color=colours, linewidth=1.4)
    axes.scatter(np.clip(middle, -2.5, 2.5), places, color=colours, s=26, zorder=3)
    axes.set_xlim(min(-0.1, low.min()) * 1.05, max(0.1, high.max()) * 1.05)
    axes.xaxis.set_major_locator(matplotlib.ticker.FixedLocator(np.log1p(change_ticks(axes.get_xlim()))))
    axes.xaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda x, _: change_text(x)))
    axes.set_xlabel("a year", color=style.quiet)
    recent = time.months[-1] - np.timedelta64(36, "M")
    bursting = {burst.topic for burst in time.bursts if burst.last > recent}
    for place, topic in zip(places, shown):
        name = shortened(run.topics[topic].label, 60) + ("  ▲" if int(topic) in bursting else "")
        axes.annotate(name, (0, place), (-8, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                      va="center", ha="right", size=8.3)
        axes.annotate(f"{run.topics[topic].size:,}", (1, place), (6, 0), xycoords=("axes fraction", "data"),
                      textcoords="offset points", va="center", size=7.5, color=style.quiet)


def change_text(slope):
    change = round(100 * np.expm1(slope))
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{abs(change)} %"


def change_ticks(limits):
    """Changes a year inside the limits that are not too near to one another; the axis is logarithmic."""
    ticks = []
    for change in (-0.9, -0.8, -0.65, -0.5, -0.35, -0.2, -0.1, 0, 0.1, 0.25, 0.5, 1, 2, 4, 8):
        place, room = np.log1p(change), (limits[1] - limits[0]) / 11
        inside = limits[0] <= place <= limits[1]
        if inside and (not ticks or place - np.log1p(ticks[-1]) > room or change == 0):
            if change == 0 and ticks and place - np.log1p(ticks[-1]) <= room:
                ticks.pop()
            ticks.append(change)
    return np.array(ticks)
