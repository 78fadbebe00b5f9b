# SPDX-License-Identifier: Apache-2.0
"""Selection of papers, and columns of any rows, with h5py and numpy alone; on seven papers written by hand."""

import datetime
import importlib.util
import subprocess
import sys
import unittest

import numpy as np

import small_run
import optional_packages  # noqa: E402  (small_run adds its folder)
import paper_tables  # noqa: E402
import thema_results  # noqa: E402


class Select(small_run.WithSmallRun):
    def check(self, expected, **conditions):
        rows = self.run_.select(**conditions)
        self.assertEqual(rows.tolist(), expected, conditions)
        self.assertEqual(rows.dtype, np.int64)

    def test_no_condition_is_every_paper(self):
        self.check([0, 1, 2, 3, 4, 5, 6])

    def test_topics(self):
        self.check([2, 3, 5], topics=1)
        self.check([2, 3, 5], topics=np.int32(1))
        self.check([0, 1, 2, 3, 4, 5, 6], topics=(0, 1))
        self.check([], topics=[])

    def test_a_category_is_met_by_any_of_a_paper_and_stands_for_what_is_below_it(self):
        self.check([0, 6], categories="cs.LG")
        self.check([0, 2], categories=["stat.ML"])
        self.check([0, 2, 5, 6], categories="cs")  # not csx.LG, not the paper without one
        self.check([1, 2, 5], categories=["math.CO", "cs.AI"])
        self.check([], categories="cs.lg")
        self.check([], categories=[])

    def test_chunks_do_not_matter(self):
        self.run_.categories.CHUNK = 2
        self.check([0, 2, 5, 6], categories="cs")
        self.check([0, 6], categories="cs", topics=0)

    def test_dates_are_included_and_unknown_ones_are_not(self):
        self.check([1, 3, 4, 5], first_date="2020-01-01")
        self.check([0, 1], last_date=datetime.date(2020, 1, 1))
        self.check([1, 3, 5], first_date="2020", last_date="2020")
        self.check([5], first_date="2020-05", last_date="2020-05")
        self.check([0, 1, 3, 4, 5], last_date="2021-02")
        self.check([5], first_date=np.datetime64("2020-05-17T12:00"), last_date=np.datetime64("2020-05-17"))

    def test_outliers(self):
        self.check([1, 6], outliers=True)
        self.check([0, 2, 3, 4, 5], outliers=False)

    def test_conditions_hold_together(self):
        self.check([5], topics=1, categories="cs", first_date="2020")

    def test_what_is_refused_says_what_is_allowed(self):
        for topics in (2, -1, [0, 7], 0.5, "cats"):
            with self.assertRaisesRegex(ValueError, "whole numbers 0 to 1"):
                self.run_.select(topics=topics)
        for date in ("2020-13", "May 2020", "NaT"):
            with self.assertRaisesRegex(ValueError, "NaT|YYYY-MM-DD"):
                self.run_.select(first_date=date)


class Columns(small_run.WithSmallRun):
    def setUp(self):
        super().setUp()
        self.columns = paper_tables.PaperColumns(self.run_)

    def test_rows_that_follow_one_another_and_rows_that_do_not(self):
        for rows in ([1, 2, 3], [5, 0, 3], []):
            rows = np.array(rows, dtype=np.int64)
            self.assertEqual(self.columns.values("title", rows), [small_run.TITLES[row] for row in rows])
            self.assertEqual(self.columns.values("topic", rows).tolist(), [small_run.TOPICS[row] for row in rows])
        self.assertEqual(self.columns.values("label", np.array([3, 0])), ["cats", "dark, matter"])
        np.testing.assert_array_equal(self.columns.values("margin", np.array([4])), [0.5])

    def test_every_column_has_a_value_for_every_row(self):
        for name in self.columns.names:
            self.assertEqual(len(self.columns.values(name, np.array([6, 1]))), 2, name)

    def test_papers_that_are_not_on_the_map(self):
        x, y = (self.columns.values(axis, np.array([1, 2, 6])) for axis in "xy")
        np.testing.assert_array_equal(x, [np.nan, 1, 4])
        np.testing.assert_array_equal(y, [np.nan, -1, -4])
        other = paper_tables.PaperColumns(self.run_, "pca")
        np.testing.assert_array_equal(other.values("x", np.array([2])), [0])

    def test_a_run_without_a_map_has_no_coordinates_in_its_table(self):
        (self.directory / "map.h5").unlink()
        self.assertEqual(self.columns.table, paper_tables.TABLE)

    def test_an_unknown_column_is_refused_with_those_there_are(self):
        with self.assertRaisesRegex(KeyError, "no column 'titel' of papers; columns are row, id, title"):
            self.columns.values("titel", np.array([0]))

    def test_rows_of_a_table(self):
        self.assertEqual(paper_tables.checked_rows([-1, 2], 7).tolist(), [6, 2])
        self.assertEqual(paper_tables.checked_rows(np.array(small_run.OUTLIERS, dtype=bool), 7).tolist(), [1, 6])
        self.assertEqual(paper_tables.checked_rows(slice(5, None), 7).tolist(), [5, 6])
        self.assertEqual(paper_tables.checked_rows([], 7).tolist(), [])
        with self.assertRaisesRegex(IndexError, "rows 0 to 6"):
            paper_tables.checked_rows([7], 7)

    def test_places(self):
        self.assertEqual(paper_tables.places_in(np.array([5, 3, 9]), np.array([9, 4, 3, 10])).tolist(), [2, -1, 1, -1])
        self.assertEqual(paper_tables.places_in(np.array([]), np.array([1])).tolist(), [-1])


class WithoutPandas(small_run.WithSmallRun):
    def test_a_package_that_is_missing_is_named_with_what_installs_it(self):
        said = "a test needs the Python package no_such.*--notebook"
        with self.assertRaisesRegex(optional_packages.MissingPackage, said):
            optional_packages.needed("no_such.part", "a test")

    @unittest.skipIf(importlib.util.find_spec("pandas"), "pandas is installed here")
    def test_tables_need_pandas_and_say_so(self):
        with self.assertRaisesRegex(optional_packages.MissingPackage, "papers_table needs the Python package pandas"):
            self.run_.papers_table()

    def test_reading_imports_nothing_but_h5py_and_numpy(self):
        code = ("import sys, thema_results; r = thema_results.open(sys.argv[1]); r.topics, r.titles[2], r.map();"
                "r.select(topics=0, categories='cs'); print(*{n.split('.')[0] for n in sys.modules})")
        analysis = str(thema_results.__file__.rsplit("/", 1)[0])
        done = subprocess.run([sys.executable, "-B", "-c", code, str(self.directory)], cwd=analysis, text=True,
                              stdout=subprocess.PIPE, check=True)
        allowed = {"h5py", "numpy", "cython_runtime", "thema_results", "stage_file", "topic_tree", "paper_selection",
                   "paper_tables", "optional_packages", "sitecustomize"}  # the last is Debian's
        installed = {name for name in done.stdout.split() if name not in sys.stdlib_module_names and name[0] != "_"}
        self.assertLessEqual(installed, allowed)


class Memory(small_run.WithSmallRun):
    def test_embeddings_are_the_file_and_no_copy(self):
        self.assertIsInstance(self.run_.embeddings, np.memmap)
        self.assertFalse(self.run_.embeddings.flags.writeable)
        with open(self.directory / "embeddings.h5", "r+b") as file:
            file.seek(self.run_.embeddings.offset)
            file.write(np.float16(42).tobytes())
        self.assertEqual(self.run_.embeddings[0, 0], 42)


if __name__ == "__main__":
    unittest.main()
