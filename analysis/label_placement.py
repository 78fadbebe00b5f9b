# SPDX-License-Identifier: Apache-2.0
"""Puts labels on a scatter plot so that none covers another."""

import matplotlib.patheffects as effects
import numpy as np

from figure_style import LIGHT

RINGS = 14  # distances that are tried
TURNS = 16  # directions that are tried at each distance
PADDING = 2.5  # points between two labels


def place_labels(figure, axes, texts, anchors, size, style=LIGHT, colours=None, weight="bold", taken=(),
                 radii=None):
    """Writes texts[i] at anchors[i] (data units), the first ones first: in place where that is free, else at the
    nearest free place around with a thin line to its anchor; a label without a free place is left out. `taken`: boxes
    of labels that are there. `radii`: how far that reaches which a label names (data units); what is so small that the
    label would hide it is named above it. Returns the boxes [n, 4] of all labels that are there now, in pixels."""
    unit = figure.dpi / 72
    frame = axes.get_window_extent(figure.canvas.get_renderer())
    limits = np.array([[frame.x0, frame.y0], [frame.x1, frame.y1]])
    taken = np.array(taken, dtype=float).reshape(-1, 4)
    for number, anchor in enumerate(axes.transData.transform(anchors) if len(anchors) else []):
        colour = style.ink if colours is None else colours[number]
        artist = axes.text(0, 0, texts[number], size=size, weight=weight, color=colour, ha="center", va="center",
                           zorder=6, transform=None, linespacing=1.05)
        box = artist.get_window_extent()
        half = np.array([box.width, box.height]) / 2 + PADDING * unit
        radius = np.inf if radii is None else radii[number] * frame.width / np.ptp(axes.get_xlim())
        above = radius + half[1] + 2 * unit if radius < 0.6 * half[0] else 0.0
        place = first_free_place(anchor + [0, above], half, taken, limits, step=9 * unit)
        if place is None:
            artist.remove()
            continue
        taken = np.vstack([taken, [*(place - half), *(place + half)]])
        to_data = axes.transData.inverted().transform
        artist.set_transform(axes.transData)
        artist.set_position(to_data(place))
        add_halo(axes, artist, style)
        if np.linalg.norm(place - anchor - [0, above]) > 1.5 * size * unit:
            axes.plot(*np.array([to_data(anchor), to_data(edge_of(place, half, anchor))]).T, color=colour,
                      linewidth=0.6, zorder=5, scalex=False, scaley=False)
    return taken


def add_halo(axes, artist, style):
    """A rim of paper below a label. It is an artist of its own, because text with an effect is no longer text in SVG
    and PDF; there it becomes part of the picture of the points."""
    axes.text(*artist.get_position(), artist.get_text(), size=artist.get_size(), weight=artist.get_weight(),
              color=style.paper, ha="center", va="center", linespacing=1.05, zorder=4, rasterized=True, alpha=0.92,
              path_effects=[effects.Stroke(linewidth=3.4, foreground=style.paper)])


def first_free_place(anchor, half, taken, limits, step):
    """The place nearest to the anchor, on rings around it, whose box is inside the limits and touches no taken box."""
    angles = 2 * np.pi * np.arange(TURNS) / TURNS + np.pi / 2
    for ring in range(RINGS + 1):
        for angle in angles[:1] if ring == 0 else angles:
            place = np.clip(anchor, limits[0] + half, limits[1] - half)
            place = place + ring * step * np.array([np.cos(angle) * 1.6, np.sin(angle)])
            if is_free(place - half, place + half, taken, limits):
                return place
    return None


def is_free(low, high, taken, limits):
    inside = np.all(low >= limits[0] - 1e-6) and np.all(high <= limits[1] + 1e-6)
    apart = (high[0] <= taken[:, 0]) | (low[0] >= taken[:, 2]) | (high[1] <= taken[:, 1]) | (low[1] >= taken[:, 3])
    return bool(inside and np.all(apart))


def edge_of(place, half, anchor):
    """Where the line from the anchor meets the label's box."""
    return np.clip(anchor, place - half, place + half)
