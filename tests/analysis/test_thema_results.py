# SPDX-License-Identifier: Apache-2.0
"""analysis/ on a run directory written by hand: eight papers, three topics; the expected values stand here."""

import contextlib
import csv
import io
import os
import pathlib
import shutil
import sys
import tempfile
import types
import unittest

import h5py
import matplotlib.pyplot as plt
import numpy as np

SOURCE = pathlib.Path(os.environ.get("THEMA_SOURCE", pathlib.Path(__file__).parents[2]))
sys.path[:0] = [str(SOURCE / "analysis"), str(pathlib.Path(__file__).parent)]
sys.dont_write_bytecode = True

import figure_style  # noqa: E402
import figures  # noqa: E402
import label_placement  # noqa: E402
import map_places  # noqa: E402
import run_writer  # noqa: E402
import selection_figure  # noqa: E402
import summary  # noqa: E402
import thema_results  # noqa: E402
import topic_tree  # noqa: E402
import trend_figures  # noqa: E402

TITLES = ["Dark matter", "", "Schrödinger’s cat", "A $K$-theory of {things}", "日本", "Graphs", "More | graphs",
          "Trees"]
ASSIGNMENT = [0, 0, 0, 0, 1, 1, 1, 2]
SIMILARITY = [0.5, 0.9, 0.7, 0.9, 0.3, 0.8, 0.6, 1.0]
CENTROIDS = [[1, 0], [0, 1], [0.6, 0.8]]


def cluster_columns():
    return {"assignment": ASSIGNMENT, "similarity": SIMILARITY, "second": [1] * 8, "second_similarity": [0.1] * 8,
            "silhouette": [0.25] * 8, "soft/topic": [[0, 1]] * 8, "soft/share": [[0.75, 0.25]] * 8,
            "outlier": [0, 0, 0, 0, 1, 0, 0, 0]}


def write_run(run):
    texts = {name: [f"{name} {i}" for i in range(8)] for name in run_writer.TEXT_COLUMNS}
    texts["title"] = TITLES
    dates = [0, 13_605, -1, -(2**31), 1, 2, 3, 4]
    run_writer.write_documents(run, texts, dates, rejected=[(120, "not JSON", '{"id": é')])
    run_writer.write_embeddings(run, np.arange(16, dtype=np.float16).reshape(8, 2))
    columns = cluster_columns()
    rows = [(2, 0.5, 9.0, 0.1, 7.0, 3.0, 4, 3, 5), (3, 0.6, 8.0, 0.2, 6.0, 2.0, 5, 1, 4)]
    run_writer.write_clusters(run, columns, CENTROIDS, rows, metric="highest silhouette")
    topics = [
        topic("dark matter | Dark matter", ["dark matter", "cat"], [1, 3], 4, 0.75, "astro-ph.CO 100%"),
        topic("graphs | Graphs", ["graphs", "日本"], [5, 6], 3, 0.55, "math.CO 67%, cs.DM 33%"),
        topic("trees | Trees", ["trees", ""], [7, -1], 1, 1.0, "math.CO 100%"),
    ]
    weights = [[0.5, 0, 2.0, 0], [0, 3.0, 0, 1.0], [0, 0, 0, 0]]
    run_writer.write_topics(run, topics, ["cat", "graphs", "dark matter", "日本"], weights,
                            quality={"c_v": [0.5, 0.25, np.nan], "npmi": 0.125, "ami": 0.75, "diversity": 0.875})
    layouts = {"pca": (np.zeros((4, 2)), {"trustworthiness": 0.6}),
               "umap": ([[0, 1], [2, 3], [4, 5], [6, 7]], {"neighbour_recall": 0.5, "trustworthiness": 0.9})}
    run_writer.write_map(run, layouts, [0, 3, 4, 7], ([[3], [0], [7], [4]], [[0.9], [0.9], [0.8], [0.8]]))


