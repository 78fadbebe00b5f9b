# SPDX-License-Identifier: Apache-2.0
"""The pictures of a run and the report that shows them, on a small run written by hand and on points made up here."""

import contextlib
import html.parser
import io
import itertools
import re
import subprocess
import sys
import types
import unittest
import unittest.mock
import warnings

import h5py
import matplotlib.pyplot as plt
import numpy as np

import every_script
import run_writer
import small_run
import category_figure  # noqa: E402  (small_run adds its folder)
import figure_style
import growth_figure
import map_places
import map_by_period
import pictures
import report
import report_facts
import report_page
import thema_results
import topic_colours
import topic_map
import topic_tree
from label_placement import place_labels

EVIL = '<script>alert("x")</script></td></table><img src=https://evil.example/x onerror=alert(1)> & \'"'
WORST = 0.1  # smallest difference of neighbours in OKLab; equal lightness of two greys is told apart from about 0.02


class Page(html.parser.HTMLParser):
    """What a browser would make of the report, as far as it is tested here."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.open, self.texts, self.unclosed = [], [], {}, []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "img", "source", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)

    def handle_data(self, data):
        if self.open:
            self.texts[self.open[-1]] = self.texts.get(self.open[-1], "") + data

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


class WithReport(small_run.WithSmallRun):
    def report(self, styles=(figure_style.LIGHT,), method=None):
        said = io.StringIO()
        with thema_results.open(self.directory) as run, contextlib.redirect_stdout(said):
            report.write_report(run, self.directory / "report", method, list(styles))
        self.said = said.getvalue()
        self.source = (self.directory / "report" / "report.html").read_text(encoding="utf-8")
        return Page(self.source)

    def change(self, stage, change):
        self.run_.close()
        with h5py.File(self.directory / f"{stage}.h5", "r+") as file:
            change(file)


class OneFile(WithReport):
    def test_nothing_is_loaded_from_elsewhere(self):
        page = self.report(styles=figure_style.STYLES.values())
        self.assertEqual(page.unclosed, [])
        self.assertEqual(page.open, [])
        for tag, attributes in page.tags:
            for name in ("src", "srcset", "data", "action", "background", "poster"):
                self.assertRegex(attributes.get(name) or "data:", "^data:", tag)
            self.assertNotIn("style", attributes, "the policy forbids it")
            self.assertFalse([name for name in attributes if name.startswith("on")])
            if tag == "a":
                self.assertRegex(attributes["href"], r"^(#[a-z_]+|https://arxiv\.org/abs/2001\.\d{5})$")
        self.assertEqual(page.all("link") + page.all("base") + page.all("iframe"), [])
        self.assertNotIn("url(", page.texts["style"])
        self.assertNotIn("@import", page.texts["style"])

    def test_the_policy_allows_only_what_the_page_holds(self):
        page = self.report()
        policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        self.assertEqual(rules, {"default-src": "'none'", "img-src": "data:", "base-uri": "'none'",
                                 "form-action": "'none'", "style-src": report_page.hash_of(page.texts["style"]),
                                 "script-src": report_page.hash_of(page.texts["script"])})

    def test_titles_and_words_are_text(self):
        self.run_.close()
        texts = {"id": [f"2001.{i:05}" for i in range(7)], "title": [EVIL] * 6 + ["a\x00\x1bb"], "abstract": ["a"] * 7,
                 "authors": [EVIL] * 7, "categories": [EVIL] * 7}
        run_writer.write_documents(self.directory, texts, small_run.stored_days())
        topics = [small_run.topic(EVIL, [EVIL, "matter"], [0, 1], 4), small_run.topic("cats", ["cats", ""], [6, -1], 3)]
        run_writer.write_topics(self.directory, topics, ["dark", "cats"], [[1, 0], [0, 1]])
        page = self.report()
        self.assertEqual(len(page.all("script")), 1)
        self.assertEqual(page.unclosed, [])
        self.assertEqual(len(page.all("img")), self.source.count("data:image/png"))
        self.assertEqual(len(page.all("tr")), 3)
        self.assertEqual(page.texts["bdi"], 2 * EVIL + "a b")
        self.assertIn(EVIL, page.texts["td"])

    def test_headings_and_descriptions(self):
        page = self.report(styles=figure_style.STYLES.values())
        self.assertEqual(len(page.all("h1")), 1)
        self.assertEqual(len(page.all("h2")), len(pictures.PICTURES) + 1)
        self.assertTrue(all(len(image["alt"]) > 60 for image in page.all("img")))
        dark = [source["media"] for source in page.all("source")]
        self.assertEqual(dark, ["(prefers-color-scheme: dark)"] * len(page.all("img")))
        names = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
        for anchor in page.all("a"):
            if anchor["href"].startswith("#"):
                self.assertIn(anchor["href"][1:], names)

    def test_one_theme_has_one_set_of_pictures(self):
        page = self.report(styles=[figure_style.DARK])
        self.assertEqual(page.all("source"), [])
        self.assertNotIn("prefers-color-scheme", page.texts["style"])
        self.assertEqual([p.name for p in (self.directory / "report").glob("*.png") if "dark" not in p.name], [])


class EveryScript(WithReport):
    def setUp(self):
        super().setUp()
        self.run_.close()
        every_script.write_run(self.directory)

    def test_titles_and_names_are_told_as_they_are(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a sign that cannot be drawn would be told so
            page = self.report()
        self.assertEqual((page.unclosed, page.open), ([], []))
        self.assertEqual(len(page.all("script")), 1)
        for title in every_script.titles():
            self.assertIn(report_page.CONTROLS.sub(" ", title), page.texts["bdi"])
        with thema_results.open(self.directory) as run:
            for topic in run.topics:
                self.assertIn(report_page.CONTROLS.sub(" ", topic.name), page.texts["td"])


class WhatCannotBeDrawn(WithReport):
    def reasons(self, page):
        return dict(re.findall(r'<h2 id="(\w+)">[^<]*</h2><p class="missing">Not drawn: ([^<]*)</p>', self.source)) \
            if page else {}

    def test_every_picture_is_made_or_the_reason_is_said(self):
        reasons = self.reasons(self.report())
        drawn = {path.stem for path in (self.directory / "report").glob("*.png")}
        self.assertEqual(drawn | reasons.keys(), {picture.name for picture in pictures.PICTURES})
        self.assertEqual(drawn & reasons.keys(), set())
        self.assertEqual(reasons.keys(), {"topic_tree", "topics_over_time", "topic_growth", "topic_categories",
                                          "k_selection"})
        self.assertIn("older thema", reasons["topic_tree"])
        self.assertIn("number of topics was given", reasons["k_selection"])
        for name in reasons:
            self.assertIn(f"no {name}.png: ", self.said)

    def test_without_dates_and_categories(self):
        def nothing_known(file):
            run_writer.write_time(file, [], np.empty((2, 0)), [], np.empty((2, 0)), [np.nan] * 2,
                                  [(0, 0, 0, 0.0)], [[["a"]], [["b"]]])
            run_writer.write_padded_text(file, "categories/names", [""])
            file["categories/counts"] = np.zeros((1, 2), dtype="<i8")
            file["categories/frequent"] = np.empty(0, dtype="<i4")
            file["categories/year_counts"] = np.empty((0, 2, 0), dtype="<i8")
        self.change("topics", nothing_known)
        self.change("documents", lambda file: file["date"].write_direct(np.full(7, -(2**31), dtype="<i4")))
        reasons = self.reasons(self.report())
        for name in ("topics_over_time", "topic_growth", "map_by_period"):
            self.assertIn("date", reasons[name])
        self.assertEqual(reasons["topic_categories"], "no paper has a category.")
        self.assertIn("7 papers without a date", self.source)

    def test_without_a_map(self):
        self.run_.close()
        (self.directory / "map.h5").unlink()
        reasons = self.reasons(self.report())
        self.assertIn("thema project --run", reasons["topic_map"])
        self.assertIn("thema project --run", reasons["map_by_period"])

    def test_one_topic(self):
        self.run_.close()
        columns = {"assignment": [0] * 7, "similarity": [0.5] * 7, "second": [-1] * 7, "second_similarity": [0] * 7,
                   "silhouette": [np.nan] * 7, "outlier": [0] * 7}
        run_writer.write_clusters(self.directory, columns, [[1, 0, 0]], [(1, 0.5, 9.0, 0.1, 7.0, 3.0, 4, 3, 4)])
        run_writer.write_topics(self.directory, [small_run.topic("all", ["all"], [0], 7)], ["all"], [[1]])
        with h5py.File(self.directory / "topics.h5", "r+") as file:
            for name in ("merges", "height", "size", "label"):
                file[f"hierarchy/{name}"] = np.empty((0, 2) if name == "merges" else 0, dtype="<i8")
            file["hierarchy/label"].parent.pop("label")
            file["hierarchy/label"] = np.empty(0, dtype=h5py.string_dtype("utf-8", 1))
            file["hierarchy/keywords"] = np.empty((0, 5), dtype=h5py.string_dtype("utf-8", 1))
            run_writer.write_padded_text(file, "hierarchy/newick", [""])
        reasons = self.reasons(self.report())
        self.assertEqual(reasons["topic_tree"], "there is one topic.")
        self.assertNotIn("topic_map", reasons)

    def test_errors_are_one_line(self):
        for change, said in [(["--method", "tsne"], "no layout 'tsne'; it has umap, pca"),
                             (["--run", self.directory / "absent"], "no run directory")]:
            done = subprocess.run([sys.executable, "-B", report.__file__, "--run", self.directory, *change], text=True,
                                  capture_output=True)
            self.assertEqual(done.returncode, 1)
            self.assertIn(said, done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)


class Table(WithReport):
    def test_links_are_those_of_arxiv(self):
        for paper in ("2001.00001", "0704.0001v2", "hep-th/9901001", "math.AG/0211159"):
            self.assertEqual(report_facts.arxiv_link(paper), f"https://arxiv.org/abs/{paper}")
        for paper in ("p17", "2001.1", "2001.00001/../x", "javascript:alert(1)", "2001.00001\n", ""):
            self.assertEqual(report_facts.arxiv_link(paper), "")

    def test_rows_by_size_and_values_to_sort_by(self):
        self.report()
        rows = re.findall(r'<tr><td class="number" data-value="(\d)">.*?</td><td data-value="([^"]*)">', self.source)
        self.assertEqual(rows, [("0", "dark, matter"), ("1", "cats")])
        self.assertIn('data-value="4">4 (57.1 %)</td>', self.source)
        self.assertIn("<dd class=\"value\">0.125</dd>", self.source)  # mean silhouette
        self.assertIn("2019-12-31 to 2021-02-28", self.source)


class Palettes(unittest.TestCase):
    def test_every_pair_differs_for_every_sight(self):
        for style in figure_style.STYLES.values():
            differ = topic_colours.differences(np.array([topic_colours.rgb_of(code) for code in style.topics]))
            pairs = differ[np.triu_indices(len(differ), 1)]
            self.assertGreaterEqual(pairs.min(), WORST, style.name)

    def test_differences_are_those_of_known_colours(self):
        white = topic_colours.oklab(np.ones((1, 3)))
        np.testing.assert_allclose(white, [[1, 0, 0]], atol=1e-4)
        red = topic_colours.oklab(np.array([[1.0, 0, 0]]))  # Ottosson's table
        np.testing.assert_allclose(red, [[0.628, 0.225, 0.126]], atol=1e-3)
        alike = np.array([[0.40, 0.62, 0.20], [0.75, 0.50, 0.20]])  # a green and an orange of deuteranopes
        sighted, blind = (np.linalg.norm(np.diff(topic_colours.oklab(alike, sight), axis=0))
                          for sight in ("normal", "deuteranopia"))
        self.assertGreater(sighted, 3 * blind)

    def test_names_are_readable_on_the_paper(self):
        for style in figure_style.STYLES.values():
            ground = topic_colours.luminance(topic_colours.rgb_of(style.paper))
            for code in style.topics:
                shade = topic_colours.readable(topic_colours.rgb_of(code), style.paper, style.ink)
                low, high = sorted([ground, topic_colours.luminance(shade)])
                self.assertGreaterEqual((high + 0.05) / (low + 0.05), 4.5, f"{style.name} {code}")


def islands(topics, papers, seed=5):
    """Topics side by side on a plane: (coordinates, topic of each paper)."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(0, 10, (topics, 2))
    coordinates = rng.uniform(0, 10, (papers, 2))
    return coordinates, np.argmin(((coordinates[:, None] - centres) ** 2).sum(axis=2), axis=1)


