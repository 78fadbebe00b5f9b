# SPDX-License-Identifier: Apache-2.0
"""The map of the papers: points by topic, names of topics and of groups of topics in place."""

import matplotlib.pyplot as plt
import numpy as np

import thema_results
from figure_style import LIGHT, shortened, title
from label_placement import place_labels
from map_places import median_papers
from topic_colours import readable, topic_colours

MOST_LABELS = 70
MOST_GROUPS = 12  # large labels
FEWEST_GROUPS = 8
FEW_PAPERS = 20  # of a topic, each of which is seen by itself
MOST_DRAWN_APART = 4_000  # points; more become one picture inside SVG and PDF
DENSITY_CELLS = 160  # of the grid by which density is counted, along the map


def draw_map(run, layout, style=LIGHT):
    """Papers as points coloured by topic, with names at two levels of the tree. Returns (figure, why there is none)."""
    if len(layout.rows) == 0:
        return None, "no paper is on the map"
    assignment = np.asarray(run.assignment)[layout.rows]
    anchors = median_papers(layout.coordinates, assignment, len(run.topics))
    colours = topic_colours(layout.coordinates, assignment, anchors, style.topics)
    figure = plt.figure(figsize=(paper_width(layout.coordinates), 11))
    axes = figure.add_axes((0.015, 0.015, 0.97, 0.89))
    headline = thema_results.counted(run.documents, "paper") + ", " + thema_results.counted(len(run.topics), "topic")
    title(figure, headline, map_detail(run, layout), left=0.022, style=style)
    frame_map(axes, layout.coordinates)
    draw_points(axes, layout.coordinates, colours[assignment])
    taken = draw_group_names(figure, axes, run, layout.coordinates, assignment, style)
    radii = radii_of(layout.coordinates, assignment, anchors)
    draw_names(figure, axes, run.topics, anchors, radii, colours, style, taken)
    return figure, ""


def map_detail(run, layout):
    text = made_by(layout)
    if len(layout.rows) < run.documents:
        text += f" of a sample of {len(layout.rows):,} papers"
    if "trustworthiness" in layout.quality:
        text += f", trustworthiness {layout.quality['trustworthiness']:.3f}"
    if "neighbour_recall" in layout.quality:
        text += f", neighbour recall {layout.quality['neighbour_recall']:.2f}"
    return text + "; near points are similar papers, distances between far groups mean little"


def made_by(layout):
    """The method, and that topics guided it, where they did."""
    hint = layout.quality.get("topic_hint", 0)
    return method_name(layout.method) + (f", guided by the topics (hint {hint:g})" if hint > 0 else "")


def method_name(method):
    return {"umap": "UMAP", "tsne": "t-SNE", "pca": "PCA"}.get(method, method)


def radii_of(coordinates, assignment, anchors):
    """[k]: mean distance of a topic's papers to its anchor; 0 where they are so few that a name would hide them."""
    distances = np.linalg.norm(coordinates - anchors[assignment], axis=1)
    papers = np.bincount(assignment, minlength=len(anchors))
    mean = np.bincount(assignment, distances, minlength=len(anchors)) / np.maximum(1, papers)
    return np.where(papers < FEW_PAPERS, 0.0, mean)


# -------------------------------------------------------------------------------------------------------- points


def paper_width(coordinates, height=9.8):
    """Inches, so that a map of that height fills the width too, within the shapes of paper."""
    low, high = np.percentile(coordinates, [0.05, 99.95], axis=0)
    across, up = np.maximum(high - low, 1e-9)
    return height * float(np.clip(across / up, 1.1, 1.6))


def frame_map(axes, coordinates):
    """Axes without a frame, with the same scale along both, that hold the papers: a few outliers do not shrink the
    rest."""
    low, high = np.percentile(coordinates, [0.05, 99.95], axis=0)
    across = axes.get_position().size * axes.figure.get_size_inches()  # inches
    scale = 1.06 * np.max((high - low) / across) or 1  # units of an inch
    middle = (low + high) / 2
    axes.set_xlim(middle[0] - scale * across[0] / 2, middle[0] + scale * across[0] / 2)
    axes.set_ylim(middle[1] - scale * across[1] / 2, middle[1] + scale * across[1] / 2)
    axes.set_axis_off()


