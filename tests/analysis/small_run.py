# SPDX-License-Identifier: Apache-2.0
"""A finished run of seven papers and two topics, written by hand, for the tests of selection, tables and export."""

import pathlib
import shutil
import sys
import tempfile
import unittest

import h5py
import numpy as np

sys.path[:0] = [str(pathlib.Path(__file__).parents[2] / "analysis")]
sys.dont_write_bytecode = True

import run_writer  # noqa: E402
import thema_results  # noqa: E402

CATEGORIES = ["cs.LG stat.ML", "math.CO", "stat.ML cs.AI", "", "csx.LG", "math.CO cs.DM", "cs.LG"]
DAYS = ["2019-12-31", "2020-01-01", "NaT", "2020-12-31", "2021-02-28", "2020-05-17", "NaT"]
TITLES = ["Dark  Matter", "", "Schrödinger's \"cat\"", "A, B", "日本", "Σ of ΟΔΟΣ", "Line\nbreak"]
ABSTRACTS = [f" Abstract\n {i} " for i in range(7)]
TOPICS = [0, 0, 1, 1, 0, 1, 0]
OUTLIERS = [0, 1, 0, 0, 0, 0, 1]
EMBEDDINGS = np.arange(21, dtype=np.float16).reshape(7, 3)
LAID_OUT = [0, 2, 3, 5, 6]  # rows of the map
NEIGHBOURS = [[2, 3], [0, 5], [5, 6], [3, 2], [0, -1]]


def stored_days():
    days = np.array(DAYS, dtype="datetime64[D]")
    return [-(2**31) if np.isnat(day) else day.astype(int) for day in days]


def topic(label, keywords, rows, size):
    return {"label": label, "keywords": keywords, "representatives": rows, "size": size, "mean_similarity": 0.5,
            "mean_silhouette": 0.25, "main": "cs.LG 50%"}


def write(run):
    texts = {"id": [f"2001.{i:05}" for i in range(7)], "title": TITLES, "abstract": ABSTRACTS,
             "authors": [f"Author {i}" for i in range(7)], "categories": CATEGORIES}
    run_writer.write_documents(run, texts, stored_days())
    run_writer.write_embeddings(run, EMBEDDINGS)
    columns = {"assignment": TOPICS, "similarity": [0.5 + i / 16 for i in range(7)], "second": [1 - t for t in TOPICS],
               "second_similarity": [0.25] * 7, "silhouette": [0.125] * 7, "outlier": OUTLIERS}
    run_writer.write_clusters(run, columns, [[1, 0, 0], [0, 1, 0]], [(2, 0.5, 9.0, 0.1, 7.0, 3.0, 4, 3, 4)])
    topics = [topic("dark, matter", ["dark", "matter"], [0, 1], 4), topic("cats", ["cats", ""], [2, -1], 3)]
    run_writer.write_topics(run, topics, ["dark", "cats"], [[1, 0], [0, 1]])
    coordinates = [[i, -i] for i in range(5)]
    similarity = [[0.75, 0.5]] * 5
    layouts = {"umap": (coordinates, {"trustworthiness": 0.9}), "pca": (np.zeros((5, 2)), {"recall": 0.5})}
    run_writer.write_map(run, layouts, LAID_OUT, (NEIGHBOURS, similarity))


class WithSmallRun(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="thema-small-run-"))
        self.addCleanup(shutil.rmtree, self.directory)
        write(self.directory)
        self.run_ = thema_results.open(self.directory)
        self.addCleanup(self.run_.close)

    def remove(self, stage, *names):
        with h5py.File(self.directory / f"{stage}.h5", "r+") as file:
            for name in names:
                del file[name]
