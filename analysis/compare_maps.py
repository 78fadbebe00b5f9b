# SPDX-License-Identifier: Apache-2.0
"""Maps of thema beside those of umap-learn and openTSNE, of the same embeddings:

    PEERS=/opt/thema/peers/bin/python                  # container/dependencies.sh --peers
    $PEERS analysis/compare_maps.py --run run --papers 20000,0 --cores 2

`run` is a run directory with documents.h5 and embeddings.h5; it is only read. Each tool works in a process of its own
with its defaults (neighbours 15 and perplexity 30 in all), `--times` times, in turn; of umap-learn, which compiles
itself while it runs, a small map is made first. Seconds are those of finding the neighbours and laying out, for thema
of the whole program with everything it reads, judges and writes; the median and its range are printed.

All maps are judged here in the same way, on the same random papers against all: the share of the ten nearest papers
that are among the ten nearest on the map, trustworthiness at 15 (Venna and Kaski 2001, as scikit-learn defines it), and
density, the correlation of two logarithms: of the mean squared distance to the 15 nearest papers, and of that to the 15
nearest on the map.

--tools "thema densmap;densMAP" compares UMAP that keeps densities, both with umap-learn's weight of 2.
"""

import argparse
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

import numpy as np

from compared_tools import own_peak_mebibytes, peak_mebibytes, read_embeddings, run_thema, run_this_script

TOOLS = ("thema umap", "umap-learn", "thema tsne", "openTSNE")
OF_THEMA = {"thema umap": ("umap",), "thema tsne": ("tsne",), "thema densmap": ("umap", "--project.density", 2)}
RECALL, TRUST = 10, 15
LEAST_RADIUS = 1e-8  # of equal papers
WARM_UP_PAPERS = 600
FEWEST_PAPERS = 100  # openTSNE asks for more than three times its perplexity


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True, help="run directory")
    parser.add_argument("--thema", default=os.environ.get("THEMA_PROGRAM", "build/thema"), help="the program")
    parser.add_argument("--papers", default="20000", help="of the first so many; 0: all; comma between several")
    parser.add_argument("--cores", type=int, default=2, help="ranks of thema, threads of the others")
    parser.add_argument("--times", type=int, default=3, help="how often each works")
    parser.add_argument("--queries", type=int, default=5000, help="papers on which maps are judged")
    parser.add_argument("--tools", default=";".join(TOOLS), help="semicolon between several")
    parser.add_argument("--json", type=pathlib.Path, help="file to write")
    parser.add_argument("--work", nargs=2, metavar=("TOOL", "FILE"), help=argparse.SUPPRESS)  # one tool, one time
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    rows = read_embeddings(arguments.run / "embeddings.h5")
    if arguments.work:
        work(arguments, rows, *arguments.work)
        return
    results = []
    for papers in (int(n) or len(rows) for n in arguments.papers.split(",")):
        if not FEWEST_PAPERS <= papers <= len(rows):
            sys.exit(f"compare_maps.py: --papers {papers}: {FEWEST_PAPERS} to {len(rows)} can be judged")
        results += compare(arguments, rows[:papers])
    if arguments.json:
        arguments.json.write_text(json.dumps({"command": " ".join(sys.argv), "rows": results}, indent=1) + "\n")


def compare(arguments, rows):
    tools = arguments.tools.split(";")
    found = {tool: [] for tool in tools}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(arguments.times):
            for tool in tools:
                found[tool].append(run_tool(arguments, tool, len(rows), pathlib.Path(folder)))
    truth = Truth(rows, arguments.queries)
    print(f"{len(rows)} papers, width {rows.shape[1]}\n{'':12}{'recall@10':>11}{'trust@15':>10}{'density':>9}"
          f"{'seconds':>10}{'range':>16}{'MiB':>7}  same each time")
    results = []
    for tool, times in found.items():
        seconds = [one["seconds"] for one in times]
        same = all(np.array_equal(one["map"], times[0]["map"]) for one in times)
        row = {"tool": tool, "papers": len(rows), **truth.judge(times[0]["map"]), "seconds": seconds,
               "mebibytes": max(one["mebibytes"] for one in times), "same": same}
        spread = f"{min(seconds):.1f} to {max(seconds):.1f}"
        print(f"{tool:12}{row['recall']:>11.4f}{row['trustworthiness']:>10.4f}{row['density']:>9.3f}"
              f"{statistics.median(seconds):>10.1f}{spread:>16}{row['mebibytes']:>7}  {'yes' if same else 'no'}",
              flush=True)
        results.append(row)
    return results


# ---------------------------------------------------------------------------------------------------- the tools


