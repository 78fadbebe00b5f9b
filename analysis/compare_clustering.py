# SPDX-License-Identifier: Apache-2.0
"""k-means of thema beside scikit-learn's and FAISS', from the same centroids, on the same rows and cores, in one run:

    PEERS=/opt/thema/peers/bin/python                  # container/dependencies.sh --peers
    $PEERS analysis/compare_clustering.py --embeddings run/embeddings.h5 --topics 100 --cores 2

thema works on as many ranks of one thread as there are cores, the others with as many threads. They take turns,
`--rounds` times; ratios are taken in each round. An iteration is the slope between runs of one and of eleven
iterations, so that what is done once does not count. Beside the others' stands thema's first iteration too, the median
of eleven, which is its longest, as all rows join a topic. Of all the fastest of three calls. A whole run ends when no
paper changes topic. The objective of all is computed here, in the same way: the mean cosine of the rows to the
normalised mean of their topic. Without --embeddings the rows are random around 300 directions. --scaling also times
thema on 1 to 4 ranks. Prints tables; --json writes every round.
"""

import argparse
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time
import warnings

import numpy as np

from compare_with_peers import print_table, summary
from compared_tools import read_embeddings, run_thema, unit_rows

MILLI = 1e3
DIRECTIONS, SPREAD = 300, 1.3
SHORT, LONG, REPEATS = 1, 11, 3  # iterations; the fastest of so many calls, as what disturbs only adds


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--thema", default=os.environ.get("THEMA_PROGRAM", "build/thema"), help="the program")
    parser.add_argument("--embeddings", type=pathlib.Path, help="embeddings.h5 of a run, or .npy")
    parser.add_argument("--papers", type=int, default=100_000, help="the first n rows")
    parser.add_argument("--width", type=int, default=384, help="of random rows")
    parser.add_argument("--topics", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--scaling", action="store_true", help="also thema alone on 1 to 4 ranks")
    parser.add_argument("--json", type=pathlib.Path, help="file to write")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    warnings.simplefilter("ignore")  # of runs that are stopped after one iteration
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        rows = read_rows(arguments)
        start = rows[np.random.default_rng(0).choice(len(rows), arguments.topics, replace=False)].copy()
        np.save(folder / "rows.npy", rows)
        np.save(folder / "start.npy", start)
        result = compare(arguments, folder, rows, start)
        if arguments.scaling:
            result["scaling"] = scaling(arguments, folder)
    print_table(result)
    print_objectives(result["objectives"])
    if arguments.scaling:
        print_scaling(result["scaling"])
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")


def read_rows(arguments):
    """Unit rows in fp32."""
    if arguments.embeddings is None:
        rng = np.random.default_rng(7)
        centres = rng.normal(size=(DIRECTIONS, arguments.width))
        rows = centres[rng.integers(DIRECTIONS, size=arguments.papers)]
        return unit_rows(rows + SPREAD * rng.normal(size=rows.shape))
    if arguments.embeddings.suffix == ".npy":
        return unit_rows(np.load(arguments.embeddings, mmap_mode="r")[:arguments.papers])
    return read_embeddings(arguments.embeddings, arguments.papers)


def report_of_thema(arguments, folder, ranks, *more):
    """The report of `thema bench kmeans`."""
    done = run_thema(arguments.thema, ranks, "bench", "kmeans", "--json", "--bench.embeddings", folder / "rows.npy",
                     "--bench.start", folder / "start.npy", "--bench.topics", arguments.topics, *more)
    return json.loads(done.stdout)


def row_of_thema(arguments, folder, iterations):
    return report_of_thema(arguments, folder, arguments.cores, "--bench.iterations", iterations,
                           "--bench.repetitions", LONG)["rows"][0]


def iterations_of_thema_ms(arguments, folder):
    """The first one, and the slope."""
    short, long = ([row_of_thema(arguments, folder, iterations) for _ in range(REPEATS)]
                   for iterations in (SHORT, LONG))
    seconds = [min(median_of(row["seconds"]) for row in rows) for rows in (short, long)]
    return (min(median_of(row["first_iteration_ms"]) for row in short),
            MILLI * (seconds[1] - seconds[0]) / (LONG - SHORT))


def mean_cosine(rows, labels, topics):
    sums = np.zeros((topics, rows.shape[1]))
    np.add.at(sums, labels, rows.astype(np.float64))
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-300)
    return float(np.einsum("ij,ij->i", rows, sums[labels]).mean())


