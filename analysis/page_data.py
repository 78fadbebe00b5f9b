# SPDX-License-Identifier: Apache-2.0
"""What page.py puts into its page: quantised columns of the papers, their texts in blocks, topics; all gzip.

Numbers are stored as planes of bytes (all lowest bytes, then all second ones...), which compress better than whole
numbers. Texts are lines, TEXTS_OF_A_BLOCK papers in a block. page/columns.js reads both.
"""

import gzip
import json

import numpy as np

import thema_results
from map_places import median_papers
from paper_tables import places_in
from tex_accents import without_tex_accents
from topic_colours import DARK_PALETTE, LIGHT_PALETTE, topic_colours
from topic_map import map_detail

TEXTS_OF_A_BLOCK = 8192
MOST_ABSTRACTS = 20_000  # a page of more papers has the link to arXiv alone
MANY_PAPERS = 200_000  # a page of more papers keeps fewer neighbours of each
LONGEST_AUTHORS = 600  # characters: some papers have thousands of authors
STEPS = 65_535  # of a coordinate
NO_NEIGHBOUR = 2**32 - 1


def page_blocks(run, layout):
    """(name, gzip bytes) of every block of the page; "header" is the first."""
    rows = np.asarray(layout.rows, dtype=np.int64)
    topic = np.asarray(run.assignment)[rows]
    places, home = quantised_places(np.asarray(layout.coordinates, dtype=np.float64))
    names, category = main_categories(run, rows)
    measures = {"similarity": run.similarity, "silhouette": run.silhouette, "margin": run.margin}
    measures = {name: np.asarray(column)[rows] for name, column in measures.items()}
    neighbours = neighbours_of(run, rows, 10 if len(rows) <= MANY_PAPERS else 5)
    texts = {"title": run.titles, "authors": run.authors, "id": run.ids}
    if len(rows) <= MOST_ABSTRACTS:
        texts["abstract"] = run.abstracts
    header = {
        "run": run.directory.resolve().name, "papers": len(rows), "corpus": run.documents,
        "about": map_detail(run, layout),
        "guided": layout.quality.get("topic_hint", 0) > 0,
        "home": home, "textsOfABlock": TEXTS_OF_A_BLOCK, "abstracts": "abstract" in texts, "categories": names,
        "neighbours": neighbours.shape[1], "noNeighbour": NO_NEIGHBOUR,
        "palettes": [LIGHT_PALETTE, DARK_PALETTE],
        "noDate": thema_results.UNKNOWN_DATE,
        "ranges": {name: range_of(values) for name, values in measures.items()},
        **topics_and_groups(run, layout, places / STEPS, topic),
    }
    yield "header", packed(json.dumps(header, ensure_ascii=False, allow_nan=False).encode())
    yield "x", packed(planes(places[:, 0].astype("<u2")))
    yield "y", packed(planes(places[:, 1].astype("<u2")))
    yield "topic", packed(planes(topic.astype("<u4")))
    yield "category", packed(planes(category.astype("<u4")))
    yield "date", packed(planes(np.asarray(run.file("documents")["date"][...])[rows].astype("<i4")))
    for name, values in measures.items():
        yield name, packed(planes(quantised(values, header["ranges"][name])))
    for i in range(neighbours.shape[1]):
        yield f"neighbour-{i}", packed(planes(neighbours[:, i].astype("<u4")))
    for name, column in texts.items():
        yield from text_blocks(name, column, rows)


def packed(data):
    return gzip.compress(data, compresslevel=6, mtime=0)


def planes(values):
    return np.ascontiguousarray(values).view(np.uint8).reshape(len(values), -1).T.tobytes()


def quantised_places(coordinates):
    """([M, 2] whole numbers 0..STEPS, one scale for both axes; home: the part of the map [x0, y0, x1, y1], 0..1, that
    is seen first, without far outliers)."""
    coordinates = np.nan_to_num(coordinates, posinf=0, neginf=0)
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    extent = max(float(np.max(high - low)), 1e-9)
    shares = (coordinates - (low + high) / 2) / extent + 0.5
    home = np.percentile(shares, [0.05, 99.95], axis=0)
    return np.rint(np.clip(shares, 0, 1) * STEPS).astype(np.int64), home.ravel().tolist()