def draw_points(axes, coordinates, colours, scale=1.0):
    """Points that are the smaller and the fainter the more papers there are, in all and around each one; `scale` is
    the area of the axes as a share of the large map's."""
    count = len(coordinates)
    crowding = density(coordinates)
    size = np.clip(260_000 * scale / count, 0.5, 24) * np.clip(crowding**-0.45, 0.6, 1.8)
    alpha = np.clip(np.clip(180 / np.sqrt(count), 0.35, 0.85) * np.clip(crowding**-0.35, 0.7, 1.4), 0.25, 0.9)
    order = np.random.default_rng(0).permutation(count)  # no topic lies on top of another
    tinted = np.column_stack([colours, alpha])
    axes.scatter(*coordinates[order].T, s=size[order], c=tinted[order], linewidths=0, zorder=2,
                 rasterized=count > MOST_DRAWN_APART)


def density(coordinates):
    """[n]: papers around each paper, as a multiple of what the median paper has around it."""
    low, high = np.percentile(coordinates, [0.05, 99.95], axis=0)
    side = int(np.clip(np.sqrt(len(coordinates)), 4, DENSITY_CELLS))
    place = np.clip(((coordinates - low) / np.maximum(high - low, 1e-9) * side).astype(np.int64), 0, side - 1)
    flat = place[:, 0] * side + place[:, 1]
    papers = np.bincount(flat, minlength=side * side).reshape(side, side).astype(float)
    for axis in (0, 1):  # each cell with half of those beside it, so that the grid does not show
        rim = np.pad(papers, [(1, 1) if a == axis else (0, 0) for a in (0, 1)])
        before, after = np.split(rim, [side], axis)[0], np.split(rim, [2], axis)[1]
        papers = papers / 2 + (before + after) / 4
    around = papers.ravel()[flat]
    return around / np.median(around)


# --------------------------------------------------------------------------------------------------------- names


def draw_group_names(figure, axes, run, coordinates, assignment, style):
    """Large quiet names of groups of topics; returns their boxes."""
    try:
        groups, names = named_groups(run.hierarchy)
    except thema_results.MissingStage:  # an older file, or more topics than a tree is made for
        return ()
    if len(names) < 2:
        return ()
    group_of = groups[assignment]
    inside = group_of >= 0
    anchors = median_papers(coordinates[inside], group_of[inside], len(names))
    papers = np.bincount(group_of[inside], minlength=len(names))
    radii = radii_of(coordinates[inside], group_of[inside], anchors)
    order = [g for g in np.argsort(-papers, kind="stable") if papers[g] > 0]
    return place_labels(figure, axes, [names[g] for g in order], anchors[order], 15, style,
                        [style.quiet] * len(order), weight="normal", radii=radii[order])


def named_groups(tree):
    """(group of each topic [k], -1 where it is in none; name of each group on two lines): the tree cut where eight to
    twelve groups hold several topics each, or as near to that as it comes."""
    best = []
    for number in range(2, min(tree.topics, 5 * MOST_GROUPS) + 1):
        inner = [node for node in sorted(tree.nodes_of_cut(number)) if node >= tree.topics]
        if len(inner) > len(best):
            best = inner
        if len(best) >= min(FEWEST_GROUPS, tree.topics // 3):
            break
    best = sorted(best, key=lambda node: -tree.sizes[node])[:MOST_GROUPS]
    group_of = np.full(tree.topics, -1)
    for number, node in enumerate(best):
        group_of[tree.leaves(node)] = number
    return group_of, ["\n".join(shortened(word, 24) for word in tree.keywords[node - tree.topics][:2]) for node in best]


def draw_names(figure, axes, topics, anchors, radii, colours, style, taken):
    """Names of the largest topics, at their papers or a little beside with a line, never over one another."""
    placed = [t for t in topics if np.isfinite(anchors[t.id]).all()]
    chosen = sorted(placed, key=lambda t: (-t.size, t.id))[:MOST_LABELS]
    size = float(np.clip(11 - len(chosen) / 14, 7.5, 10.5))
    inks = [readable(colours[t.id], style.paper, style.ink) for t in chosen]
    return place_labels(figure, axes, [shortened(t.name, 26) for t in chosen],
                        np.array([anchors[t.id] for t in chosen]).reshape(-1, 2), size, style, inks, taken=taken,
                        radii=[radii[t.id] for t in chosen])
