# SPDX-License-Identifier: Apache-2.0
"""Seconds that a map would take, from what `thema bench map` measured:

    mpirun -n 2 thema bench map --bench.documents 40000 --json > map.json
    python analysis/map_model.py map.json --papers 3000000 --ranks 8,16,32,64

A rank is what it was in the measurement: a core, or whatever it ran on. What the model assumes:
- neighbours: every pair of papers once, at the measured rate of a rank; with --product-tflops at the same share of the
  rate of a device, at most all of it (an assumption where the measurement was one of CPUs)
- epochs: each paper costs what it cost in the measurement, whatever their number; the grid of t-SNE, whose sums and
  transforms go to all ranks, as well, so that its times for many ranks are too short
- exchange: every rank gets 8 bytes of each paper once an epoch, at the measured rate (--exchange-gbps for a network's)
- graphs: each paper costs what it cost
PCA, the figures of quality and files, some per cent of small maps and less of large ones, are left out.
"""

import argparse
import json
import pathlib

BYTES_OF_A_PLACE = 8
METHODS = {"UMAP": ("neighbours, 15", "UMAP: graph", "UMAP: an epoch"),
           "t-SNE": ("neighbours, 90", "t-SNE: affinities", "t-SNE: an epoch")}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=pathlib.Path, help="file of `thema bench map --json`")
    parser.add_argument("--papers", type=int, default=3_000_000)
    parser.add_argument("--ranks", default="8,16,32,64", help="comma between several")
    parser.add_argument("--epochs", default="300,750", help="of UMAP and of t-SNE")
    parser.add_argument("--product-tflops", type=float, help="rate of matrix products of the device of each rank")
    parser.add_argument("--exchange-gbps", type=float, help="gigabytes a second that reach a rank")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    report = json.loads(arguments.report.read_text())
    known = {row["part"] for row in report["rows"]}
    if missing := [part for parts in METHODS.values() for part in parts if part not in known]:
        raise SystemExit(f"map_model.py: {arguments.report} has no row '{missing[0]}': it is of `thema bench map` with "
                         "more than 90 papers")
    epochs = dict(zip(METHODS, map(int, arguments.epochs.split(","))))
    print(f"{arguments.papers:,} papers of width {report['facts']['width']}, seconds "
          f"(from {report['facts']['papers']:,} papers on {report['ranks']} rank(s) of "
          f"{report['machine']['processor']})")
    print(f"{'':8}{'ranks':>6}{'neighbours':>12}{'graph':>10}{'epochs':>10}{'exchange':>10}{'all':>10}")
    for method in METHODS:
        for ranks in map(int, arguments.ranks.split(",")):
            parts = seconds(report, method, arguments.papers, ranks, epochs[method], arguments.product_tflops,
                            arguments.exchange_gbps)
            cells = "".join(f"{value:>{width},.0f}" for value, width in zip([*parts, sum(parts)], (12, 10, 10, 10, 10)))
            print(f"{method:8}{ranks:>6}{cells}")


def seconds(report, method, papers, ranks, epochs, product_tflops=None, exchange_gbps=None):
    """Of neighbours, graph, epochs and exchange."""
    rows = {row["part"]: row for row in report["rows"]}
    search, graph, epoch = (rows[part] for part in METHODS[method])
    rate = search["gflops"] * 1e9 / report["ranks"]
    if product_tflops:
        rate = product_tflops * 1e12 * min(1, search["share_of_matmul_peak"])
    neighbours = papers ** 2 * report["facts"]["width"] / (rate * ranks)
    paper_seconds = report["ranks"] / report["facts"]["papers"]  # of a rank, for a row that took a second
    divided = papers / ranks * paper_seconds
    exchange = papers * BYTES_OF_A_PLACE * (ranks - 1) / ranks / exchange_rate(report, rows, exchange_gbps)
    return (neighbours, graph["seconds"]["median"] * divided, epochs * epoch["seconds"]["median"] * divided,
            epochs * exchange)


def exchange_rate(report, rows, given):
    """Bytes a second that reach a rank."""
    if given:
        return given * 1e9
    ranks, measured = report["ranks"], rows["exchange of positions"]["seconds"]["median"]
    if ranks == 1:
        raise SystemExit("map_model.py: a report of one rank knows no exchange: give --exchange-gbps, or another report")
    return report["facts"]["papers"] * BYTES_OF_A_PLACE * (ranks - 1) / ranks / measured


if __name__ == "__main__":
    main()
