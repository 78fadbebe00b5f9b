# SPDX-License-Identifier: Apache-2.0
"""All pictures of one run and a report that shows them with its tables:

    python analysis/report.py --run DIR [--out DIR/report] [--method umap] [--theme light|dark|both]

Writes the pictures that pictures.py names and report.html, one file that needs no other and no network. What cannot be
drawn is said in the report, the rest is made.
"""

import argparse
import base64
import sys

import matplotlib

matplotlib.use("Agg")

import thema_results
from figures import add_arguments, check_method, chosen_styles
from pictures import save_pictures
from report_facts import headline_figures, topic_rows
from report_page import page
from whole_files import whole_file


def main():
    arguments = parse_arguments()
    try:
        run = thema_results.open(arguments.run)
        check_method(run, arguments.method)
        out = arguments.out or run.directory / "report"
        write_report(run, out, arguments.method, chosen_styles(arguments.theme))
    except (thema_results.MissingStage, thema_results.WrongFile, OSError) as error:
        sys.exit(f"report.py: {error}")


def parse_arguments():
    parser = argparse.ArgumentParser(description="All pictures of one thema run and a report that shows them.")
    add_arguments(parser, "report", "both")
    return parser.parse_args()


def write_report(run, out, method, styles):
    """Writes the folder `out`: the pictures and report.html."""
    figures, rows = headline_figures(run, method), topic_rows(run)  # a stage that is missing is told before drawing
    shown = [(picture, embedded(out, files), why)
             for picture, files, why in save_pictures(run, out, method, styles)]
    for picture, _, why in shown:
        if why:
            print(f"no {picture.name}.png: {why}")
    name = run.directory.resolve().name
    with whole_file(out / "report.html") as file:
        file.write(page(name, figures, shown, rows, styles).encode("utf-8", "replace"))
    print(f"report: {out / 'report.html'}")


def embedded(out, files):
    """Name of the style -> the picture as a data URI."""
    return {style: "data:image/png;base64," + base64.b64encode((out / name).read_bytes()).decode()
            for style, name in files.items()}


if __name__ == "__main__":
    main()
