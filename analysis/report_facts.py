# SPDX-License-Identifier: Apache-2.0
"""The numbers and the rows of the report: what is known of a run, as texts."""

import dataclasses
import re

import numpy as np

import thema_results
from topic_map import method_name
from trend_figures import growth_text

MOST_TITLES = 4  # typical papers of a topic
MOST_KEYWORDS = 8
ARXIV_ID = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})(v\d+)?", re.ASCII)


@dataclasses.dataclass(frozen=True)
class TopicRow:
    topic: thema_results.Topic
    growth: str  # "+12 ± 3 %" a year, "" where unknown
    growth_value: float  # by which it is sorted, NaN where unknown
    papers: list  # of (title, link to arXiv or "")


def headline_figures(run, method):
    """[(what, how much, remark)] of the whole run."""
    sizes = [topic.size for topic in run.topics]
    figures = [("Papers", f"{run.documents:,}", ""),
               ("Topics", f"{len(sizes):,}", f"{min(sizes):,} to {max(sizes):,} papers each"),
               ("Dates", *date_range(run))]
    silhouette = np.asarray(run.silhouette, dtype=float)
    silhouette = silhouette[np.isfinite(silhouette)]  # one topic has none
    figures.append(("Mean silhouette", number(silhouette.mean() if len(silhouette) else np.nan),
                    "over all papers; 0.02 to 0.1 is normal for texts"))
    agreement, words = run.agreement, run.keyword_quality
    figures += [("V-measure", number(agreement["v_measure"]), "against primary categories, 1: the same partition"),
                ("NPMI of keywords", number(words["npmi"]), "-1 to 1: do they stand together in the papers"),
                ("Diversity of keywords", number(words["diversity"]), "share of them that are distinct")]
    return [figure for figure in [*figures, *map_figures(run, method)] if figure[1]]


def map_figures(run, method):
    try:
        layout = run.map(method)
    except (thema_results.MissingStage, thema_results.WrongFile, KeyError):  # the pictures say why there is no map
        return []
    name = method_name(layout.method)
    return [(f"Map, {key.replace('_', ' ')}", number(layout.quality[key]), f"{name}; {remark}")
            for key, remark in (("trustworthiness", "near on the map is near in truth"),
                                ("continuity", "near in truth is near on the map"),
                                ("neighbour_recall", "true nearest neighbours that are near on the map"),
                                ("neighbour_recall_10", "of the ten nearest"),
                                ("neighbour_recall_50", "of the fifty nearest"),
                                ("category_accuracy", "papers whose category their neighbours on the map tell"),
                                ("category_accuracy_cosine", "and their true nearest neighbours"),
                                ("search_recall", "nearest neighbours that the approximate search had found"),
                                ("topic_hint", "the layout was guided by the topics, so that they part more"),
                                ("density_correlation", "what is dense in truth is dense on the map"),
                                ("distance_correlation", "of distances in truth and on the map, by rank"))
            if key in layout.quality]


def date_range(run):
    known = run.dates[~np.isnat(run.dates)]
    undated = run.documents - len(known)
    remark = f"{thema_results.counted(undated, 'paper')} without a date" if undated else ""
    return (f"{known.min()} to {known.max()}" if len(known) else "none"), remark


def number(value):
    """Three decimals; "" where it is not known."""
    return f"{value:.3f}" if np.isfinite(value) else ""


def topic_rows(run):
    """A TopicRow per topic, the largest first."""
    try:
        time = run.time
    except thema_results.MissingStage:
        time = None
    rows = []
    for topic in sorted(run.topics, key=lambda t: (-t.size, t.id)):
        growth = float(time.growth[topic.id]) if time is not None and len(time.growth) else np.nan
        told = growth_text(time, topic.id).removesuffix(" a year") if np.isfinite(growth) else ""
        near = topic.representatives[:MOST_TITLES]
        papers = list(zip(run.titles[near], map(arxiv_link, run.ids[near])))
        rows.append(TopicRow(topic, told, growth, papers))
    return rows


def arxiv_link(paper):
    """Address of the paper's page; "" for an id that is not of arXiv's form."""
    return f"https://arxiv.org/abs/{paper}" if ARXIV_ID.fullmatch(paper) else ""