def run_tool(arguments, tool, papers, folder):
    """A tool at work in a process of its own: map, seconds, memory."""
    out = folder / "work.npz"
    if tool in OF_THEMA:
        return map_by_thema(arguments, OF_THEMA[tool], papers, folder)
    run_this_script(arguments.cores, "--papers", papers, "--work", tool, out)
    with np.load(out) as found:
        return {"map": found["map"], "seconds": float(found["seconds"]), "mebibytes": int(found["mebibytes"])}


def map_by_thema(arguments, asked, papers, folder):
    import h5py

    method, *more = asked
    run = folder / f"run-{papers}"
    if not run.exists():
        import_first(arguments, papers, run)
    (run / "map.h5").unlink(missing_ok=True)
    before = time.perf_counter()
    done = run_thema(arguments.thema, arguments.cores, "project", "--run", run, "--project.methods", method,
                     "--project.max_points", papers, *more)
    seconds = time.perf_counter() - before
    with h5py.File(run / "map.h5") as file:
        found = file[f"{method}/coordinates"][...]
    return {"map": found, "seconds": seconds, "mebibytes": peak_mebibytes(done, "project", arguments.cores)}


def import_first(arguments, papers, run):
    """A run of the first papers, with their embeddings."""
    ids = run.with_suffix(".jsonl")
    embeddings = run.with_suffix(".npy")
    with ids.open("w") as file:
        for i in range(papers):
            file.write(json.dumps({"id": str(i), "title": f"Paper {i}", "abstract": "a" * 60}) + "\n")
    np.save(embeddings, read_embeddings(arguments.run / "embeddings.h5", papers))
    run_thema(arguments.thema, 1, "import", "--run", run, "--input", ids, "--embeddings", embeddings)


def work(arguments, rows, tool, out):
    """In the process of one tool. Reading and imports are not part of its time."""
    make = {"umap-learn": map_by_umap, "densMAP": map_by_densmap, "openTSNE": map_by_opentsne}[tool]
    rows = rows[:int(arguments.papers)]
    make(rows[:WARM_UP_PAPERS], arguments.cores)
    before = time.perf_counter()
    found = make(rows, arguments.cores)
    seconds = time.perf_counter() - before
    np.savez(out, map=np.asarray(found, dtype=np.float32), seconds=seconds,
             mebibytes=own_peak_mebibytes())


def map_by_umap(rows, cores):
    import umap

    return umap.UMAP(metric="cosine", n_jobs=cores).fit_transform(rows)


def map_by_densmap(rows, cores):
    import umap

    return umap.UMAP(metric="cosine", densmap=True, n_jobs=cores).fit_transform(rows)


def map_by_opentsne(rows, cores):
    import openTSNE

    return openTSNE.TSNE(metric="cosine", n_jobs=cores).fit(rows)


# ------------------------------------------------------------------------------------------------ the judgement


class Truth:
    """Exact ranks of all papers as seen from some."""

    def __init__(self, rows, queries):
        self.rows = rows
        self.queries = np.sort(np.random.default_rng(0).choice(len(rows), min(queries, len(rows)), replace=False))

    def judge(self, positions):
        common, penalty, papers = 0, 0.0, len(self.rows)
        radii = []  # of each query, beside its papers and on the map
        for first in range(0, len(self.queries), 100):
            queries = self.queries[first:first + 100]
            near = self.nearest_on_map(positions, queries)
            cosines = self.rows[queries] @ self.rows.T
            order = np.argsort(-cosines, axis=1, kind="stable")
            for query, mine, ranks, cosine in zip(queries, near, order, cosines):
                ranks = ranks[ranks != query]
                radii.append((np.mean(2 - 2 * cosine[ranks[:TRUST]].astype(np.float64)),
                              squared_distance(positions[mine], positions[query])))
                common += len(np.intersect1d(mine[:RECALL], ranks[:RECALL]))
                rank_of = np.empty(papers, dtype=np.int64)
                rank_of[ranks] = np.arange(1, papers)
                penalty += np.maximum(0, rank_of[mine[:TRUST]] - TRUST).sum()
        count = len(self.queries)
        return {"recall": common / (RECALL * count),
                "trustworthiness": 1 - 2 * penalty / (count * TRUST * (2 * papers - 3 * TRUST - 1)),
                "density": float(np.corrcoef(np.log(LEAST_RADIUS + np.maximum(0, radii)), rowvar=False)[0, 1])}

    @staticmethod
    def nearest_on_map(positions, queries):
        from scipy.spatial import cKDTree

        positions = positions.astype(np.float64)
        _, near = cKDTree(positions).query(positions[queries], TRUST + 1)
        return [row[row != query][:TRUST] for row, query in zip(near, queries)]


def squared_distance(places, place):
    return np.mean(np.sum((places.astype(np.float64) - place) ** 2, axis=1))


if __name__ == "__main__":
    main()