def add_trees_and_time(run):
    """What label writes beyond the topics themselves: topic 2 is joined to 0 and 1."""
    with h5py.File(pathlib.Path(run) / "topics.h5", "r+") as file:
        for name in ("hierarchy", "hierarchy/bisecting"):
            run_writer.write_tree(file, name, [[0, 1], [2, 3]], [0.5, 2.0], [7, 8], ["cats, graphs", "all"],
                                  [["cats", "graphs"], ["all", ""]], [[0.5, 0.25], [0.125, 0]],
                                  "('2':2,('0':0.5,'1':0.5)'cats, graphs':1.5)'all';")
        run_writer.write_time(file, [447, 448], [[3, 0], [1, 2], [0, 1]], [2007], [[3], [3], [1]], [-0.5, np.nan, 0.1],
                              [(1, 448, 448, 2.5)], [[["cat", "日本"]], [["graphs", ""]], [["", ""]]])
        run_writer.write_padded_text(file, "categories/names", ["astro-ph.CO", "math.CO"])
        file["categories/counts"] = np.array([[4, 0, 0], [0, 3, 1]], dtype="<i8")
        file["categories/frequent"] = np.array([1], dtype="<i4")
        file["categories/year_counts"] = np.array([[[0], [3], [1]]], dtype="<i8")
        run_writer.write_weighted_words(file, "categories/keywords", "categories/keyword_weights",
                                        [[["", ""]], [["日本", "graphs"]], [["cat", ""]]])


def topic(label, keywords, representatives, size, similarity, main):
    return {"label": label, "keywords": keywords, "representatives": representatives, "size": size,
            "mean_similarity": similarity, "mean_silhouette": 0.25, "main": main}


class WithRun(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="thema-analysis-"))
        self.addCleanup(shutil.rmtree, self.directory)
        write_run(self.directory)
        self.run_ = thema_results.open(self.directory)
        self.addCleanup(self.run_.close)


class Columns(WithRun):
    def test_soft_topics_margins_and_outliers(self):
        np.testing.assert_allclose(self.run_.margin, np.array(SIMILARITY) - 0.1, rtol=1e-6)
        self.assertEqual(self.run_.soft_topics[3].tolist(), [0, 1])
        self.assertEqual(self.run_.soft_shares[3].tolist(), [0.75, 0.25])
        for column in (self.run_.soft_topics, self.run_.soft_shares):
            self.assertIsInstance(column, np.memmap)
            np.testing.assert_array_equal(column[[5, 1, 5]], column[...][[5, 1, 5]])  # no order, as h5py would want it
        self.assertEqual(np.flatnonzero(self.run_.outliers).tolist(), [4])
        self.assertEqual((self.run_.outlier_limit, self.run_.soft_temperature), ((0.125, 0.25), 0.0625))

    def test_texts_are_decoded_by_row_slice_and_list(self):
        titles = self.run_.titles
        self.assertEqual(len(titles), 8)
        self.assertEqual(titles[2], "Schrödinger’s cat")
        self.assertEqual(titles[-4], "日本")
        self.assertEqual(titles[1:4], TITLES[1:4])
        self.assertEqual(titles[::3], TITLES[::3])
        self.assertEqual(titles[5:2], [])
        self.assertEqual(titles[[7, 0, -1]], ["Trees", "Dark matter", "Trees"])
        self.assertEqual(titles[np.array(ASSIGNMENT) == 1], TITLES[4:7])
        self.assertEqual(titles[[]], [])
        self.assertEqual(list(titles), TITLES)
        with self.assertRaises(IndexError):
            titles[8]

    def test_iteration_crosses_chunks(self):
        titles = self.run_.titles
        titles.CHUNK = 3
        self.assertEqual(list(titles), TITLES)

    def test_other_columns(self):
        run = self.run_
        self.assertEqual(run.documents, 8)
        self.assertEqual(run.ids[7], "id 7")
        self.assertEqual(run.abstracts[0], "abstract 0")
        self.assertEqual(run.authors[1], "authors 1")
        self.assertEqual(run.categories[2], "categories 2")
        self.assertEqual([str(d) for d in run.dates[:4]], ["1970-01-01", "2007-04-02", "1969-12-31", "NaT"])
        self.assertEqual(run.rejected, [thema_results.RejectedLine("papers.jsonl", 120, "not JSON", '{"id": é')])
        self.assertEqual(run.options("clusters"), "[clusters]\nkey = 1\n")
        self.assertEqual(run.provenance("clusters"), {"ranks": "2"})

    def test_numbers_are_views_of_the_file(self):
        run = self.run_
        self.assertIsInstance(run.embeddings, np.memmap)
        self.assertEqual(run.embeddings.dtype, np.float16)
        np.testing.assert_array_equal(run.embeddings[3], [6, 7])
        np.testing.assert_array_equal(run.assignment, ASSIGNMENT)
        np.testing.assert_allclose(run.similarity, SIMILARITY, rtol=1e-7)
        np.testing.assert_array_equal(run.second, [1] * 8)
        np.testing.assert_array_equal(run.tokens, [7] * 8)
        np.testing.assert_array_equal(run.sizes, [4, 3, 1])
        self.assertEqual(run.centroids.shape, (3, 2))
        with self.assertRaises(ValueError):
            run.assignment[0] = 1

    def test_an_empty_corpus_has_empty_columns(self):
        run_writer.write_documents(self.directory, {name: [] for name in run_writer.TEXT_COLUMNS}, [])
        with thema_results.open(self.directory) as run:
            self.assertEqual((run.documents, len(run.titles), list(run.titles), run.rejected), (0, 0, [], []))


