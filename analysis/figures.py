# SPDX-License-Identifier: Apache-2.0
"""Figures and the table of topics of one run:

    python analysis/figures.py --run DIR [--out DIR/figures] [--method umap]

Writes topic_map.png, topic_sizes.png, k_selection.png, topic_tree.png, topics_over_time.png and topics.csv. What cannot
be drawn is said, the rest is made.
"""

import argparse
import csv
import pathlib
import sys
import warnings

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import matplotlib.ticker
import matplotlib.transforms
import numpy as np

import thema_results
from figure_style import ACCENT, CONTRAST, INK, QUIET, RULE, THOUSANDS, plain_axes, shortened, title
from label_placement import place_labels
from selection_figure import draw_selection
from topic_colours import legend_topics, topic_colours
from trend_figures import draw_topic_tree, draw_topics_over_time

DPI = 200
MOST_BARS = 40
MOST_MAP_LABELS = 60


def main():
    arguments = parse_arguments()
    try:
        run = thema_results.open(arguments.run)
        write_all(run, arguments.out or run.directory / "figures", arguments.method)
    except (thema_results.MissingStage, thema_results.WrongFile) as error:
        sys.exit(f"figures.py: {error}")


def parse_arguments():
    parser = argparse.ArgumentParser(description="Figures and the table of topics of one thema run.")
    parser.add_argument("--run", required=True, type=pathlib.Path, help="run directory")
    parser.add_argument("--out", type=pathlib.Path, help="folder for the figures (default: RUN/figures)")
    parser.add_argument("--method", help="layout of the map, for example umap or pca (default: umap if there is one)")
    return parser.parse_args()


def write_all(run, out, method):
    out.mkdir(parents=True, exist_ok=True)
    warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # titles may hold any script
    plt.rcParams.update({"font.size": 9, "text.color": INK, "axes.edgecolor": RULE, "text.parse_math": False})
    write_topics_table(run, out / "topics.csv")
    save(draw_topic_sizes(run.topics), out / "topic_sizes.png")
    made = run if run.edit == 0 else thema_results.open(run.directory, edit=0)  # how K was chosen is told there alone
    if len(made.selection) < 2:
        (out / "k_selection.png").unlink(missing_ok=True)
        print(f"no k_selection.png: the number of topics was given, {len(made.selection)} value was tried")
    else:
        save(draw_selection(made), out / "k_selection.png")
    save_or_say(draw_topic_tree, run, out / "topic_tree.png")
    save_or_say(draw_topics_over_time, run, out / "topics_over_time.png")
    save(draw_map(run, run.map(method)), out / "topic_map.png")
    print(f"figures: {out}")


def save_or_say(draw, run, path):
    """Saves what draw(run) makes, or says why it cannot be drawn: draw tells, or the file is of an older thema."""
    try:
        figure, why = draw(run)
    except thema_results.MissingStage as error:
        figure, why = None, str(error)
    if figure is None:
        path.unlink(missing_ok=True)
        print(f"no {path.name}: {why}")
    else:
        save(figure, path)


def save(figure, path):
    figure.savefig(path, dpi=DPI, facecolor="white")
    plt.close(figure)


# ---------------------------------------------------------------------------------------------------- topics.csv


def write_topics_table(run, path):
    titles, ids = run.titles, run.ids
    header = ["topic", "label", "size", "share", "keywords", "distinctive", "main_categories", "mean_similarity",
              "mean_silhouette"]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*header, "representative_ids", "representative_titles", "diverse_ids", "newest_ids"])
        for t in run.topics:
            writer.writerow([
                t.id, t.label, t.size, f"{t.share:.6f}", ", ".join(t.keywords), ", ".join(t.distinctive),
                t.main_categories, f"{t.mean_similarity:.4f}", f"{t.mean_silhouette:.4f}",
                "; ".join(ids[t.representatives]), " || ".join(titles[t.representatives]),
                "; ".join(ids[t.diverse]), "; ".join(ids[t.newest]),
            ])


# --------------------------------------------------------------------------------------------------- topic sizes


def draw_topic_sizes(topics):
    """Bars of the largest topics with their silhouettes beside them."""
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
    title(figure, "Topic sizes", detail)
    places = np.arange(len(shown))
    bars.barh(places, [t.size for t in shown], color=ACCENT, height=0.72)
    for place, topic in zip(places, shown):
        bars.annotate(f"{topic.size:,}  ({100 * topic.share:.1f} %)", (topic.size, place), (4, 0),
                      textcoords="offset points", va="center", size=8, color=QUIET)
    left_aligned = bars.get_yaxis_transform() + matplotlib.transforms.ScaledTranslation(-4.3, 0, figure.dpi_scale_trans)
    for place, topic in zip(places, shown):
        bars.text(0, place, str(topic.id), transform=left_aligned, va="center", ha="right", size=8, color=QUIET)
        bars.text(0, place, f"  {shortened(topic.label, 64)}", transform=left_aligned, va="center", size=8.5)
    bars.set_yticks([])
    bars.set_ylim(len(shown) - 0.4, -0.6)
    bars.set_xlim(0, 1.35 * max([t.size for t in shown], default=1))
    bars.set_xlabel("papers", color=QUIET)
    bars.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
    bars.xaxis.set_major_formatter(THOUSANDS)
    draw_silhouettes(dots, places, [t.mean_silhouette for t in shown])
    for axes in (bars, dots):
        plain_axes(axes)
        axes.spines["left"].set_visible(False)
    return figure


