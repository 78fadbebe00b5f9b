# SPDX-License-Identifier: Apache-2.0
"""Colours of topics on a map: neighbours differ, for people with colour-blindness too.

Differences are Euclidean distances in OKLab (Ottosson 2020), the smallest over normal sight and full protanopia,
deuteranopia and tritanopia as Machado, Oliveira and Fernandes (2009) simulate them. A colour serves several topics,
chosen so that as few of their papers as can be lie side by side.
"""

import numpy as np

# On a light and on a dark ground. Any two colours differ by 0.1 or more, for people with any kind of colour-blindness
# too; of the sets that do, found by farthest-point search in OKLCH, these have most hues.
LIGHT_PALETTE = ("#3569e7", "#f5ae4b", "#768b09", "#f95577", "#49daac", "#813c0f", "#c8aefa", "#59a5b8", "#a55093",
                 "#542eb7")
DARK_PALETTE = ("#98c2f0", "#fc7754", "#d4f73e", "#b688fe", "#23adaa", "#ebc391", "#c12f89", "#8afde7", "#936e11",
                "#3569e7")
ENOUGH = 0.2  # a difference above which two colours are as good as any
CELLS = 90  # of the grid by which topics are found to meet, along the map
OF_A_CELL = 4  # topics that are looked at
NEAREST, LITTLE = 3, 0.02  # topics that count as close also where nothing meets, and how close
SWEEPS = 20
POWER = 4  # of confusion: one pair of equal colours is worse than some pairs of like ones
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}
TO_CONES = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                     [0.0883024619, 0.2817188376, 0.6299787005]])
TO_OKLAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                     [0.0259040371, 0.7827717662, -0.8086757660]])


def rgb_of(code):
    """[3] in 0..1 of "#rrggbb"."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def linear(rgb):
    rgb = np.asarray(rgb, dtype=float)
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def oklab(rgb, sight="normal"):
    """[n, 3] OKLab of [n, 3] sRGB in 0..1, as that sight sees it."""
    seen = np.clip(linear(rgb) @ SIGHTS[sight].T, 0, 1)
    return np.cbrt(seen @ TO_CONES.T) @ TO_OKLAB.T


def differences(rgb):
    """[n, n]: how much any two colours differ at least, over all sights."""
    seen = [oklab(rgb, sight) for sight in SIGHTS]
    return np.min([np.linalg.norm(lab[:, None] - lab[None], axis=-1) for lab in seen], axis=0)


def topic_colours(coordinates, assignment, anchors, palette):
    """[k, 3] RGB in 0..1. `anchors` [k, 2]: place of each topic on the map, NaN where it has none."""
    rgb = np.array([rgb_of(code) for code in palette])
    return rgb[colours_of_graph(map_closeness(coordinates, assignment, anchors), differences(rgb))]


def colours_of_graph(close, differ):
    """[k] numbers of colours, for [k, k] how close topics are: those with most around them first, each one takes the
    colour that is least confused with those around it, of equal ones the rarest; then each one chooses again while that
    is better."""
    confused = (1 - np.minimum(differ, ENOUGH) / ENOUGH) ** POWER
    colour = np.full(len(close), -1)
    for _ in range(SWEEPS):
        before = colour.copy()
        for topic in np.argsort(-close.sum(axis=1), kind="stable"):
            colour[topic] = -1
            known = colour >= 0
            cost = np.round(confused[:, colour[known]] @ close[topic, known], 9)
            used = np.bincount(colour[known], minlength=len(differ))
            best = np.lexsort([np.arange(len(differ)), used, cost])[0]
            keep = before[topic] >= 0 and cost[before[topic]] <= cost[best]
            colour[topic] = before[topic] if keep else best
        if np.array_equal(colour, before):
            break
    return colour


def map_closeness(coordinates, assignment, anchors):
    """[k, k], symmetric, 0 on the diagonal: how many papers of two topics are in the same or touching cells of the map,
    as a share of the smaller topic's meetings with all others; a little for those whose middles are nearest."""
    met = np.zeros((len(anchors), len(anchors)))
    pairs, counts = topics_that_meet(coordinates, assignment)
    np.add.at(met, (pairs[:, 0], pairs[:, 1]), counts)
    met += met.T
    all_met = met.sum(axis=1)
    close = met / np.maximum(1, np.minimum(all_met[:, None], all_met[None]))
    placed = np.flatnonzero(np.isfinite(anchors).all(axis=1))
    for topic in placed:
        distance = np.sum((anchors[placed] - anchors[topic]) ** 2, axis=1)
        for other in placed[np.argsort(distance, kind="stable")][: NEAREST + 1]:
            if other != topic:
                close[topic, other] = close[other, topic] = max(close[topic, other], LITTLE)
    return close