class Topics(WithRun):
    def test_fields(self):
        first, second, third = self.run_.topics
        self.assertEqual((first.label, first.name), ("dark matter | Dark matter", "dark matter"))
        self.assertEqual((first.size, first.share), (4, 0.5))
        self.assertEqual(second.keywords, ["graphs", "日本"])
        self.assertEqual(second.main_categories, "math.CO 67%, cs.DM 33%")
        self.assertEqual(third.keywords, ["trees"])  # unused places are left out
        self.assertEqual(third.representatives, [7])
        self.assertEqual((third.mean_similarity, third.mean_silhouette), (1.0, 0.25))

    def test_quality(self):
        first, second, third = self.run_.topics
        self.assertEqual((first.c_v, second.c_v), (0.5, 0.25))
        self.assertTrue(np.isnan([third.c_v, first.npmi, first.u_mass, first.c_uci]).all())  # the last are not stored
        known = {name: value for name, value in self.run_.agreement.items() if not np.isnan(value)}
        self.assertEqual(known, {"v_measure": 0.9, "homogeneity": 0.8, "completeness": 1.0, "ami": 0.75})
        self.assertEqual(list(self.run_.agreement)[3:], ["purity", "nmi", "ari", "ami"])
        known = {name: value for name, value in self.run_.keyword_quality.items() if not np.isnan(value)}
        self.assertEqual(known, {"npmi": 0.125, "diversity": 0.875})
        self.assertEqual(len(self.run_.keyword_quality), 6)

    def test_a_file_of_an_older_version_lacks_what_it_did_not_hold(self):
        first = self.run_.topics[0]
        self.assertEqual((first.distinctive, first.distinctive_weights, first.diverse, first.newest), ([], [], [], []))

    def test_distinctive_terms_and_other_papers(self):
        more = {"distinctive": ["halo", ""], "diverse": [0, 3, -1], "newest": [2, -1, -1]}
        topics = [topic("dark | X", ["dark", "y"], [0, 1, 2], 4, 0.5, "") | more]
        run_writer.write_topics(self.directory, topics, ["dark"], [[1.0]])
        with thema_results.open(self.directory) as run:
            only = run.topics[0]
        self.assertEqual((only.distinctive, only.distinctive_weights), (["halo"], [2.5]))
        self.assertEqual((only.diverse, only.newest), ([0, 3], [2]))

    def test_terms_by_weight(self):
        self.assertEqual(self.run_.topic_terms(0), [("dark matter", 2.0, 1), ("cat", 0.5, 1)])
        self.assertEqual(self.run_.topic_terms(1, count=1), [("graphs", 3.0, 1)])
        self.assertEqual(self.run_.topic_terms(2), [])
        self.assertEqual([*zip(self.run_.terms, self.run_.document_frequency)],
                         [("cat", 1), ("graphs", 1), ("dark matter", 1), ("日本", 1)])

    def test_papers_of_a_topic_most_typical_first(self):
        np.testing.assert_array_equal(self.run_.papers_of(0), [1, 3, 2, 0])  # equal ones by row

    def test_selection(self):
        np.testing.assert_array_equal(self.run_.selection["k"], [2, 3])
        np.testing.assert_allclose(self.run_.selection["silhouette"], [0.1, 0.2])
        self.assertEqual((self.run_.selection_rule, self.run_.selection_documents), ("highest silhouette", 8))
        self.assertEqual(self.run_.selection_elbow, 0, "a file of an older version has none")


