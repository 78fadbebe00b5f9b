# SPDX-License-Identifier: Apache-2.0
"""Colours of topics that people with colour-blindness can tell apart.

The largest topics get one strong colour each; all others share pale tints of the same ten hues, chosen so that a topic
differs from its neighbours on the map. The ten colours are those of Petroff, "Accessible color sequences for data
visualization" (arXiv:2107.02270).
"""

import numpy as np

STRONG = ["#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"]
PALENESS = 0.3  # share of white in a tint


def legend_topics(sizes):
    """Ids of the topics with a colour of their own, the largest first."""
    return np.argsort(-np.asarray(sizes), kind="stable")[: len(STRONG)]


def topic_colours(anchors, sizes):
    """[k, 3] RGB in 0..1. `anchors` [k, 2]: place of each topic on the map, NaN where it has none."""
    strong = np.array([[int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)] for code in STRONG])
    pale = strong + PALENESS * (1 - strong)
    largest = legend_topics(sizes)
    hue = np.full(len(sizes), -1)
    hue[largest] = np.arange(len(largest))
    places = np.where(np.isfinite(anchors), anchors, 0.0)
    for topic in np.argsort(-np.asarray(sizes), kind="stable")[len(largest) :]:
        hue[topic] = farthest_hue(places, hue, topic)
    colours = pale[hue]
    colours[largest] = strong[hue[largest]]
    return colours


def farthest_hue(places, hue, topic):
    """A hue that none of the nearest coloured topics has; of several the one whose nearest bearer is farthest away."""
    coloured = np.flatnonzero(hue >= 0)
    distance = np.sum((places[coloured] - places[topic]) ** 2, axis=1)
    nearest = np.full(len(STRONG), np.inf)
    np.minimum.at(nearest, hue[coloured], distance)
    return int(np.argmax(nearest))
