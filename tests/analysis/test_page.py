# SPDX-License-Identifier: Apache-2.0
"""The page of page.py in a headless Chromium: it loads, draws, searches, filters and selects; texts never run."""

import csv
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import matplotlib.image
import numpy as np

SOURCE = pathlib.Path(os.environ.get("THEMA_SOURCE", pathlib.Path(__file__).parents[2]))
sys.path[:0] = [str(SOURCE / "analysis"), str(pathlib.Path(__file__).parent)]
sys.dont_write_bytecode = True

import browser  # noqa: E402
import every_script  # noqa: E402
import page  # noqa: E402
import page_data  # noqa: E402
import run_writer  # noqa: E402
import thema_results  # noqa: E402
import topic_colours  # noqa: E402

TOPICS = 8
PAPERS = 160
LAID_OUT = np.arange(0, PAPERS, 2)  # the map holds a sample: every second paper
HOSTILE = ['<img src=x onerror="alert(1)">', "</script><script>alert(2)</script>", "<!-- <script> -->", "${alert(3)}",
           "Schrödinger's \"cat\", Καφές", "日本語 العربية 🙂", "=1+1", ""]
READY = 'document.documentElement?.dataset.state === "ready"'
# What is found of each query: [count, titles].
ASK = """(async (queries) => {
  const field = document.getElementById("search"), found = document.getElementById("found"), answers = [];
  for (const query of queries) {
    field.value = query;
    field.dispatchEvent(new Event("input"));
    while (!found.textContent.endsWith(" found")) await new Promise((done) => setTimeout(done));
    answers.push([found.textContent, [...document.querySelectorAll("#results .name")].map((one) => one.textContent)]);
  }
  return answers;
})(%s)"""


def rgb_text(code):
    """As a browser tells the colour "#rrggbb"."""
    return "rgb({}, {}, {})".format(*(int(code[i : i + 2], 16) for i in (1, 3, 5)))


def titles():
    plain = [f"Paper {i} on matter{i % TOPICS} waves" for i in range(PAPERS - 2 * len(HOSTILE))]
    return [text for hostile in HOSTILE for text in (hostile, "not laid out")] + plain