class NewPapers(WithRun):
    def test_new_papers_in_the_topics(self):
        self.assertEqual(self.run_.assigned_names, [])
        columns = {"assignment": [2, 0], "similarity": [0.5, 0.25], "second": [0, 1], "second_similarity": [0.125, 0],
                   "novelty": [1, 0.75]}
        topics = {"papers_run": [4, 3, 1], "papers_new": [1, 0, 1], "far_out_new": [0, 0, 1],
                  "similarity_run": [0.75, 0.5, 1], "similarity_new": [0.25, np.nan, 0.5]}
        figures = {"papers_run": 8, "papers_new": 2, "far_out_run": 1, "far_out_new": 1, "far_out_level": 0.99,
                   "similarity_run": 0.7, "similarity_new": 0.375, "jensen_shannon": 0.25}
        run_writer.write_assigned(self.directory, "may", ["a", "日本"], columns, topics, figures)
        self.assertEqual(self.run_.assigned_names, ["may"])
        found = self.run_.assigned("may")
        self.assertEqual(list(found.ids), ["a", "日本"])
        for name, values in columns.items():
            self.assertEqual(getattr(found, name).tolist(), values)
        self.assertEqual(found.topics["papers_new"].tolist(), [1, 0, 1])
        self.assertTrue(np.isnan(found.topics["similarity_new"][1]))
        self.assertEqual(found.figures, figures)
        with self.assertRaisesRegex(thema_results.MissingStage, "thema assign --run .* --name june"):
            self.run_.assigned("june")


class Edits(WithRun):
    def write_edit(self, number, label):
        folder = self.directory / "edits" / f"{number:03}"
        folder.mkdir(parents=True)
        for stage in ("clusters.h5", "topics.h5"):
            shutil.copy(self.directory / stage, folder)
        with h5py.File(folder / "topics.h5", "r+") as file:
            file["label"][0] = label
        (self.directory / "edits" / f"{number:03}.toml").write_text("[[edit]]\n")

    def test_the_topics_after_the_last_edit_are_shown(self):
        self.assertEqual((self.run_.edits, self.run_.edit), (0, 0))
        original = self.run_.topics[0].label
        self.write_edit(1, b"one")
        self.write_edit(2, b"two")
        (self.directory / "edits" / "003").mkdir()  # a killed job left it
        for edit, shown, label in ((None, 2, "two"), (2, 2, "two"), (1, 1, "one"), (0, 0, original)):
            with thema_results.open(self.directory, edit) as run:
                self.assertEqual((run.edits, run.edit, run.topics[0].label), (2, shown, label))
                self.assertEqual(run.titles[0], self.run_.titles[0])
        with self.assertRaisesRegex(thema_results.MissingStage, "has no edit 3: there are 2"):
            thema_results.open(self.directory, edit=3)
        self.assertEqual(self.run_.topics[0].label, original)  # what was open stays what it is


class Map(WithRun):
    def test_layouts(self):
        self.assertEqual(self.run_.methods, ["umap", "pca"])
        layout = self.run_.map()
        self.assertEqual(layout.method, "umap")
        np.testing.assert_array_equal(layout.coordinates[2], [4, 5])
        np.testing.assert_array_equal(layout.rows, [0, 3, 4, 7])
        self.assertEqual(layout.quality, {"neighbour_recall": 0.5, "trustworthiness": 0.9})
        self.assertEqual(self.run_.map("pca").quality, {"trustworthiness": 0.6})
        np.testing.assert_array_equal(self.run_.neighbours.indices, [[3], [0], [7], [4]])
        with self.assertRaisesRegex(KeyError, "no layout 'tsne'; it has umap, pca"):
            self.run_.map("tsne")


