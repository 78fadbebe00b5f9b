# SPDX-License-Identifier: Apache-2.0
"""Figures and the table of topics of one run:

    python analysis/figures.py --run DIR [--out DIR/figures] [--method umap] [--theme light|dark|both]

Writes the pictures that pictures.py names as PNG, the map also as SVG and PDF, and topics.csv. What cannot be drawn is
said, the rest is made.
"""

import argparse
import csv
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")

import thema_results
from figure_style import STYLES
from pictures import save_pictures


def main():
    arguments = parse_arguments()
    try:
        run = thema_results.open(arguments.run)
        check_method(run, arguments.method)
        write_all(run, arguments.out or run.directory / "figures", arguments.method, chosen_styles(arguments.theme))
    except (thema_results.MissingStage, thema_results.WrongFile) as error:
        sys.exit(f"figures.py: {error}")


def parse_arguments():
    parser = argparse.ArgumentParser(description="Figures and the table of topics of one thema run.")
    add_arguments(parser, "figures", "light")
    return parser.parse_args()


def add_arguments(parser, folder, theme):
    parser.add_argument("--run", required=True, type=pathlib.Path, help="run directory")
    parser.add_argument("--out", type=pathlib.Path, help=f"folder for the files (default: RUN/{folder})")
    parser.add_argument("--method", help="layout of the map, for example umap or pca (default: umap if there is one)")
    parser.add_argument("--theme", choices=[*STYLES, "both"], default=theme,
                        help=f"colours of the pictures; dark ones are named NAME_dark (default: {theme})")


def chosen_styles(theme):
    return list(STYLES.values()) if theme == "both" else [STYLES[theme]]


def check_method(run, method):
    """A layout that was asked for by name has to be there; without a name there may be no map at all."""
    if method and method not in run.methods:
        raise thema_results.MissingStage(f"{run.directory / 'map.h5'} has no layout '{method}'; it has "
                                         f"{', '.join(run.methods) or 'none'}")


def write_all(run, out, method, styles):
    out.mkdir(parents=True, exist_ok=True)
    write_topics_table(run, out / "topics.csv")
    for picture, _, why in save_pictures(run, out, method, styles):
        if why:
            print(f"no {picture.name}.png: {why}")
    print(f"figures: {out}")


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


if __name__ == "__main__":
    main()
