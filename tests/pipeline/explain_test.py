# SPDX-License-Identifier: Apache-2.0
"""Why a paper is in its topic: what is said, in every form of output, on any number of ranks, and what is refused."""
import html.parser
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import h5py
import numpy as np

from thema_job import JobTest, command, model_folder, synthetic_papers, thema

PAPERS = 60
EVIL = {"id": "9999.00001", "title": "<script>alert('1')</script> & \"halos\" \u001b[31m of $\\alpha$",
        "abstract": "The <b>galaxy cluster</b> & its shock wave. " * 4, "categories": "cs.CR"}
EMPTY = {"id": "9999.00002", "title": "Halos", "abstract": "", "categories": "cs.CR"}
OPTIONS = ["--ingest.min_abstract", "0", "--encode.block", "32", "--encode.max_length", "32", "--cluster.k", "5",
           "--cluster.starts", "2", "--project.epochs", "5", "--project.quality_sample", "20"]
answers = {}  # what the program said of runs that no test changes


def explained(run, *arguments, ranks=1, expect=0):
    if "--explain.steps" not in arguments:
        arguments += ("--explain.steps", 8)
    out, _ = thema(ranks, "explain", "--run", run, "--json", *arguments, expect=expect)
    return json.loads(out)


def random_run(folder, papers, rows):
    """A run of embeddings that no encoder made."""
    run = pathlib.Path(folder) / "random"
    np.save(run.with_suffix(".npy"), np.random.default_rng(4).normal(size=(rows, 384)))
    thema(1, "import", "--run", run, "--input", papers, "--embeddings", run.with_suffix(".npy"),
          "--ingest.min_abstract", "0")
    thema(1, "cluster", "--run", run, "--cluster.k", 3)
    return run