class Missing(WithRun):
    def test_a_missing_stage_names_its_command(self):
        (self.directory / "topics.h5").unlink()
        run = thema_results.open(self.directory)
        self.assertEqual(run.stages, ["documents", "embeddings", "clusters", "map"])
        with self.assertRaisesRegex(thema_results.MissingStage, r"topics\.h5 is missing: run `thema label --run "):
            run.topics

    def test_an_unfinished_stage_is_told_from_a_missing_one(self):
        (self.directory / "embeddings.h5").rename(self.directory / "embeddings.h5.partial")
        run = thema_results.open(self.directory)
        with self.assertRaisesRegex(thema_results.MissingStage, r"not complete .*thema encode --run .*goes on"):
            run.embeddings

    def test_folders_that_are_no_run(self):
        with self.assertRaisesRegex(thema_results.MissingStage, "no run directory"):
            thema_results.open(self.directory / "absent")
        (self.directory / "empty").mkdir()
        with self.assertRaisesRegex(thema_results.MissingStage, "no file of thema"):
            thema_results.open(self.directory / "empty")

    def test_wrong_files(self):
        path = self.directory / "map.h5"
        with h5py.File(path, "r+") as file:
            file.attrs["thema_schema"] = 2
        self.refuses("map", "schema version 2; this module reads version 1")
        shutil.copy(self.directory / "topics.h5", path)
        self.refuses("map", "holds the stage 'topics', expected 'map'")
        with h5py.File(path, "w"):
            pass
        self.refuses("map", "is not a file of thema")
        path.write_bytes((self.directory / "topics.h5").read_bytes()[:200])
        self.refuses("map", "cannot be read as HDF5")
        with self.assertRaisesRegex(KeyError, "stages are documents, embeddings, clusters, topics, map"):
            self.run_.file("maps")

    def refuses(self, stage, message):
        with thema_results.open(self.directory) as run, self.assertRaisesRegex(thema_results.WrongFile, message):
            run.file(stage)