class Neighbours(unittest.TestCase):
    def test_neighbours_differ_for_every_sight(self):
        coordinates, assignment = islands(topics=70, papers=9000)
        anchors = map_places.median_papers(coordinates, assignment, 70)
        close = topic_colours.map_closeness(coordinates, assignment, anchors)
        pairs = np.argwhere(np.triu(close >= 0.02))
        self.assertGreater(len(pairs), 2 * len(anchors))
        for style in figure_style.STYLES.values():
            colours = topic_colours.topic_colours(coordinates, assignment, anchors, style.topics)
            for sight in topic_colours.SIGHTS:
                seen = topic_colours.oklab(colours, sight)
                for one, other in pairs:
                    self.assertGreater(np.linalg.norm(seen[one] - seen[other]), WORST, f"{one} {other} {sight}")

    def test_topics_that_share_cells_differ(self):
        # Six pairs of topics, each mixed on a patch of its own, so that the less frequent one prevails nowhere.
        rng = np.random.default_rng(3)
        patches = np.repeat(np.arange(6), 500)
        coordinates = rng.uniform(0, 1, (3000, 2)) + 5 * np.column_stack([patches % 3, patches // 3])
        assignment = 2 * patches + (rng.uniform(size=3000) < 0.3)
        anchors = map_places.median_papers(coordinates, assignment, 12)
        close = topic_colours.map_closeness(coordinates, assignment, anchors)
        for style in figure_style.STYLES.values():
            colours = topic_colours.topic_colours(coordinates, assignment, anchors, style.topics)
            for first in range(0, 12, 2):
                self.assertEqual(np.argmax(close[first]), first + 1)
                self.assertFalse((colours[first] == colours[first + 1]).all(), first)

    def test_topics_that_touch_far_from_their_middles_are_neighbours(self):
        # topic 0 is a long bar, 1 lies at its end, and 2 to 5 are nearer to its middle but do not touch it.
        bar = np.column_stack([np.linspace(0, 10, 400), np.zeros(400)])
        end = np.column_stack([np.full(40, 10.1), np.linspace(0, 0.4, 40)])
        others = np.concatenate([np.full((20, 2), (5 + i / 2, 3.0)) for i in range(4)])
        coordinates = np.concatenate([bar, end, others])
        assignment = np.repeat([0, 1, 2, 3, 4, 5], [400, 40, 20, 20, 20, 20])
        anchors = map_places.median_papers(coordinates, assignment, 6)
        close = topic_colours.map_closeness(coordinates, assignment, anchors)
        self.assertEqual(np.argmax(close[0]), 1)
        self.assertEqual(np.argmax(close[1]), 0)

    def test_topics_without_papers_do_not_matter(self):
        colours = topic_colours.topic_colours(np.zeros((3, 2)), np.array([0, 0, 2]),
                                              np.array([[0, 0], [np.nan, np.nan], [0, 0]]), figure_style.LIGHT.topics)
        self.assertEqual(colours.shape, (3, 3))
        self.assertFalse((colours[0] == colours[2]).all())


def made_up_run(topics=40, papers=6000):
    coordinates, assignment = islands(topics, papers)
    sizes = np.bincount(assignment, minlength=topics)
    rng = np.random.default_rng(1)
    left, merges = list(range(topics)), []
    for node in range(topics, 2 * topics - 1):
        merges.append([left.pop(int(rng.integers(len(left)))) for _ in range(2)])
        left.append(node)
    words = [[f"inner words {i}", "lensing"] for i in range(topics - 1)]
    tree = topic_tree.Tree(merges, np.arange(1.0, topics), sizes, ["x"] * topics, ["y"] * (topics - 1), words, "")
    made = [types.SimpleNamespace(id=t, name=f"quantum topic {t}", size=int(sizes[t])) for t in range(topics)]
    layout = thema_results.Layout("umap", coordinates, np.arange(papers), {"trustworthiness": 0.9})
    return types.SimpleNamespace(assignment=assignment, topics=made, documents=papers, hierarchy=tree), layout


class Map(unittest.TestCase):
    def drawn(self, *given, style=figure_style.LIGHT):
        run, layout = made_up_run(*given)
        with plt.rc_context(style.settings):
            figure, why = topic_map.draw_map(run, layout, style)
        self.addCleanup(plt.close, figure)
        self.assertEqual(why, "")
        return figure

    def test_names_of_both_levels_do_not_overlap(self):
        figure = self.drawn()
        axes = figure.axes[0]
        names = [text for text in axes.texts if not text.get_path_effects()]
        large = [text for text in names if text.get_size() > 12]
        self.assertTrue(4 <= len(large) <= topic_map.MOST_GROUPS, len(large))
        self.assertGreater(len(names) - len(large), 25)
        self.assertTrue(all("lensing" in text.get_text() for text in large))
        figure.canvas.draw()
        boxes = [text.get_window_extent() for text in names]
        for (i, a), (j, b) in itertools.combinations(enumerate(boxes), 2):
            self.assertFalse(a.overlaps(b), f"{names[i].get_text()} over {names[j].get_text()}")
        for box in boxes:
            self.assertTrue(axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1 and axes.bbox.y0 <= box.y0
                            and box.y1 <= axes.bbox.y1)

    def test_names_do_not_hide_what_is_smaller(self):
        figure = plt.figure(figsize=(6, 6))
        self.addCleanup(plt.close, figure)
        axes = figure.add_axes((0, 0, 1, 1))
        taken = place_labels(figure, axes, ["a small topic", "large"], [[0.3, 0.3], [0.7, 0.7]], 9, radii=[0.02, 0.3])
        small, large = taken / figure.bbox.width
        self.assertGreater(small[1], 0.32)
        self.assertLess(small[1], 0.36)
        self.assertTrue(large[1] < 0.7 < large[3])

    def test_text_stays_text_and_many_points_are_one_picture(self):
        for papers, apart in ((6000, False), (300, True)):
            run, layout = made_up_run(topics=12, papers=papers)
            with plt.rc_context(figure_style.LIGHT.settings):
                figure, _ = topic_map.draw_map(run, layout)
                file = io.BytesIO()
                figure.savefig(file, format="svg", metadata={"Date": None})
                plt.close(figure)
            source = file.getvalue().decode()
            self.assertIn("quantum topic 3</text>", source)
            self.assertEqual(len(re.findall(r"<use |<path ", source)) > papers, apart)
            self.assertLess(len(source), 6_000_000)

    def test_points_are_smaller_and_fainter_where_there_are_more(self):
        rng = np.random.default_rng(2)
        coordinates = np.concatenate([rng.normal(0, 0.3, (3000, 2)), rng.uniform(-5, 5, (300, 2)) + [20, 0]])
        figure = plt.figure()
        self.addCleanup(plt.close, figure)
        axes = figure.add_axes((0, 0, 1, 1))
        topic_map.draw_points(axes, coordinates, np.zeros((3300, 3)))
        points = axes.collections[0]
        places, sizes, alphas = points.get_offsets()[:, 0], points.get_sizes(), points.get_facecolors()[:, 3]
        crowded, alone = places < 5, places >= 5
        self.assertLess(2 * np.median(sizes[crowded]), np.median(sizes[alone]))
        self.assertLess(np.median(alphas[crowded]), np.median(alphas[alone]))

    def test_the_scale_is_the_same_along_both_axes(self):
        axes = self.drawn().axes[0]
        across, up = np.ptp(axes.get_xlim()) / axes.bbox.width, np.ptp(axes.get_ylim()) / axes.bbox.height
        self.assertAlmostEqual(across / up, 1, places=6)

    def test_groups_hold_several_topics(self):
        run, _ = made_up_run(topics=60)
        group_of, names = topic_map.named_groups(run.hierarchy)
        sizes = np.bincount(group_of[group_of >= 0])
        self.assertEqual(len(names), len(sizes))
        self.assertGreaterEqual(sizes.min(), 2)
        self.assertTrue(8 <= len(names) <= topic_map.MOST_GROUPS)


class Periods(unittest.TestCase):
    def test_periods_hold_every_year_once(self):
        rng = np.random.default_rng(0)
        for first, last in ((2020, 2024), (2000, 2024), (1991, 2025), (2007, 2018)):
            years = rng.integers(first, last + 1, 5000)
            found = map_by_period.periods(years)
            self.assertLessEqual(len(found), map_by_period.MOST_PANELS)
            self.assertTrue(found[0][0] <= years.min() and found[-1][1] >= years.max())
            for before, after in itertools.pairwise(found):
                self.assertEqual(before[1] + 1, after[0])

    def test_few_early_papers_are_no_panels_of_their_own(self):
        years = np.array([1986] + [1993] * 2 + [2010 + i % 8 for i in range(2000)])
        found = map_by_period.periods(years)
        self.assertEqual(found[0], (1986, 2010))
        self.assertEqual(len(found), 8)

    def test_unknown_dates_have_no_year(self):
        dates = np.array(["1969-12-31", "NaT", "2020-02-29"], dtype="datetime64[D]")
        self.assertEqual(map_by_period.years_of(dates).tolist(), [1969, 0, 2020])


class Growth(unittest.TestCase):
    def test_the_surest_are_chosen(self):
        growth = np.array([0.1, 2.0, -0.2, -1.5, 0.0, np.nan])
        error = np.array([0.01, 3.0, 0.01, 2.0, 0.5, np.nan])
        with unittest.mock.patch.object(growth_figure, "MOST_EACH", 1):
            chosen = growth_figure.most_certain(growth, error, np.arange(5))
        self.assertEqual(chosen.tolist(), [0, 2])  # not the large changes whose errors are larger

    def test_marks_of_the_axis_are_apart(self):
        for limits in ((-2.5, 2.5), (-0.1, 0.1), (-0.5, 1.2), (-0.02, 2)):
            ticks = growth_figure.change_ticks(limits)
            self.assertIn(0, ticks)
            self.assertTrue(np.all(np.diff(np.log1p(ticks)) > (limits[1] - limits[0]) / 11 - 1e-9), ticks)


class CategoryOrder(unittest.TestCase):
    def test_blocks_lie_along_a_diagonal(self):
        share = np.array([[0, 0, 0.9], [0.8, 0.1, 0], [0.2, 0.9, 0.1]])
        self.assertEqual(category_figure.in_order_of_rows(np.array([7, 8, 9]), share).tolist(), [8, 9, 7])


if __name__ == "__main__":
    unittest.main()