class ScikitLearn:
    """Lloyd's or Elkan's algorithm."""

    def __init__(self, algorithm):
        self.name, self.algorithm = f"scikit-learn {algorithm.capitalize()}", algorithm

    def fit(self, arguments, rows, start, iterations):
        from sklearn.cluster import KMeans
        from threadpoolctl import threadpool_limits

        with threadpool_limits(arguments.cores):
            model = KMeans(arguments.topics, init=start, n_init=1, max_iter=iterations, tol=0, algorithm=self.algorithm)
            begin = time.perf_counter()
            model.fit(rows)
            return time.perf_counter() - begin, model.n_iter_, model.labels_


class Faiss:
    """Spherical; all rows, where the default is a sample. It has no end but a number of iterations."""

    name = "FAISS spherical"

    def fit(self, arguments, rows, start, iterations):
        import faiss

        faiss.omp_set_num_threads(arguments.cores)
        model = faiss.Kmeans(rows.shape[1], arguments.topics, niter=iterations, spherical=True,
                             max_points_per_centroid=len(rows))
        begin = time.perf_counter()
        model.train(rows, init_centroids=start)
        seconds = time.perf_counter() - begin
        return seconds, iterations, model.index.search(rows, 1)[1][:, 0]


def iteration_ms(peer, arguments, rows, start):
    seconds = [min(peer.fit(arguments, rows, start, iterations)[0] for _ in range(REPEATS))
               for iterations in (SHORT, LONG)]
    return MILLI * (seconds[1] - seconds[0]) / (LONG - SHORT)


def compare(arguments, folder, rows, start):
    lloyd, elkan, faiss = ScikitLearn("lloyd"), ScikitLearn("elkan"), Faiss()
    iteration, whole, reports, ours, objectives = {}, {}, [], [], {}
    for _ in range(arguments.rounds):
        report = report_of_thema(arguments, folder, arguments.cores, "--bench.repetitions", 1)
        reports.append(report)
        ours.append(iterations_of_thema_ms(arguments, folder))
        row = report["rows"][0]
        objectives["thema"] = (row["mean_cosine"], row["iterations"])
        for peer in (lloyd, faiss):
            iteration.setdefault(peer.name, []).append(iteration_ms(peer, arguments, rows, start))
        for peer in (lloyd, elkan):
            seconds, iterations, labels = peer.fit(arguments, rows, start, 10_000)
            whole.setdefault(peer.name, []).append(seconds)
            objectives[peer.name] = (mean_cosine(rows, labels, arguments.topics), iterations)
    seconds = [median_of(report["rows"][0]["seconds"]) for report in reports]
    first, slope = zip(*ours)
    table = [summary(f"{what}, {name}", "ms", list(mine), times, better="lower")
             for what, mine in (("an iteration", slope), ("thema's first iteration", first))
             for name, times in iteration.items()]
    table += [summary(f"the whole run, {name}", "s", seconds, times, better="lower") for name, times in whole.items()]
    return {"comparison": "kmeans", "command": " ".join(sys.argv), "thema": reports[0]["thema"],
            "machine": reports[0]["machine"], "peer": "scikit-learn and FAISS", "documents": len(rows),
            "width": rows.shape[1], "topics": arguments.topics, "rounds": arguments.rounds, "cores": arguments.cores,
            "rows": table, "objectives": objectives}


def print_objectives(objectives):
    for name, (cosine, iterations) in objectives.items():
        print(f"{name}: mean cosine {cosine:.6f} after {iterations} iterations")


PHASES = ("first_iteration_ms", "assign_ms", "sum_ms", "reduce_ms", "centroids_ms")


def scaling(arguments, folder):
    """A full iteration: the same rows (strong), and as many rows a rank as a quarter of them (weak)."""
    table = []
    for ranks in range(1, 5):
        for kind, papers in (("strong", arguments.papers), ("weak", arguments.papers * ranks // 4)):
            report = report_of_thema(arguments, folder, ranks, "--bench.iterations", 1, "--bench.documents", papers)
            row = report["rows"][0]
            table.append({"kind": kind, "ranks": ranks, "papers": papers,
                          **{phase: median_of(row[phase]) for phase in PHASES}})
    return table


def median_of(value):
    return value["median"] if isinstance(value, dict) else statistics.median([value])


def print_scaling(table):
    print(f"{'':8}{'ranks':>6}{'papers':>9}" + "".join(f"{phase.removesuffix('_ms'):>17}" for phase in PHASES)
          + "   ms")
    for row in sorted(table, key=lambda row: row["kind"]):
        print(f"{row['kind']:8}{row['ranks']:>6}{row['papers']:>9}" +
              "".join(f"{row[phase]:>17.2f}" for phase in PHASES))


if __name__ == "__main__":
    main()