class TreesAndTime(WithRun):
    def setUp(self):
        super().setUp()
        self.run_.close()
        add_trees_and_time(self.directory)

    def test_tree_is_cut_into_labelled_groups(self):
        tree = self.run_.hierarchy
        groups, labels = tree.cut(2)
        self.assertEqual(groups.tolist(), [0, 0, 1])
        self.assertEqual(labels, ["cats, graphs", "trees | Trees"])
        self.assertEqual(tree.cut(1)[0].tolist(), [0, 0, 0])
        self.assertEqual(tree.cut(9)[0].tolist(), [0, 1, 2])
        self.assertEqual(tree.sizes.tolist(), [4, 3, 1, 7, 8])
        self.assertEqual(tree.keywords, [["cats", "graphs"], ["all"]])
        self.assertEqual(tree.keyword_weights, [[0.5, 0.25], [0.125]])
        self.assertEqual(tree.leaves(), [2, 0, 1])
        self.assertEqual(tree.linkage.tolist(), [[0, 1, 0.5, 2], [2, 3, 2, 3]])
        self.assertTrue(tree.newick.startswith("('2':2,"))
        self.assertEqual(self.run_.bisecting.cut(2)[0].tolist(), [0, 0, 1])

    def test_overview_has_few_groups_and_none_of_few_topics(self):
        groups, labels = self.run_.hierarchy.overview()
        self.assertEqual((groups.tolist(), labels), ([-1, -1, -1], []))
        chain = [[0, 1], *([100 + i, 2 + i] for i in range(98))]
        tree = topic_tree.Tree(chain, range(99), np.ones(100, dtype=int), list(map(str, range(100))), [""] * 99, [], "")
        self.assertEqual(len(tree.overview()[1]), 12)

    def test_tree_is_text(self):
        self.assertEqual(self.run_.hierarchy.tree(),
                         "all (8)\n├─ 2: trees | Trees (1)\n└─ cats, graphs (7)\n"
                         "   ├─ 0: dark matter | Dark matter (4)\n   └─ 1: graphs | Graphs (3)")
        self.assertEqual(self.run_.hierarchy.tree(2), "all (8)\n├─ 2: trees | Trees (1)\n└─ cats, graphs (7)")

    def test_topics_without_papers_are_in_no_group(self):
        # 1 and 3 have papers and are joined first; 0 and 2 have none.
        tree = topic_tree.Tree([[1, 3], [0, 4], [2, 5]], [1, 1, 1], np.array([0, 5, 0, 6]), list("abcd"), list("xyz"),
                               [[], [], []], "")
        self.assertEqual(tree.cut(1)[0].tolist(), [-1, 0, -1, 0])
        groups, labels = tree.cut(4)
        self.assertEqual((groups.tolist(), labels), ([-1, 0, -1, 1], ["b", "d"]))

    def test_one_topic_is_a_tree_without_merges(self):
        tree = topic_tree.Tree([], [], np.array([3]), ["a"], [], [], "")
        self.assertEqual(tree.cut(1)[0].tolist(), [0])
        self.assertEqual(tree.tree(), "0: a (3)")

    def test_time(self):
        time = self.run_.time
        self.assertEqual([str(m) for m in time.months], ["2007-04", "2007-05"])
        self.assertEqual(time.month_counts.tolist(), [[3, 0], [1, 2], [0, 1]])
        self.assertEqual(time.bursts, [thema_results.Burst(1, np.datetime64("2007-05"), np.datetime64("2007-05"), 2.5)])
        self.assertEqual(time.year_keywords, [[[("cat", 1.0), ("日本", 1.0)]], [[("graphs", 1.0)]], [[]]])

    def test_categories(self):
        categories = self.run_.category_counts
        self.assertEqual(categories.frequent, ["math.CO"])
        self.assertEqual(categories.counts[categories.names.index("math.CO")].tolist(), [0, 3, 1])
        self.assertEqual(categories.year_counts.shape, (1, 3, 1))
        self.assertEqual(self.run_.category_keywords, [[[]], [[("日本", 1.0), ("graphs", 1.0)]], [[("cat", 1.0)]]])

    def test_older_files_say_what_to_run(self):
        with h5py.File(self.directory / "topics.h5", "r+") as file:
            del file["time"], file["categories/keywords"], file["hierarchy/keyword_weights"]
        self.assertTrue(np.isnan(self.run_.hierarchy.keyword_weights[0]).all())
        self.assertEqual(self.run_.category_counts.frequent, ["math.CO"])
        with self.assertRaisesRegex(thema_results.MissingStage, "no 'categories'.*thema label --run"):
            self.run_.category_keywords
        with self.assertRaisesRegex(thema_results.MissingStage, "has no 'time'.*thema label --run"):
            self.run_.time