def draw_silhouettes(axes, places, values):
    axes.axvline(0, color=RULE, linewidth=1)
    axes.hlines(places, 0, values, color=RULE, linewidth=1)
    axes.plot(values, places, "o", color=CONTRAST, markersize=4.5)
    low, high = min([0, *values]), max([0.01, *values])
    axes.set_xlim(low - 0.08 * (high - low), high + 0.08 * (high - low))
    axes.set_xlabel("mean silhouette", color=QUIET)


# ----------------------------------------------------------------------------------------------------- topic map


def draw_map(run, layout):
    """Papers as points coloured by topic; names of topics in place, a legend of the largest ones beside."""
    assignment = np.asarray(run.assignment)[layout.rows]
    anchors = anchors_of(layout.coordinates, assignment, len(run.topics))
    colours = topic_colours(anchors, run.sizes)
    figure = plt.figure(figsize=(14, 10))
    axes = figure.add_axes((0.025, 0.03, 0.66, 0.86))
    headline = thema_results.counted(run.documents, "paper") + ", " + thema_results.counted(len(run.topics), "topic")
    title(figure, headline, map_detail(run, layout), left=0.025)
    draw_points(axes, layout.coordinates, colours[assignment])
    draw_legend(figure, run.topics, colours)
    draw_names(figure, axes, run.topics, anchors)
    return figure


def map_detail(run, layout):
    names = {"umap": "UMAP", "tsne": "t-SNE", "pca": "PCA"}
    text = names.get(layout.method, layout.method)
    if len(layout.rows) < run.documents:
        text += f" of a sample of {len(layout.rows):,} papers"
    if "trustworthiness" in layout.quality:
        text += f", trustworthiness {layout.quality['trustworthiness']:.3f}"
    if "neighbour_recall" in layout.quality:
        text += f", neighbour recall {layout.quality['neighbour_recall']:.2f}"
    return text + "; near points are similar papers, distances between far groups mean little"


def anchors_of(coordinates, assignment, topics):
    """[k, 2]: for each topic the paper nearest to the median of its papers; NaN for a topic without a laid-out paper.
    The mean could fall into empty space when a topic has two islands."""
    anchors = np.full((topics, 2), np.nan)
    order = np.argsort(assignment, kind="stable")
    starts = np.searchsorted(assignment[order], np.arange(topics + 1))
    for topic in range(topics):
        points = coordinates[order[starts[topic] : starts[topic + 1]]]
        if len(points):
            anchors[topic] = points[np.argmin(np.sum((points - np.median(points, axis=0)) ** 2, axis=1))]
    return anchors


def draw_points(axes, coordinates, colours):
    count = max(1, len(coordinates))
    size = float(np.clip(70_000 / count, 0.6, 45))
    alpha = float(np.clip(60 / np.sqrt(count), 0.25, 0.85))
    order = np.random.default_rng(0).permutation(len(coordinates))  # no topic lies on top of another
    axes.scatter(*coordinates[order].T, s=size, c=colours[order], alpha=alpha, linewidths=0, rasterized=True)
    if len(coordinates):  # a few outliers must not shrink the rest
        low, high = np.percentile(coordinates, [0.05, 99.95], axis=0)
        margin = 0.04 * np.maximum(high - low, 1e-6)
        axes.set_xlim(low[0] - margin[0], high[0] + margin[0])
        axes.set_ylim(low[1] - margin[1], high[1] + margin[1])
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_color(RULE)


def draw_names(figure, axes, topics, anchors):
    """Names of the largest topics, at their papers or a little beside with a line, never over one another."""
    placed = [t for t in topics if np.isfinite(anchors[t.id]).all()]
    chosen = sorted(placed, key=lambda t: (-t.size, t.id))[:MOST_MAP_LABELS]
    size = float(np.clip(11 - len(chosen) / 12, 7, 10))
    texts = [shortened(t.name, 26) for t in chosen]
    place_labels(figure, axes, texts, np.array([anchors[t.id] for t in chosen]).reshape(-1, 2), size)


def draw_legend(figure, topics, colours):
    """The topics that own a colour of their own, the largest first."""
    shown = legend_topics(np.array([t.size for t in topics]))
    axes = figure.add_axes((0.70, 0.03, 0.29, 0.86))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(1, 0)
    axes.text(0, 0.0, "Largest topics", size=11, weight="bold", va="top")
    for place, topic in enumerate(topics[t] for t in shown):
        y = 0.05 + 0.085 * place
        name, _, paper = topic.label.partition(" | ")
        axes.plot([0.015], [y + 0.011], "o", color=colours[topic.id], markersize=9, clip_on=False)
        axes.text(0.06, y, shortened(name, 40), size=10, weight="bold", va="top")
        papers = thema_results.counted(topic.size, "paper")
        axes.text(0.06, y + 0.023, f"{papers} ({100 * topic.share:.1f} %), topic {topic.id}", size=8.5, color=QUIET,
                  va="top")
        axes.text(0.06, y + 0.044, shortened(paper, 52), size=8.5, color=QUIET, va="top", style="italic")
    if len(topics) > len(shown):
        y = 0.05 + 0.085 * len(shown)
        axes.text(0, y, f"The other {len(topics) - len(shown):,} topics have pale colours, used more than once;\n"
                        "all topics: topics.csv", size=8.5, color=QUIET, va="top")


if __name__ == "__main__":
    main()
