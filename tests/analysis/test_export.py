# SPDX-License-Identifier: Apache-2.0
"""Tables as pandas gives them and files of export.py read again by pandas, pyarrow and numpy; on seven papers."""

import contextlib
import csv
import errno
import io
import os
import pathlib
import subprocess
import sys
import unittest
from unittest import mock

import h5py
import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet

import run_writer
import small_run
import export  # noqa: E402  (small_run adds its folder)
import thema_results  # noqa: E402
import topic_tree  # noqa: E402
import whole_files  # noqa: E402

CLEAN = ["dark matter.", ".", "schrödinger's \"cat\".", "a, b.", "日本.", "σ of οδοσ.", "line break."]


class WithOut(small_run.WithSmallRun):
    def setUp(self):
        super().setUp()
        self.out = self.directory / "out"

    def export(self, rows=None, **options):
        with contextlib.redirect_stdout(io.StringIO()):
            export.export(self.run_, self.run_.select() if rows is None else np.array(rows), self.out, **options)

    def command(self, *arguments, expect=0):
        done = subprocess.run([sys.executable, "-B", export.__file__, "--run", self.directory, *arguments], text=True,
                              capture_output=True)
        self.assertEqual(done.returncode, expect, done.stderr)
        return done.stderr if expect else done.stdout


class Tables(small_run.WithSmallRun):
    def test_papers(self):
        table = self.run_.papers_table()
        self.assertEqual(table.columns.tolist(), ["id", "title", "authors", "categories", "date", "topic", "label",
                                                  "group", "similarity", "margin", "silhouette", "outlier", "x", "y"])
        self.assertEqual(table.index.tolist(), list(range(7)))
        self.assertEqual(table.title.tolist(), small_run.TITLES)
        np.testing.assert_array_equal(table.date.to_numpy().astype("datetime64[D]"),
                                      np.array(small_run.DAYS, dtype="datetime64[D]"))
        self.assertEqual(table.groupby("topic").id.count().tolist(), [4, 3])
        self.assertEqual(table.x.isna().tolist(), [False, True, False, False, True, False, False])

    def test_chosen_columns_and_rows_in_their_order(self):
        table = self.run_.papers_table(columns=["abstract", "tokens"], rows=[5, 2])
        self.assertEqual(table.columns.tolist(), ["abstract", "tokens"])
        self.assertEqual(table.abstract.to_dict(), {5: small_run.ABSTRACTS[5], 2: small_run.ABSTRACTS[2]})
        self.assertEqual(len(self.run_.papers_table(rows=self.run_.outliers)), 2)
        self.assertEqual(len(self.run_.papers_table(rows=[])), 0)

    def test_topics(self):
        table = self.run_.topics_table()
        self.assertEqual(table.index.name, "topic")
        self.assertEqual(table.loc[0, "keywords"], "dark, matter")
        self.assertEqual(table.loc[1, "representative_ids"], "2001.00002")
        self.assertEqual(table["size"].sum(), 7)