class Figures(WithRun):
    def write(self, out="figures"):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            figures.write_all(self.run_, self.directory / out, None, [figure_style.LIGHT])
        return printed.getvalue()

    def test_all_files_are_written(self):
        self.write()
        self.assertEqual(sorted(p.name for p in (self.directory / "figures").iterdir()),
                         ["k_selection.png", "keywords.png", "topic_map.pdf", "topic_map.png",
                          "topic_map.svg", "topic_sizes.png", "topics.csv"])
        for path in (self.directory / "figures").glob("*.png"):
            self.assertEqual(path.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")

    def test_edits_do_not_hide_how_k_was_chosen(self):
        (self.directory / "edits" / "001").mkdir(parents=True)
        (self.directory / "edits" / "001.toml").touch()
        for stage in ("clusters.h5", "topics.h5"):
            shutil.copy(self.directory / stage, self.directory / "edits" / "001")
        with h5py.File(self.directory / "edits" / "001" / "clusters.h5", "r+") as file:
            one = file["selection"][:1]
            del file["selection"]
            file["selection"] = one
        self.run_.close()
        self.run_ = thema_results.open(self.directory)
        self.assertEqual(len(self.run_.selection), 1)
        self.write()
        self.assertTrue((self.directory / "figures" / "k_selection.png").exists())

    def test_trees_and_topics_over_time_are_drawn_where_they_are(self):
        said = self.write()
        self.assertIn("no topic_tree.png: ", said)
        self.assertIn("no topics_over_time.png: ", said)
        self.run_.close()
        add_trees_and_time(self.directory)
        self.run_ = thema_results.open(self.directory)
        self.assertNotIn("no topic", self.write())
        for name in ("topic_tree.png", "topics_over_time.png", "topic_growth.png", "topic_categories.png"):
            self.assertGreater((self.directory / "figures" / name).stat().st_size, 10_000)

    def test_table_of_topics(self):
        self.write()
        with (self.directory / "figures" / "topics.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["topic"] for row in rows], ["0", "1", "2"])
        self.assertEqual(rows[0]["representative_ids"], "id 1; id 3")
        self.assertEqual(rows[1]["representative_titles"], "Graphs || More | graphs")
        self.assertEqual(rows[1]["keywords"], "graphs, 日本")
        self.assertEqual((rows[0]["size"], rows[0]["share"], rows[0]["mean_similarity"]), ("4", "0.500000", "0.7500"))

    def test_one_value_of_k_gives_a_reason_and_no_figure(self):
        self.write()
        self.run_.selection = self.run_.selection[:1]
        self.assertIn("no k_selection.png: the number of topics was given", self.write())
        self.assertFalse((self.directory / "figures" / "k_selection.png").exists())

    def test_panels_of_the_choice_are_those_with_known_figures(self):
        titles = [axes.get_title(loc="left") for axes in selection_figure.draw_selection(self.run_)[0].axes]
        panels = [text for text in titles if text]
        self.assertEqual(panels, ["Silhouette, mean cosine", "Calinski–Harabasz", "Davies–Bouldin", "Inertia",
                                  "Mean cosine to the centroid", "Papers of a topic"])
        self.run_.close()
        nan = np.nan
        rows = [(k, 0.1 * k, 9.0 - k, 0.1, nan, 3.0, 4, 3, 5, 0.5, nan, 0.25, 0.5, nan, 1.0 + k, 0.5)
                for k in (2, 3, 5)]
        run_writer.write_clusters(self.directory, cluster_columns(), CENTROIDS, rows, elbow=3)
        self.run_ = thema_results.open(self.directory)
        self.assertEqual(self.run_.selection_elbow, 3)
        figure, _ = selection_figure.draw_selection(self.run_)
        drawn = {axes.get_title(loc="left"): axes for axes in figure.axes if axes.get_title(loc="left")}
        self.assertEqual(list(drawn)[1:5], ["Stability, adjusted Rand index", "Topic quality", "NPMI of the keywords",
                                            "Diversity of the keywords"])
        self.assertNotIn("V-measure", drawn)
        self.assertNotIn("Calinski–Harabasz", drawn)
        np.testing.assert_array_equal(drawn["Topic quality"].lines[1].get_ydata(), [0.125] * 3)
        self.assertIn("elbow, K = 3,", drawn["Inertia"].texts[0].get_text())
        boxes = [axes.get_tightbbox() for axes in drawn.values()]
        self.assertFalse(any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i]), "panels overlap")

    def test_summary_names_topics_and_agreement(self):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            summary.print_summary(self.run_, planted=True)
        text = printed.getvalue()
        self.assertIn("dark matter | Dark matter", text)
        self.assertIn("agreement with the planted topics: V-measure 0.900", text)
        self.assertIn("map by umap: neighbour recall 0.5, trustworthiness 0.9", text)
        self.assertLess(text.index("dark matter |"), text.index("trees |"))  # the largest first