def write_run(run, dated=True, laid_out=LAID_OUT):
    draw = np.random.default_rng(7)
    topic = np.arange(PAPERS) // 2 % TOPICS
    categories = ["cs.LG stat.ML", "math.CO", "", "cs.CL"]
    texts = {"id": [f"2001.{i:05}" for i in range(PAPERS)], "title": titles(),
             "abstract": [f"What paper {i} is about: <b>bold</b>." for i in range(PAPERS)],
             "authors": [f"Émile Author{i}" for i in range(PAPERS)],
             "categories": [categories[i // 2 % 4] for i in range(PAPERS)]}
    unknown = thema_results.UNKNOWN_DATE
    run_writer.write_documents(run, texts, [14_610 + 30 * i if dated and i else unknown for i in range(PAPERS)])
    run_writer.write_clusters(
        run, {"assignment": topic, "similarity": draw.random(PAPERS), "second": (topic + 1) % TOPICS,
              "second_similarity": draw.random(PAPERS) / 9, "silhouette": draw.random(PAPERS) - 0.5,
              "outlier": np.zeros(PAPERS)}, np.eye(TOPICS), [(TOPICS, 0.5)])
    sizes = np.bincount(topic, minlength=TOPICS)
    run_writer.write_topics(run, [
        {"label": f"<i>subject{t}</i>, waves | A title", "keywords": [f"subject{t}", "waves"], "representatives": [t],
         "size": int(sizes[t]), "mean_similarity": 0.5, "mean_silhouette": 0.1, "main": "cs.LG 50%"}
        for t in range(TOPICS)], ["waves"], np.ones((TOPICS, 1)))
    merges = [[0, 1], [2, 8], [3, 4], [5, 10], [6, 7], [9, 11], [12, 13]]
    inner = len(merges)
    with h5py.File(run / "topics.h5", "r+") as file:
        run_writer.write_tree(file, "hierarchy", merges, np.linspace(0.1, 0.9, inner), [2] * inner,
                              [f"branch{i}" for i in range(inner)], [["branch"]] * inner,
                              [[0.5]] * inner, "")
    angle = 2 * np.pi * topic / TOPICS
    places = np.column_stack([np.cos(angle), np.sin(angle)]) + draw.normal(0, 0.12, (PAPERS, 2))
    near = np.column_stack([(np.asarray(laid_out) + 2 * TOPICS) % PAPERS, np.full(len(laid_out), -1)])
    quality = {"trustworthiness": 0.9, "topic_hint": 0.5}
    run_writer.write_map(run, {"umap": (places[laid_out], quality)}, laid_out, (near, np.full(near.shape, 0.5)))


class WithRun(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="thema-page-"))
        self.addCleanup(shutil.rmtree, self.directory)

    def command(self, *arguments, expect=0):
        done = subprocess.run([sys.executable, "-B", page.__file__, "--run", self.directory, *arguments], text=True,
                              capture_output=True)
        self.assertEqual(done.returncode, expect, done.stderr)
        return done.stderr if expect else done.stdout


class File(WithRun):
    def test_the_file_is_whole_the_same_every_time_and_asks_for_nothing(self):
        write_run(self.directory)
        self.assertIn("80 papers", self.command())
        first = (self.directory / "map.html").read_bytes()
        self.command("--html", str(self.directory / "again.html"), "--method", "umap")
        self.assertEqual((self.directory / "again.html").read_bytes(), first)
        text = first.decode()
        self.assertIn("default-src 'none'", text)
        self.assertNotRegex(text, r"<[a-z]+\b[^>]*\s(?:src|href|action)=")
        self.assertEqual(text.count('<script type="module">'), 1)
        self.assertNotIn("alert(", text)  # texts are inside the blocks

    def test_errors_are_one_line_that_says_what_is_missing(self):
        write_run(self.directory)
        self.assertIn("no layout 'tsne'; it has umap", self.command("--method", "tsne", expect=1))
        for stage, said in (("map", "thema project --run"), ("topics", "thema label --run")):
            (self.directory / f"{stage}.h5").rename(self.directory / f"{stage}.away")
            error = self.command(expect=1)
            self.assertIn(said, error)
            self.assertEqual(len(error.splitlines()), 1, error)
            (self.directory / f"{stage}.away").rename(self.directory / f"{stage}.h5")
        (self.directory / "map.h5").write_text("no HDF5")
        self.assertIn("cannot be read as HDF5", self.command(expect=1))

    def test_places_keep_their_shape_and_order(self):
        coordinates = np.array([[0, 0], [4, 1], [2, np.nan]])
        places, home = page_data.quantised_places(coordinates)
        np.testing.assert_allclose(places[1] - places[0], [65_535, 16_384], atol=1)
        self.assertTrue(0 <= min(home) and max(home) <= 1)
        same, _ = page_data.quantised_places(np.full((3, 2), 5.0))
        self.assertEqual(len(np.unique(same)), 1)

    def test_numbers_that_are_unknown(self):
        values = np.array([np.nan, 0.5, 1.5])
        self.assertEqual(page_data.range_of(values), [0.5, 1.5])
        self.assertEqual(page_data.quantised(values, [0.5, 1.5]).tolist(), [0, 0, 255])
        self.assertEqual(page_data.range_of(np.full(2, np.nan)), [0.0, 0.0])


@unittest.skipUnless(browser.executable(), "no Chromium")
class Shown(WithRun):
    def open(self, fragment="", **run):
        write_run(self.directory, **run)
        return self.open_run(fragment)

    def open_run(self, fragment=""):
        self.command()
        shown = browser.Page(self.directory / "map.html", fragment=fragment)
        self.addCleanup(shown.close)
        shown.wait_for(READY)
        return shown

    def text(self, shown, selector):
        return shown.value(f"document.querySelector({selector!r})?.textContent ?? ''")

    def assert_quiet(self, shown):
        """Nothing was asked of a network, nothing ran, nothing was complained about."""
        self.assertEqual(shown.messages, [])
        self.assertEqual(shown.dialogs, [])
        strange = [url for url in shown.requests if not re.match(r"(file:///.*/map\.html|blob:|about:)", url)]
        self.assertEqual(strange, [])


ZOOM = r"Number(location.hash.match(/at=[^,]+%2C[^,]+%2C([\d.]+)/)[1])"


def zoom_of(shown):
    shown.wait_for("location.hash.includes('at=')")
    return shown.value(ZOOM)


class InBrowser(Shown):
    def pixels(self, shown):
        return matplotlib.image.imread(io.BytesIO(shown.screenshot()))[:, 310:, :3]

    def test_it_draws_every_topic_and_asks_for_nothing(self):
        shown = self.open()
        self.assertEqual(self.text(shown, "#count"), "80 papers, a sample of 160")
        self.assertEqual(self.text(shown, "#name"), f"{self.directory.name} (guided by its topics)")
        seen = {tuple(colour) for colour in np.rint(255 * self.pixels(shown)).astype(int).reshape(-1, 3)}
        self.assertGreater(len(seen), 100)
        colours = {colour for colour in seen if max(colour) - min(colour) > 60}
        self.assertGreater(len(colours), TOPICS)  # far from empty, and not grey
        self.assert_quiet(shown)

    def test_search_finds_titles_and_authors_without_case_and_accents(self):
        shown = self.open()
        for query, count in (("MATTER6", 18), ("schrodinger emile", 1), ("καφες", 1), ("日本", 1), ("alert(", 3),
                             ("author2", 6), ("nothing of the kind", 0)):
            shown.value("document.getElementById('search').select()")
            shown.type(query)
            shown.wait_for(f"document.getElementById('found').textContent === '{count} found'")
            self.assertEqual(self.text(shown, "#count"), f"{count} of 80 papers")
            self.assertEqual(shown.value("document.querySelectorAll('#results li').length"), count)
        self.assert_quiet(shown)

    def test_texts_are_shown_and_never_run(self):
        shown = self.open("#find=alert(")
        shown.wait_for("document.querySelectorAll('#results li').length === 3")
        names = shown.value("[...document.querySelectorAll('#results .name')].map((one) => one.textContent)")
        self.assertEqual(names, [HOSTILE[0], HOSTILE[1], HOSTILE[3]])
        for i in range(3):
            shown.value(f"document.querySelectorAll('#results button')[{i}].click()")
            shown.wait_for(f"document.querySelector('#paper h2').textContent === {names[i]!r}")
            shown.wait_for("document.querySelector('.abstract').textContent.includes('<b>bold</b>')")
        self.assertEqual(shown.value("document.querySelectorAll('img, b, i, iframe').length"), 0)
        self.assertEqual(shown.value("document.scripts.length"), 1)
        self.assertIn("<i>subject", self.text(shown, "#topics"))
        self.assert_quiet(shown)

    def test_filters_count_right(self):
        shown = self.open()
        click = "[...document.querySelectorAll('#{} button')].find((one) => one.textContent.includes('{}')).click()"
        shown.value(click.format("topics", "subject3"))
        self.assertEqual(self.text(shown, "#count"), "10 of 80 papers")
        shown.value(click.format("topics", "subject4"))
        self.assertEqual(self.text(shown, "#count"), "20 of 80 papers")
        shown.value(click.format("categories", "cs.CL"))  # of every fourth laid-out paper: those of topics 3 and 7
        self.assertEqual(self.text(shown, "#count"), "10 of 80 papers")
        shown.value("document.getElementById('clear').click()")
        self.assertEqual(self.text(shown, "#count"), "80 papers, a sample of 160")
        shown.value("const to = document.getElementById('to'); to.value = 11; to.dispatchEvent(new Event('input'))")
        days = (14_610 + 30 * LAID_OUT[1:]).astype("datetime64[D]").astype("datetime64[M]")
        within = int(np.count_nonzero(days <= days[0] + 11))
        self.assertEqual(self.text(shown, "#count"), f"{within} of 80 papers")
        self.assert_quiet(shown)

    def test_time_plays_to_its_end(self):
        shown = self.open("#months=0,40")
        shown.value("document.getElementById('play').click()")
        shown.wait_for("document.getElementById('to').value === document.getElementById('to').max")
        shown.wait_for("document.getElementById('play').textContent === 'Play'")
        self.assertEqual(shown.value("document.getElementById('to').value - document.getElementById('from').value"), 40)
        self.assert_quiet(shown)

    def test_a_paper_is_opened_by_a_click_and_by_the_address(self):
        shown = self.open("#paper=20&at=0.5,0.5,1")
        self.assertEqual(self.text(shown, "#paper h2"), titles()[40])
        self.assertEqual(self.text(shown, "#paper a"), "https://arxiv.org/abs/2001.00040")
        self.assertEqual(shown.value("document.querySelector('#paper a').rel"), "noopener noreferrer")
        shown.wait_for("document.querySelector('.abstract').textContent.startsWith('What paper 40 is about')")
        self.assertEqual(self.text(shown, "#paper ol"), titles()[56])
        shown.value("document.querySelector('#paper ol button').click()")
        self.assertEqual(self.text(shown, "#paper h2"), titles()[56])
        shown.wait_for("location.hash.includes('paper=28')")
        shown.wait_for(f"{ZOOM} > 13")
        side = shown.value("document.getElementById('panel').getBoundingClientRect().right")
        middle = side + (1200 - side) / 2, 400  # where the paper is after the flight
        shown.mouse("Moved", *middle)
        shown.wait_for("!document.getElementById('tip').hidden")
        self.assertEqual(self.text(shown, "#tip .title"), titles()[56])
        shown.key("Escape")
        self.assertTrue(shown.value("document.getElementById('paper').hidden"))
        shown.click(*middle)
        self.assertEqual(self.text(shown, "#paper h2"), titles()[56])
        shown.value("location.hash = '#paper=20&colour=year'")
        shown.wait_for(f"document.querySelector('#paper h2').textContent === {titles()[40]!r}")
        self.assertGreater(zoom_of(shown), 13, "an address of a paper alone goes to it")
        self.assert_quiet(shown)

    def test_the_card_does_not_cover_its_paper(self):
        shown = self.open("#paper=28")
        side = shown.value("document.getElementById('panel').getBoundingClientRect().right")
        card = shown.value("document.getElementById('paper').getBoundingClientRect().left")
        middle = side + (1200 - side) / 2
        shown.key("Escape")
        shown.drag([(middle - 150, 300), (card + 60 - 150, 300)])
        shown.click(card + 60, 400)
        self.assertEqual(self.text(shown, "#paper h2"), titles()[56])
        shown.mouse("Moved", (side + card) / 2, 400)
        shown.wait_for("!document.getElementById('tip').hidden")
        self.assertEqual(self.text(shown, "#tip .title"), titles()[56])

    def test_lasso_counts_words_and_file(self):
        shown = self.open("#topics=3")
        shown.key("l")
        shown.drag([(320, 10), (1190, 10), (1190, 790), (320, 790)])
        shown.wait_for("!document.getElementById('selection').hidden")
        self.assertEqual(self.text(shown, "#selection-count"), "10 papers in 1 topic")
        self.assertIn("matter6", self.text(shown, "#selection-words").split(", "))
        shown.value("document.getElementById('csv').click()")
        rows = list(csv.DictReader(io.StringIO(shown.downloaded("*.csv"), newline="")))
        self.assertEqual(len(rows), 10)
        self.assertEqual({row["topic"] for row in rows}, {"3"})
        self.assertEqual({row["title"] for row in rows}, {titles()[i] for i in range(6, PAPERS, 16)})
        self.assert_quiet(shown)

    def test_keys_move_and_zoom(self):
        shown = self.open()
        shown.value("document.getElementById('map').focus()")
        for key in ("+", "+", "ArrowLeft"):
            shown.key(key)
        shown.wait_for("location.hash.endsWith('%2C2.250')")
        shown.key("/")
        self.assertEqual(shown.value("document.activeElement.id"), "search")
        shown.key("Escape")
        self.assertEqual(shown.value("document.activeElement.id"), "map")
        self.assert_quiet(shown)

    def test_colours_and_themes(self):
        shown = self.open()
        seen = set()
        for colour in ("topic", "category", "year", "silhouette", "margin", "similarity"):
            shown.value(f"location.hash = '#colour={colour}'")
            shown.wait_for(f"document.documentElement.dataset.colouring === '{colour}'")
            seen.add(self.pixels(shown).tobytes())
        self.assertEqual(len(seen), 6)
        light = self.pixels(shown).mean()
        shown.value("document.getElementById('theme').click()")
        self.assertEqual(shown.value("document.documentElement.dataset.theme"), "dark")
        shown.wait_for("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
        self.assertLess(self.pixels(shown).mean(), light - 0.5)
        self.assertEqual(self.swatches(shown) - {rgb_text(code) for code in topic_colours.DARK_PALETTE}, set())
        shown.value("document.getElementById('theme').click()")
        self.assertEqual(self.swatches(shown) - {rgb_text(code) for code in topic_colours.LIGHT_PALETTE}, set())
        self.assert_quiet(shown)

    def swatches(self, shown):
        """Colours of the topics in the list."""
        found = shown.value("[...document.querySelectorAll('#topics .swatch')].map((each) => "
                            "getComputedStyle(each).backgroundColor)")
        self.assertGreater(len(found), 2)
        return set(found)

    def test_one_paper_without_a_date(self):
        shown = self.open(dated=False, laid_out=np.array([3]))
        self.assertEqual(self.text(shown, "#count"), "1 paper, a sample of 160")
        self.assertTrue(shown.value("document.getElementById('time').hidden"))
        self.assert_quiet(shown)

    def test_three_papers_of_one_topic_at_one_place(self):
        every_script.write_run(self.directory, 3)
        with h5py.File(self.directory / "map.h5", "r+") as file:
            file["umap/coordinates"][...] = 1
            file["neighbours/indices"][...] = [[1, 2] + 8 * [-1], [0, 2] + 8 * [-1], [0, 1] + 8 * [-1]]
        shown = self.open_run("#paper=1")
        self.assertEqual(self.text(shown, "#count"), "3 papers")
        self.assertEqual(shown.value("document.querySelectorAll('#paper ol li').length"), 2)
        shown.key("l")
        shown.drag([(320, 10), (1190, 10), (1190, 790), (320, 790)])
        shown.wait_for("!document.getElementById('selection').hidden")
        self.assertEqual(self.text(shown, "#selection-count"), "3 papers in 1 topic")
        self.assert_quiet(shown)


class EveryScript(Shown):
    """Titles of every script of Unicode, and of signs that are not seen or turn what they stand in around."""

    def setUp(self):
        super().setUp()
        every_script.write_run(self.directory)
        self.titles = [" ".join(title.split()) for title in every_script.titles()]

    def test_a_title_is_found_by_its_letters(self):
        shown = self.open_run()
        letters = [*every_script.scripts().values()]
        self.assertGreater(len(letters), 150)
        for text, title, answer in zip(letters, self.titles, shown.value(ASK % json.dumps(letters))):
            self.assertEqual(answer, ["1 found", [title]], ascii(text))
        self.assert_quiet(shown)

    def test_what_cannot_be_seen_is_not_searched(self):
        shown = self.open_run()
        queries = {"zerowidthjoiner": "Zero", "zerowidth\u200djoiner": "Zero", "hyphenation": "Soft",
                   "ΟΔΟΣ": "ΟΔΟΣΣΕΙΑ", "οδοσσ": "ΟΔΟΣΣΕΙΑ", "istanbul": "İ", "thgir": "Override", "<b>&": "<b>",
                    "\\u0041": "\\u0041"}
        for (query, begin), (found, names) in zip(queries.items(), shown.value(ASK % json.dumps([*queries]))):
            self.assertEqual(found, "1 found", ascii(query))
            self.assertTrue(names[0].startswith(begin), names)
        self.assert_quiet(shown)

    def test_every_title_is_shown_as_it_is(self):
        shown = self.open_run()
        for paper in range(len(self.titles) - len(every_script.ODD), len(self.titles)):
            shown.value(f"location.hash = '#paper={paper}'")
            name = json.dumps(self.titles[paper] or "(no title)")
            shown.wait_for(f"document.querySelector('#paper h2')?.textContent === {name}")
        self.assert_quiet(shown)  # each was flown to, where titles are written on the map

    def test_every_title_is_in_the_file_of_a_selection(self):
        shown = self.open_run()
        shown.key("l")
        shown.drag([(320, 10), (1190, 10), (1190, 790), (320, 790)])
        shown.wait_for("!document.getElementById('selection').hidden")
        shown.value("document.getElementById('csv').click()")
        rows = list(csv.DictReader(io.StringIO(shown.downloaded("*.csv"), newline="")))
        self.assertEqual([row["title"] for row in rows], self.titles)
        self.assert_quiet(shown)

    def test_a_title_cannot_turn_its_authors_around(self):
        shown = self.open_run()
        shown.value(ASK % json.dumps(["thgir"]))
        side = "document.querySelector('#results .{}').getBoundingClientRect().{}"
        self.assertLessEqual(shown.value(side.format("name", "right")), 1 + shown.value(side.format("quiet", "left")))


if __name__ == "__main__":
    if browser.executable() is None:
        print("SKIPPED ALL: there is no chromium: container/dependencies.sh --browser installs it")
        sys.exit(0)
    unittest.main()