class Explain(JobTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="thema-explain-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.papers = synthetic_papers(cls.shared, PAPERS)
        with open(cls.papers, "a") as file:
            file.write(json.dumps(EVIL) + "\n" + json.dumps(EMPTY) + "\n")
        cls.ids = [json.loads(line)["id"] for line in cls.papers.read_text().splitlines()]
        cls.run_folder = cls.shared / "run"
        thema(2, "run", "--run", cls.run_folder, "--input", cls.papers, *OPTIONS)
        cls.imported = random_run(cls.shared, cls.papers, len(cls.ids))

    def asked(self, *arguments):
        """Of the shared run; what was asked before is not computed again."""
        if arguments not in answers:
            answers[arguments] = explained(self.run_folder, *arguments)
        return answers[arguments]

    def check_sums(self, run, paper):
        """The parts add up to the cosines, and these are those of the stored embedding."""
        parts, sums = paper["decomposition"]["parts"], paper["decomposition"]["sum"]
        tokens = [token["decomposition"] for word in paper["words"] for token in word["tokens"]]
        with h5py.File(run / "clusters.h5") as file, h5py.File(run / "embeddings.h5") as rows:
            x = rows["embeddings"][paper["row"]].astype(np.float64)
            x /= np.linalg.norm(x)
            if "mean" in file:
                x -= file["mean"][:]
                x /= np.linalg.norm(x)
            for key, topic in (("own", paper["topic"]), ("runner_up", paper["runner_up"])):
                with self.subTest(key=key, id=paper["id"]):
                    self.assertAlmostEqual(sum(part[key] for part in parts.values()), sums[key], delta=1e-9)
                    of_words = sum(word["decomposition"][key] for word in paper["words"] if word["tokens"])
                    self.assertAlmostEqual(parts["words"][key] + parts["punctuation"][key], of_words, delta=1e-9)
                    self.assertAlmostEqual(sum(token[key] for token in tokens), of_words, delta=1e-9)
                    self.assertAlmostEqual(sums[key], paper["cosines"][key], delta=1e-5)
                    stored = float(x @ file["centroids"][topic["topic"]])  # fp16 in the file
                    self.assertAlmostEqual(sums[key], stored, delta=1e-3)
                    self.assertAlmostEqual(topic["cosine"], stored, delta=1e-6)
        self.assertGreater(paper["encoder"]["cosine_with_stored"], 0.99999)

    def test_the_parts_add_up_to_the_cosine(self):
        for row in (0, PAPERS, PAPERS + 1):
            paper = self.asked("--id", self.ids[row])
            self.check_sums(self.run_folder, paper)
            self.assertEqual(paper["decomposition"]["parts"]["constant"]["own"], 0)

    def test_the_parts_of_a_centred_run_have_a_constant(self):
        run = self.folder / "run"
        shutil.copytree(self.run_folder, run)
        thema(1, "cluster", "--run", run, *OPTIONS[6:10], "--cluster.center", "true", "--overwrite")
        _, log = thema(1, "explain", "--run", run, "--id", self.ids[3], expect=65)  # as many topics, but others
        self.assertIn("topics.h5 was not made of the clusters.h5 beside it", log)
        self.assertIn("thema label", log)
        (run / "topics.h5").unlink()
        paper = explained(run, "--id", self.ids[3])
        self.check_sums(run, paper)
        self.assertGreater(abs(paper["decomposition"]["parts"]["constant"]["own"]), 1e-4)
        self.assertEqual(paper["topic"]["label"], f"topic {paper['topic']['topic']}")  # no labels
        self.assertEqual(paper["topic"]["representatives"], [])

    def test_of_one_topic_the_cosine_is_explained(self):
        run = self.folder / "run"
        shutil.copytree(self.run_folder, run)
        thema(1, "cluster", "--run", run, "--cluster.k", 1, "--overwrite")
        (run / "topics.h5").unlink()
        paper = explained(run, "--id", self.ids[0])
        self.assertIsNone(paper["runner_up"])
        self.assertEqual(paper["margin"], paper["topic"]["cosine"])
        self.assertAlmostEqual(paper["decomposition"]["sum"]["margin"], paper["cosines"]["own"], delta=1e-5)
        out, _ = thema(1, "explain", "--run", run, "--topic", 0, "--explain.sample", 4)
        self.assertIn("there is no margin", out)
        self.assertNotIn("runner-up", out)

    def test_json_of_a_paper(self):
        paper = explained(self.run_folder, "--id", self.ids[5], "--explain.layers", "0,2", "--explain.heads", "3")
        self.assertEqual(paper["kind"], "paper")
        self.assertEqual(paper["id"], self.ids[5])
        self.assertIsNone(paper["why_no_words"])
        with h5py.File(self.run_folder / "topics.h5") as file:
            rows = set(file["representatives"][paper["topic"]["topic"]]) - {-1, paper["row"]}
        self.assertEqual({each["row"] for each in paper["topic"]["representatives"]}, rows)
        cosines = [each["cosine"] for each in paper["topic"]["representatives"]]
        self.assertEqual(cosines, sorted(cosines, reverse=True))
        self.assertAlmostEqual(paper["margin"], paper["topic"]["cosine"] - paper["runner_up"]["cosine"], delta=1e-9)
        self.assertEqual(paper["encoder"]["max_length"], 32)
        self.assertEqual(paper["encoder"]["otherwise_here"], [])
        for word in paper["words"]:
            self.assertEqual(set(word), {"text", "key", "kind", "sentence", "decomposition", "occlusion",
                                         "integrated_gradients", "attention_received", "tokens",
                                         "tokens_cut"})
        self.assertEqual({word["kind"] for word in paper["words"]}, {"word", "punctuation"})
        tokens = sum(len(word["tokens"]) for word in paper["words"])
        self.assertEqual(tokens + 2, paper["encoder"]["tokens"])
        self.assertGreater(paper["encoder"]["words_cut"], 0)  # 32 tokens are few
        self.assertEqual(len(paper["sentences"]), paper["words"][-1]["sentence"] + 1)
        self.assertEqual([(head["layer"], head["head"]) for head in paper["attention"]["heads"]], [(0, 3), (2, 3)])
        self.assertIn("not reasons", paper["attention"]["note"])

    def test_what_the_encoder_did_not_see_has_no_number(self):
        paper = self.asked("--id", self.ids[0])
        numbers = ("decomposition", "occlusion", "integrated_gradients", "attention_received")
        for word in paper["words"]:
            for name in numbers:
                self.assertEqual(word[name] is None, word["tokens"] == [], word["text"])
        cut = [word for word in paper["words"] if word["tokens"] == [] and word["tokens_cut"] > 0]
        self.assertEqual(len(cut), paper["encoder"]["words_cut"])
        for number, sentence in enumerate(paper["sentences"]):
            words = [word for word in paper["words"] if word["sentence"] == number]
            seen = [len(word["tokens"]) for word in words]
            expected = "nothing" if sum(seen) == 0 else "beginning" if any(w["tokens_cut"] for w in words) else "whole"
            self.assertEqual(sentence["seen"], expected)
            self.assertEqual(sentence["occlusion"] is None, expected == "nothing")
        unseen = [sentence["seen"] for sentence in paper["sentences"]].count("nothing")
        self.assertGreater(unseen, 0)
        out, _ = thema(1, "explain", "--run", self.run_folder, "--id", self.ids[0], "--explain.steps", 1)
        self.assertIn("behind the limit: the encoder never saw them", out)
        self.assertRegex(out, rf"not seen  {unseen} more behind the length limit")
        self.assertNotIn("\x1b", out)
        for heading in ("1. Margin", "2. Token decomposition", "3. Occlusion", "4. Integrated gradients",
                        "5. Attention patterns (not reasons)"):
            self.assertIn(heading, out)

    def test_a_title_alone_is_explained(self):
        paper = self.asked("--id", EMPTY["id"])
        self.assertEqual([word["text"] for word in paper["words"]], ["Halos", "."])
        self.assertEqual([sentence["seen"] for sentence in paper["sentences"]], ["whole"])

    def test_completeness_error_falls_with_the_steps(self):
        errors = [abs(explained(self.run_folder, "--id", self.ids[9], "--explain.steps", steps)
                      ["integrated_gradients"]["completeness_error"]) for steps in (1, 8, 64)]
        self.assertGreater(errors[0], errors[1])
        self.assertGreater(errors[1], errors[2])
        self.assertLess(errors[2], 1e-4)

    def test_the_same_numbers_on_any_number_of_ranks(self):
        for ranks, arguments in ((4, ("--topic", 2)), (3, ("--topic", 2, "--explain.sample", 5, "--explain.words", 3)),
                                 (3, ("--evaluate", 8, "--explain.steps", 1)), (2, ("--id", self.ids[0]))):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.asked(*arguments), explained(self.run_folder, *arguments, ranks=ranks))

    def test_a_topic(self):
        topic = self.asked("--topic", 2)
        with h5py.File(self.run_folder / "clusters.h5") as file:
            mine = file["assignment"][:] == 2
            cosine, second = file["similarity"][:][mine].mean(), file["second_similarity"][:][mine].mean()
        self.assertEqual(topic["papers"], mine.sum())
        self.assertEqual(sum(each["papers"] for each in topic["runners_up"]), mine.sum())
        self.assertAlmostEqual(topic["cosines"]["own"], cosine, delta=1e-3)
        self.assertAlmostEqual(topic["cosines"]["runner_up"], second, delta=1e-3)
        self.assertEqual(len(topic["keywords"]), 10)
        self.assertNotEqual(topic["stop_words"]["own"], 0)
        self.assertNotIn("the", [word["word"] for word in topic["words_for"] + topic["words_against"]])
        margins = [word["margin"] for word in topic["words_for"]]
        self.assertEqual(margins, sorted(margins, reverse=True))
        self.assertGreater(margins[-1], 0)
        self.assertLess(topic["words_against"][0]["margin"], 0)
        sampled = self.asked("--topic", 2, "--explain.sample", 5, "--explain.words", 3)
        self.assertEqual((sampled["papers"], sampled["size"]), (5, mine.sum()))
        self.assertEqual(len(sampled["words_for"]), 3)

    def test_a_random_order_is_the_lower_bound(self):
        found = self.asked("--evaluate", 8, "--explain.steps", 1)
        self.assertEqual(found["papers"], 8)
        by_name = {each["method"]: each for each in found["methods"]}
        self.assertEqual(set(by_name), {"decomposition", "occlusion", "integrated gradients", "random order"})
        for method in ("decomposition", "occlusion"):
            self.assertGreater(by_name[method]["comprehensiveness"]["mean"],
                               by_name["random order"]["comprehensiveness"]["mean"] + 0.02)
            self.assertLess(by_name[method]["sufficiency"]["mean"],
                            by_name["random order"]["sufficiency"]["mean"] - 0.02)
        for each in found["methods"]:
            self.assertAlmostEqual(each["comprehensiveness"]["mean"], np.mean(each["comprehensiveness_at"]), delta=1e-9)
            self.assertAlmostEqual(each["sufficiency"]["mean"], np.mean(each["sufficiency_at"]), delta=1e-9)
        two = [self.asked("--evaluate", 1, "--run.seed", seed)["methods"] for seed in (0, 1)]
        self.assertNotEqual(two[0], two[1])

    def test_the_page_stands_alone_and_escapes_every_text(self):
        page = self.folder / "page.html"
        out, _ = thema(1, "explain", "--run", self.run_folder, "--id", EVIL["id"], "--html", page,
                       "--explain.steps", 1)
        text = page.read_text()
        tags, attributes = set(), set()

        class Reader(html.parser.HTMLParser):
            def handle_starttag(self, tag, attrs):
                tags.add(tag)
                attributes.update(name for name, _ in attrs)

        Reader().feed(text)
        self.assertEqual(tags, {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "div", "table",
                                "thead", "tbody", "tr", "th", "td", "span", "footer"})
        self.assertEqual(attributes, {"lang", "charset", "name", "content", "class", "style", "title"})
        self.assertNotRegex(text, r"url\(|@import|https?:")
        self.assertIn("&lt;script&gt;", text)
        self.assertNotIn("\x1b", text + out)
        topic = self.folder / "topic.html"
        out, _ = thema(2, "explain", "--run", self.run_folder, "--topic", 0, "--html", topic)
        self.assertNotIn("\x1b", out)  # mpirun gives its processes a terminal
        self.assertIn("What holds topic 0 together", topic.read_text())

    def on_a_terminal(self, run, expect, **environment):
        reading, writing = pty.openpty()
        outer = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        job = subprocess.Popen(command(1, "explain", "--run", run, "--id", self.ids[0], "--explain.steps", 1),
                               stdout=writing, stderr=subprocess.DEVNULL, env={**outer, "TERM": "xterm", **environment})
        os.close(writing)
        text = b""
        try:
            while part := os.read(reading, 65536):
                text += part
        except OSError:  # the other end is closed
            pass
        os.close(reading)
        self.assertEqual(job.wait(timeout=120), expect)
        return text.decode()

    def test_colours_only_where_a_terminal_wants_them(self):
        self.assertRegex(self.on_a_terminal(self.run_folder, 0), r"\x1b\[38;5;16;48;5;\d+m")
        self.assertIn("\x1b", self.on_a_terminal(self.imported, 64))
        self.assertNotIn("\x1b", self.on_a_terminal(self.imported, 64, NO_COLOR="1"))
        self.assertNotIn("\x1b", self.on_a_terminal(self.imported, 64, TERM="dumb"))

    def test_a_stop_is_heard(self):
        job = subprocess.Popen(command(1, "explain", "--run", self.run_folder, "--id", self.ids[0], "--explain.steps",
                                       100_000), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        status = pathlib.Path(f"/proc/{job.pid}/status")
        blocked = re.compile(r"^SigBlk:\s*([0-9a-f]+)$", re.MULTILINE)
        while not int(blocked.search(status.read_text())[1], 16) >> (signal.SIGTERM - 1) & 1:  # not yet listening
            time.sleep(0.01)
        job.send_signal(signal.SIGTERM)
        out, log = job.communicate(timeout=120)
        self.assertEqual((job.returncode, out), (75, ""))
        self.assertIn("stopped on request", log)

    def test_a_page_that_cannot_be_written_is_refused_at_once(self):
        for ranks, page, code, words in (
                (1, self.folder / "none" / "page.html", 73, "none/page.html"), (2, self.folder, 73, str(self.folder)),
                (1, "", 64, "--html needs the name of a file")):
            with self.subTest(page=page):
                out, log = thema(ranks, "explain", "--run", self.run_folder, "--evaluate", 1000, "--html", page,
                                 expect=code)
                self.assertEqual(out, "")
                self.assertIn(words, log)

    def test_usage_errors(self):
        near = self.ids[3][:-1] + "x"
        for ranks, arguments, words in (
                (2, ["--id", near], [near, "nearest ids are", self.ids[3]]),
                (2, ["--topic", "5"], ["--topic 5", "0 to 4"]),
                (1, ["--topic", "-1"], ["--topic -1"]),
                (1, ["--evaluate", "0"], ["--evaluate 0"]),
                (1, [], ["exactly one of --id, --topic and --evaluate"]),
                (1, ["--topic", "1", "--id", self.ids[0]], ["exactly one"]),
                (1, ["--id", self.ids[0], "--explain.layers", "6"], ["explain.layers names 6", "0 to 5"]),
                (1, ["--id", self.ids[0], "--explain.baseline", "unk"], ["pad, mask, zero"])):
            with self.subTest(arguments=arguments):
                out, log = thema(ranks, "explain", "--run", self.run_folder, *arguments, expect=64)
                self.assertEqual(out, "")
                for word in words:
                    self.assertIn(word, log)

    def test_a_missing_stage_is_named(self):
        _, log = thema(1, "explain", "--run", self.folder / "none", "--topic", 0, expect=65)
        self.assertIn("not a run directory", log)
        shutil.copytree(self.run_folder, self.folder / "run")
        (self.folder / "run" / "clusters.h5").unlink()
        _, log = thema(2, "explain", "--run", self.folder / "run", "--id", self.ids[0], expect=65)
        self.assertIn("thema cluster", log)

    def test_clusters_of_other_embeddings_are_refused(self):
        run = self.folder / "run"
        shutil.copytree(self.run_folder, run)
        shutil.copy(self.imported / "embeddings.h5", run)
        _, log = thema(1, "explain", "--run", run, "--id", self.ids[0], expect=65)
        self.assertIn("was not made of the embeddings.h5 beside it", log)

    def test_of_imported_embeddings_the_margin_is_explained(self):
        run = self.imported
        paper = explained(run, "--id", self.ids[0], ranks=2, expect=64)
        self.assertGreater(paper["margin"], 0)
        self.assertIn("imported", paper["why_no_words"])
        self.assertNotIn("words", paper)
        out, log = thema(1, "explain", "--run", run, "--id", self.ids[0], expect=64)
        self.assertIn("1. Margin", out)
        self.assertIn("imported", log)
        for ranks, arguments in ((1, ["--topic", 0]), (2, ["--evaluate"])):  # a number of papers may be left out
            _, log = thema(ranks, "explain", "--run", run, *arguments, expect=64)
            self.assertIn("imported", log)

    def test_another_model_is_refused(self):
        model, papers = self.folder / "model", self.folder / "papers.jsonl"
        shutil.copytree(model_folder(), model, symlinks=True, ignore=shutil.ignore_patterns("*.safetensors"))
        (model / "model.safetensors").symlink_to(model_folder() / "model.safetensors")
        papers.write_text("\n".join(self.papers.read_text().splitlines()[:30]) + "\n")
        run = self.folder / "run"
        thema(1, "run", "--run", run, "--input", papers, *OPTIONS, "--encode.model", model, "--encode.prefix", "query: ")
        paper = explained(run, "--id", self.ids[1])
        self.assertEqual(paper["encoder"]["prefix"], "query: ")
        self.assertNotEqual(paper["decomposition"]["parts"]["prefix"]["own"], 0)
        self.check_sums(run, paper)
        vocabulary = model / "vocab.txt"
        vocabulary.write_text(vocabulary.read_text().replace("\nhalo\n", "\nhalooo\n"))
        out, log = thema(1, "explain", "--run", run, "--id", self.ids[1], expect=65)
        self.assertIn("1. Margin", out)
        for word in ("- encode.tokenizer = ", "+ encode.tokenizer = ", "explain.model"):
            self.assertIn(word, log)
        shutil.rmtree(model)
        self.assertIn(str(model), explained(run, "--id", self.ids[1], expect=64)["why_no_words"])
        moved = explained(run, "--id", self.ids[1], "--explain.model", model_folder())
        self.assertEqual(moved["words"], paper["words"])
        self.assertTrue(re.match(r"\d", moved["thema"]))


if __name__ == "__main__":
    unittest.main()