def range_of(values):
    """Least and largest number, [0, 0] where there is none."""
    finite = values[np.isfinite(values)]
    return [float(finite.min()), float(finite.max())] if len(finite) else [0.0, 0.0]


def quantised(values, limits):
    low, high = limits
    shares = (np.nan_to_num(values, nan=low) - low) / max(high - low, 1e-12)
    return np.rint(255 * np.clip(shares, 0, 1)).astype(np.uint8)


def main_categories(run, rows):
    """(names, the most frequent first; number of each paper's primary category). "" is no category."""
    numbers, of_paper = {}, np.empty(len(rows), dtype=np.int64)
    for i, text in enumerate(texts_of(run.categories, rows)):
        of_paper[i] = numbers.setdefault((text.split() or [""])[0], len(numbers))
    order = np.argsort(-np.bincount(of_paper, minlength=len(numbers)), kind="stable")
    names = list(numbers)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return [names[i] for i in order], place[of_paper]


def texts_of(column, rows):
    """The texts of these rows, a chunk in memory at a time."""
    for first in range(0, len(rows), TEXTS_OF_A_BLOCK):
        yield from column[rows[first : first + TEXTS_OF_A_BLOCK]]


def neighbours_of(run, rows, count):
    """[M, m] the nearest papers of each as places in the page; NO_NEIGHBOUR where there is none."""
    if "neighbours" not in run.file("map"):
        return np.empty((len(rows), 0), dtype=np.int64)
    places = places_in(rows, np.asarray(run.neighbours.indices[:, :count], dtype=np.int64))
    return np.where(places < 0, NO_NEIGHBOUR, places)


def text_blocks(name, column, rows):
    """Lines of texts; all white space becomes single blanks."""
    for block, first in enumerate(range(0, len(rows), TEXTS_OF_A_BLOCK)):
        texts = (" ".join(text.split()) for text in column[rows[first : first + TEXTS_OF_A_BLOCK]])
        if name in ("title", "authors"):
            texts = (without_tex_accents(text) for text in texts)
        if name == "authors":
            texts = (text if len(text) <= LONGEST_AUTHORS else text[:LONGEST_AUTHORS] + "…" for text in texts)
        yield f"{name}-{block}", packed("\n".join(texts).encode("utf-8", "replace"))


def topics_and_groups(run, layout, places, topic):
    """Names, colours (those of the pictures) and places of the topics, and of groups of them for the view from far
    away."""
    true_anchors = median_papers(layout.coordinates, topic, len(run.topics))
    colours = [[hex_colour(rgb) for rgb in topic_colours(layout.coordinates, topic, true_anchors, palette)]
               for palette in (LIGHT_PALETTE, DARK_PALETTE)]
    anchors = median_papers(places, topic, len(run.topics))
    group_of, group_labels = groups_of_topics(run)
    group_of_paper = np.asarray(group_of)[topic]
    group_anchors = median_papers(places[group_of_paper >= 0], group_of_paper[group_of_paper >= 0], len(group_labels))
    sizes = np.bincount(topic, minlength=len(run.topics))
    topics = [{"name": t.name, "label": t.label, "keywords": t.keywords[:10], "categories": t.main_categories,
               "colours": [on_ground[t.id] for on_ground in colours], "size": int(sizes[t.id]),
               "group": int(group_of[t.id]), "place": place_or_none(anchors[t.id])} for t in run.topics]
    group_sizes = np.bincount(group_of_paper[group_of_paper >= 0], minlength=len(group_labels))
    groups = [{"name": label.split(" | ", 1)[0], "place": place_or_none(anchor), "size": int(size)}
              for label, anchor, size in zip(group_labels, group_anchors, group_sizes)]
    return {"topics": topics, "groups": groups}


def groups_of_topics(run):
    """The tree of topics cut into some groups; none where there is no tree or there are few topics."""
    try:
        return run.hierarchy.overview()
    except thema_results.MissingStage as error:
        print(f"no groups of topics: {error}")
        return np.full(len(run.topics), -1), []


def hex_colour(rgb):
    return "#" + "".join(f"{round(255 * float(part)):02x}" for part in rgb)


def place_or_none(anchor):
    return [round(float(part), 5) for part in anchor] if np.isfinite(anchor).all() else None