class TreeFigure(unittest.TestCase):
    def test_names_lie_on_no_line_and_on_no_other_name(self):
        rng = np.random.default_rng(3)
        topics, left, merges = 30, list(range(30)), []
        for node in range(topics, 2 * topics - 1):
            pair = sorted(left.pop(int(rng.integers(len(left)))) for _ in range(2))
            merges.append(pair)
            left.append(node)
        words = [["gravitational lensing", "dark matter"]] * (topics - 1)
        tree = topic_tree.Tree(merges, np.sqrt(np.arange(1, topics)), np.arange(topics),
                               ["a label | of a paper"] * topics, ["a group"] * (topics - 1), words, "")
        figure, _ = trend_figures.draw_topic_tree(types.SimpleNamespace(hierarchy=tree))
        axes, renderer = figure.axes[0], figure.canvas.get_renderer()
        boxes = [text.get_window_extent(renderer) for text in axes.texts]
        groups = [text for text in axes.texts if "lensing" in text.get_text()]
        self.assertGreater(len(groups), 10)
        corners = [axes.transData.transform(line.get_xydata()) for line in axes.lines]
        for text in groups:
            box = text.get_window_extent(renderer)
            for line in corners:
                for (x, y), (to_x, to_y) in zip(line, line[1:]):
                    apart = max(x, to_x) <= box.x0 or min(x, to_x) >= box.x1 or max(y, to_y) <= box.y0 or \
                        min(y, to_y) >= box.y1
                    self.assertTrue(apart, "a line runs through a name")
        self.assertFalse(any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i]), "names overlap")
        plt.close(figure)

    def test_growth_is_told_with_its_sign(self):
        time = types.SimpleNamespace(growth=np.array([np.log(1.5), np.log(0.5), -1e-4, np.nan]),
                                     growth_error=np.array([0.1, 0.1, 0.1, np.nan]))
        self.assertEqual([trend_figures.growth_text(time, t) for t in range(4)],
                         ["+50 ± 15 % a year", "−50 ± 5 % a year", "0 ± 10 % a year", "growth unknown"])

    def test_few_early_papers_are_not_drawn(self):
        counts = np.array([[1, 0, 300, 400], [0, 1, 200, 100]])
        self.assertEqual(trend_figures.first_drawn_month(types.SimpleNamespace(month_counts=counts)), 2)
        self.assertEqual(trend_figures.first_drawn_month(types.SimpleNamespace(month_counts=counts[:, 2:])), 0)


class Labels(unittest.TestCase):
    def test_labels_at_one_place_do_not_overlap(self):
        figure = plt.figure(figsize=(6, 6))
        axes = figure.add_axes((0, 0, 1, 1))
        taken = label_placement.place_labels(figure, axes, [f"label {i}" for i in range(9)], np.full((9, 2), 0.5), 9)
        boxes = [text.get_window_extent() for text in axes.texts if not text.get_path_effects()]  # without their rims
        self.assertEqual((len(taken), len(boxes)), (9, 9))
        overlaps = [(i, j) for i in range(9) for j in range(i) if boxes[i].overlaps(boxes[j])]
        self.assertEqual(overlaps, [])
        self.assertTrue(all(axes.bbox.x0 <= b.x0 and b.x1 <= axes.bbox.x1 for b in boxes))
        plt.close(figure)

    def test_labels_without_a_free_place_are_left_out(self):
        figure = plt.figure(figsize=(1, 0.4))
        axes = figure.add_axes((0, 0, 1, 1))
        taken = label_placement.place_labels(figure, axes, ["a label"] * 30, np.full((30, 2), 0.5), 9)
        self.assertEqual(2 * len(taken), len(axes.texts))  # each has a rim
        self.assertTrue(0 < len(taken) < 30)
        plt.close(figure)

    def test_anchor_is_a_paper_of_the_topic_and_absent_topics_have_none(self):
        coordinates = np.array([[0, 0], [1, 0], [100, 0], [5, 5]], dtype=float)
        anchors = map_places.median_papers(coordinates, np.array([0, 0, 0, 2]), 3)
        np.testing.assert_array_equal(anchors[0], [1, 0])
        self.assertTrue(np.isnan(anchors[1]).all())
        np.testing.assert_array_equal(anchors[2], [5, 5])


if __name__ == "__main__":
    unittest.main()