class Files(WithOut):
    def test_all_files_of_all_papers(self):
        self.export()
        self.assertEqual({path.name for path in self.out.iterdir()}, set(export.WRITERS))
        table = pd.read_parquet(self.out / "papers.parquet")
        self.assertEqual(table.title.tolist(), small_run.TITLES)
        self.assertEqual(table.row.tolist(), list(range(7)))
        self.assertEqual([None if pd.isna(day) else str(day) for day in table.date],
                         [None if day == "NaT" else day for day in small_run.DAYS])
        self.assertEqual(table.outlier.tolist(), [bool(o) for o in small_run.OUTLIERS])
        embeddings = np.load(self.out / "embeddings.npy", mmap_mode="r")
        self.assertEqual(embeddings.dtype, np.float16)
        np.testing.assert_array_equal(embeddings, small_run.EMBEDDINGS)
        clean = pd.read_parquet(self.out / "clean.parquet")
        self.assertEqual(clean.columns.tolist(), ["row", "id", "text"])
        self.assertEqual(clean.text.tolist(), [f"{text} abstract {i}" for i, text in enumerate(CLEAN)])

    def test_types_of_papers(self):
        self.export()
        schema = pyarrow.parquet.read_schema(self.out / "papers.parquet")
        types = {"row": "int64", "id": "string", "date": "date32[day]", "topic": "int32", "similarity": "float",
                 "outlier": "bool", "x": "float"}
        self.assertEqual({name: str(schema.field(name).type) for name in types}, types)

    def test_csv_holds_what_parquet_holds(self):
        self.export()
        with open(self.out / "papers.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        table = pyarrow.parquet.read_table(self.out / "papers.parquet").to_pylist()
        self.assertEqual(set(rows[0]) | {"neighbors"}, set(table[0]))
        for row, expected in zip(rows, table, strict=True):
            self.assertEqual((row["title"], row["label"]), (expected["title"], expected["label"]))
            self.assertEqual(row["date"], str(expected["date"] or ""))
            self.assertEqual(row["x"], "" if expected["x"] is None else f"{expected['x']:.0f}")

    def test_neighbours_are_places_in_the_file(self):
        self.export()
        neighbours = pyarrow.parquet.read_table(self.out / "papers.parquet")["neighbors"].to_pylist()
        self.assertEqual(neighbours[0], {"ids": [2, 3], "distances": [0.25, 0.5]})
        self.assertEqual(neighbours[6], {"ids": [0], "distances": [0.25]})
        self.assertEqual([row for row, one in enumerate(neighbours) if one is None], [1, 4])

    def test_chosen_papers(self):
        self.export(rows=[2, 3, 6])
        table = pd.read_parquet(self.out / "papers.parquet")
        self.assertEqual(table.row.tolist(), [2, 3, 6])
        self.assertEqual([one["ids"].tolist() for one in table.neighbors], [[], [2], []])
        np.testing.assert_array_equal(np.load(self.out / "embeddings.npy"), small_run.EMBEDDINGS[[2, 3, 6]])
        self.assertEqual(pd.read_parquet(self.out / "clean.parquet").row.tolist(), [2, 3, 6])
        self.assertEqual(len(pd.read_csv(self.out / "topics.csv")), 2)

    def test_row_groups_do_not_matter(self):
        self.export()
        whole = {name: pd.read_parquet(self.out / name).to_json() for name in ("papers.parquet", "clean.parquet")}
        bytes_ = {name: (self.out / name).read_bytes() for name in ("papers.csv", "embeddings.npy")}
        with mock.patch.object(export, "ROWS_AT_ONCE", 3):
            self.export(overwrite=True)
        self.assertEqual(pyarrow.parquet.ParquetFile(self.out / "papers.parquet").num_row_groups, 3)
        for name, expected in whole.items():
            self.assertEqual(pd.read_parquet(self.out / name).to_json(), expected)
        for name, expected in bytes_.items():
            self.assertEqual((self.out / name).read_bytes(), expected)

    def test_single_precision_stays(self):
        with h5py.File(self.directory / "embeddings.h5", "r+") as file:
            del file["embeddings"]
            file["embeddings"] = small_run.EMBEDDINGS.astype(np.float32) / 3
        self.export(files=["embeddings.npy"])
        found = np.load(self.out / "embeddings.npy")
        self.assertEqual(found.dtype, np.float32)
        np.testing.assert_array_equal(found, small_run.EMBEDDINGS.astype(np.float32) / 3)

    def test_a_run_without_a_map(self):
        self.run_.close()
        (self.directory / "map.h5").unlink()
        self.export()
        self.assertEqual({path.name for path in self.out.iterdir()}, set(export.WRITERS) - {"labels.parquet"})
        self.assertEqual(pyarrow.parquet.read_schema(self.out / "papers.parquet").names[-1], "outlier")
        self.assertIn("thema project --run", self.command("--files", "labels.parquet", expect=1))


class ForOtherPrograms(WithOut):
    """What embedding-atlas and datamapplot ask of a file, neither of which is needed here."""

    def with_tree(self, groups):
        """The run with a tree whose overview has so many groups."""
        self.run_.close()
        with h5py.File(self.directory / "topics.h5", "r+") as file:
            run_writer.write_tree(file, "hierarchy", [[0, 1]], [0.5], [2], ["dark, cats"], [["dark", "cats"]],
                                  [[0.5, 0.25]], "")
        self.run_ = thema_results.open(self.directory)
        for name, value in (("FEW_TOPICS", 1), ("MOST_GROUPS", groups)):
            patch = mock.patch.object(topic_tree, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def test_papers_have_the_types_that_are_asked_for(self):
        self.export()
        file = pyarrow.parquet.read_table(self.out / "papers.parquet")
        types = {"title": "string", "label": "string", "group": "string", "x": "float", "y": "float",
                 "neighbors": "struct<ids: list<element: int64>, distances: list<element: float>>"}
        self.assertEqual({name: str(file.schema.field(name).type) for name in types}, types)
        for name in ("title", "label", "group"):  # sorted as texts, so none may be missing
            self.assertEqual(file[name].null_count, 0)
        for near in filter(None, file["neighbors"].to_pylist()):
            self.assertEqual(len(near["ids"]), len(near["distances"]))
            self.assertEqual(near["distances"], sorted(near["distances"]))
            self.assertLess(max(near["ids"], default=0), file.num_rows)

    def test_labels_of_two_levels(self):
        self.with_tree(groups=1)
        self.export()
        self.assertEqual(set(pd.read_parquet(self.out / "papers.parquet").group), {"dark, cats"})
        labels = pyarrow.parquet.read_table(self.out / "labels.parquet")
        types = {"text": "string", "content": "string", "x": "double", "y": "double", "level": "int32",
                 "priority": "int64"}
        self.assertEqual({field.name: str(field.type) for field in labels.schema}, types)
        self.assertEqual(labels["text"], labels["content"])
        rows = [tuple(row.values())[1:] for row in labels.to_pylist()]
        # on the map are papers of topics 0, 1, 1, 1, 0, at 0, 1, 2, 3, 4 of either axis
        self.assertEqual(rows, [("dark, cats", 2, -2, 0, 5), ("dark, matter", 0, 0, 1, 2), ("cats", 2, -2, 1, 3)])

    def test_labels_of_chosen_papers(self):
        self.with_tree(groups=2)
        self.export(rows=[1, 6])
        labels = pyarrow.parquet.read_table(self.out / "labels.parquet").to_pylist()
        self.assertEqual([(row["text"], row["x"], row["level"], row["priority"]) for row in labels],
                         [("dark, matter", 4, 0, 1), ("dark, matter", 4, 1, 1)])
        self.export(rows=[1], overwrite=True)
        self.assertEqual(pyarrow.parquet.read_table(self.out / "labels.parquet").num_rows, 0)

    def test_without_groups_both_levels_are_topics(self):
        self.export()
        papers = pd.read_parquet(self.out / "papers.parquet")
        self.assertEqual(papers.group.tolist(), papers.label.tolist())
        self.assertEqual(pd.read_parquet(self.out / "labels.parquet").level.tolist(), [1, 1])

    def test_only_papers_that_are_on_the_map(self):
        self.command("--files", "papers.parquet", "--mapped", "--topic", "0")
        file = pyarrow.parquet.read_table(self.directory / "export" / "papers.parquet")
        self.assertEqual(file["row"].to_pylist(), [0, 6])
        self.assertEqual(file["x"].null_count + file["neighbors"].null_count, 0)


class WholeOrNotThere(WithOut):
    def test_what_is_there_is_not_replaced_unasked(self):
        self.export(files=["topics.csv"])
        (self.out / "topics.csv").write_text("mine")
        with self.assertRaisesRegex(FileExistsError, "topics.csv already there: --overwrite"):
            self.export()
        self.assertEqual([path.name for path in self.out.iterdir()], ["topics.csv"])
        self.assertEqual((self.out / "topics.csv").read_text(), "mine")
        self.export(overwrite=True)
        self.assertNotEqual((self.out / "topics.csv").read_text(), "mine")

    def test_an_error_leaves_nothing_and_the_old_file(self):
        self.export()
        before = (self.out / "clean.parquet").read_bytes()
        with mock.patch.object(export, "ROWS_AT_ONCE", 3), mock.patch.object(export, "encoder_text", fails_at_paper_5):
            with self.assertRaises(ZeroDivisionError):
                self.export(files=["clean.parquet"], overwrite=True)
        self.assertEqual((self.out / "clean.parquet").read_bytes(), before)
        self.assertEqual(list(self.out.glob("*.partial")), [])

    def test_a_full_disk_is_told_with_the_file(self):
        with self.assertRaisesRegex(OSError, "No space left on device: '.*file'"):
            with whole_files.whole_file(self.directory / "file"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.assertEqual(list(self.directory.glob("file*")), [])

    def test_the_name_appears_at_the_end(self):
        path = self.directory / "file"
        with whole_files.whole_file(path) as file:
            file.write(b"half")
            file.flush()
            self.assertFalse(path.exists())
            self.assertTrue(pathlib.Path(f"{path}.partial").exists())
        self.assertEqual(path.read_bytes(), b"half")


def fails_at_paper_5(title, abstract):
    return 1 / 0 if title == small_run.TITLES[5] else "text"


class Command(WithOut):
    def test_selection_and_files(self):
        said = self.command("--files", "papers.csv", "--category", "cs", "--from", "2020-01", "--to", "2020-12")
        self.assertIn("papers.csv", said)
        table = pd.read_csv(self.directory / "export" / "papers.csv")
        self.assertEqual(table.row.tolist(), [5])
        self.command("--files", "papers.csv", "--outliers", "only", "--topic", "0", "1", "--overwrite")
        self.assertEqual(pd.read_csv(self.directory / "export" / "papers.csv").row.tolist(), [1, 6])

    def test_errors_are_one_line_that_says_what_is_wrong(self):
        for arguments, said in [(["--topic", "2"], "whole numbers 0 to 1"), (["--from", "yesterday"], "YYYY-MM-DD"),
                                (["--category", "physics"], "none of the 7 papers"),
                                (["--method", "tsne"], "no layout 'tsne'; it has umap, pca"),
                                (["--edit", "3"], "no edit 3")]:
            error = self.command(*arguments, expect=1)
            self.assertIn(said, error)
            self.assertEqual(len(error.splitlines()), 1, error)

    def test_a_stage_that_is_missing_is_named(self):
        (self.directory / "topics.h5").unlink()
        self.assertIn("thema label --run", self.command("--files", "papers.csv", expect=1))
        self.command("--files", "embeddings.npy", "clean.parquet")


if __name__ == "__main__":
    unittest.main()
