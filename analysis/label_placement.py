# SPDX-License-Identifier: Apache-2.0
"""Puts labels on a scatter plot so that none covers another."""

import matplotlib.patheffects as effects
import numpy as np

INK = "#1a1a1a"
RINGS = 14  # distances that are tried
TURNS = 16  # directions that are tried at each distance
PADDING = 2.5  # points between two labels


def place_labels(figure, axes, texts, anchors, size):
    """Writes texts[i] at anchors[i] (data units), the first ones first: in place where that is free, else at the
    nearest free place around with a thin line to its anchor; a label without a free place is left out. Returns how
    many were written."""
    renderer = figure.canvas.get_renderer()
    unit = figure.dpi / 72
    frame = axes.get_window_extent(renderer)
    limits = np.array([[frame.x0, frame.y0], [frame.x1, frame.y1]])
    taken, written = np.empty((0, 4)), 0
    for text, anchor in zip(texts, axes.transData.transform(anchors) if len(anchors) else []):
        artist = axes.text(0, 0, text, size=size, weight="bold", color=INK, ha="center", va="center", zorder=5,
                           transform=None, path_effects=[effects.withStroke(linewidth=2.6, foreground="white")])
        box = artist.get_window_extent(renderer)
        half = np.array([box.width, box.height]) / 2 + PADDING * unit
        place = first_free_place(anchor, half, taken, limits, step=size * unit * 0.9)
        if place is None:
            artist.remove()
            continue
        taken = np.vstack([taken, [*(place - half), *(place + half)]])
        written += 1
        to_data = axes.transData.inverted().transform
        artist.set_transform(axes.transData)
        artist.set_position(to_data(place))
        if np.linalg.norm(place - anchor) > 1.5 * size * unit:
            axes.plot(*np.array([to_data(anchor), to_data(edge_of(place, half, anchor))]).T, color=INK, linewidth=0.6,
                      zorder=4, scalex=False, scaley=False)
    return written


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