def topics_that_meet(coordinates, assignment):
    """(pairs [n, 2] ascending, papers [n]): of the most frequent topics of a cell, and of cells side by side the most
    frequent ones; the fewer papers of either count."""
    coordinates, assignment = np.asarray(coordinates, dtype=float), np.asarray(assignment, dtype=np.int64)
    if len(coordinates) == 0:
        return np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=np.int64)
    topics, papers = most_frequent_of_cells(coordinates, assignment)
    one = (slice(None), slice(None))
    both = [(topics[one + (a,)], papers[one + (a,)], topics[one + (b,)], papers[one + (b,)])
            for a in range(OF_A_CELL) for b in range(a)]
    for here, there in (((slice(1, None), slice(None)), (slice(None, -1), slice(None))),
                        ((slice(None), slice(1, None)), (slice(None), slice(None, -1))),
                        ((slice(1, None), slice(1, None)), (slice(None, -1), slice(None, -1))),
                        ((slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None)))):
        both.append((topics[here + (0,)], papers[here + (0,)], topics[there + (0,)], papers[there + (0,)]))
    pairs = np.concatenate([np.column_stack([a.ravel(), b.ravel()]) for a, _, b, _ in both])
    counts = np.concatenate([np.minimum(m, n).ravel() for _, m, _, n in both])
    meet = (pairs >= 0).all(axis=1) & (pairs[:, 0] != pairs[:, 1])
    found, number = np.unique(np.sort(pairs[meet], axis=1), axis=0, return_inverse=True)
    return found, np.bincount(number.ravel(), weights=counts[meet], minlength=len(found))


def most_frequent_of_cells(coordinates, assignment):
    """(topics, papers) [side, side, OF_A_CELL], the most frequent first; -1 and 0 where there are fewer."""
    low, high = np.percentile(coordinates, [0.05, 99.95], axis=0)
    side = min(CELLS, max(2, int(np.sqrt(len(coordinates) / 2))))
    place = np.clip(((coordinates - low) / np.maximum(high - low, 1e-9) * side).astype(np.int64), 0, side - 1)
    kinds = assignment.max() + 1
    kind, papers = np.unique((place[:, 0] * side + place[:, 1]) * kinds + assignment, return_counts=True)
    order = np.lexsort([kind, -papers, kind // kinds])
    cell, topic, papers = kind[order] // kinds, kind[order] % kinds, papers[order]
    rank = np.arange(len(cell)) - np.searchsorted(cell, cell)
    taken = rank < OF_A_CELL
    topics, counts = np.full((side * side, OF_A_CELL), -1), np.zeros((side * side, OF_A_CELL), dtype=np.int64)
    topics[cell[taken], rank[taken]] = topic[taken]
    counts[cell[taken], rank[taken]] = papers[taken]
    return topics.reshape(side, side, -1), counts.reshape(side, side, -1)


def readable(rgb, paper, ink, contrast=5.5):
    """[3]: the colour moved towards the ink until text in it is easy to read on the paper (WCAG asks for a
    contrast of 4.5; points around a name take some of it away)."""
    rgb, ink = np.asarray(rgb, dtype=float), rgb_of(ink)
    ground = luminance(rgb_of(paper))
    for share in np.linspace(0, 1, 21):
        mixed = (1 - share) * rgb + share * ink
        low, high = sorted([ground, luminance(mixed)])
        if (high + 0.05) / (low + 0.05) >= contrast:
            return mixed
    return ink


def luminance(rgb):
    return float(linear(rgb) @ [0.2126, 0.7152, 0.0722])
