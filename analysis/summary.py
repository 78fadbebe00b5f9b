# SPDX-License-Identifier: Apache-2.0
"""Prints the topics of one run as a table, with what was measured about them:

    python analysis/summary.py --run DIR
"""

import argparse
import math
import pathlib
import sys

import thema_results


def main():
    parser = argparse.ArgumentParser(description="The topics of one thema run as a table.")
    parser.add_argument("--run", required=True, type=pathlib.Path, help="run directory")
    parser.add_argument("--planted", action="store_true", help="the categories are topics planted by `thema synth`")
    arguments = parser.parse_args()
    try:
        print_summary(thema_results.open(arguments.run), arguments.planted)
    except (thema_results.MissingStage, thema_results.WrongFile) as error:
        sys.exit(f"summary.py: {error}")


def print_summary(run, planted):
    topics = sorted(run.topics, key=lambda topic: (-topic.size, topic.id))
    print(f"{'topic':>5} {'papers':>9} {'share':>7} {'similarity':>10} {'silhouette':>10}  label and keywords")
    for t in topics:
        figures = f"{t.size:>9,} {100 * t.share:>5.1f} % {t.mean_similarity:>10.3f} {t.mean_silhouette:>10.3f}"
        print(f"{t.id:>5} {figures}  {t.label}")
        print(f"{'':>46}{', '.join(t.keywords[:7])}")
        others = [term for term in t.distinctive if term not in t.keywords[:7]]
        if others:
            print(f"{'':>46}also distinctive: {', '.join(others[:5])}")
    counts = thema_results.counted(run.documents, "paper"), thema_results.counted(len(run.topics), "topic")
    print(f"\n{', '.join(counts)} ({run.selection_rule})")
    print_agreement(run.agreement, "planted topics" if planted else "primary categories of the papers")
    print_keyword_quality(run.keyword_quality)
    if "map" in run.stages:
        print_maps(run)


def print_agreement(agreement, truth):
    if math.isnan(agreement["v_measure"]):
        print("no paper has a category, so the topics cannot be compared with categories")
        return
    print("agreement with the {}: V-measure {v_measure:.3f} (homogeneity {homogeneity:.3f}, "
          "completeness {completeness:.3f}; 1 is perfect)".format(truth, **agreement))


def print_keyword_quality(quality):
    known = [f"{name} {value:.3f}" for name, value in quality.items() if not math.isnan(value)]
    if known:
        print("first keywords: " + ", ".join(known))


def print_maps(run):
    try:
        for method in run.methods:
            quality = run.map(method).quality.items()
            print(f"map by {method}: " + ", ".join(f"{name.replace('_', ' ')} {value:.4g}" for name, value in quality))
    except thema_results.WrongFile as error:
        print(f"no map: {error}")


if __name__ == "__main__":
    main()
