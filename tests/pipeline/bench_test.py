# SPDX-License-Identifier: Apache-2.0
"""thema bench: the form of its reports, their sums over ranks, its refusals, and the figures made of them."""
import json
import math
import os
import pathlib
import subprocess
import unittest

from thema_job import JobTest, synthetic_papers, thema

SMALL_ATTENTION = ["attention", "--bench.lengths", "16,32", "--bench.head_widths", "32", "--bench.tokens", "64",
                   "--bench.repetitions", "2"]
SMALL_ENCODE = ["encode", "--bench.documents", "6", "--bench.repetitions", "2", "--encode.max_length", "32"]


def report(ranks, *arguments):
    out, _ = thema(ranks, "bench", *arguments, "--json")
    return json.loads(out)


class Reports(JobTest):
    def check_origin(self, found, name, ranks):
        self.assertEqual(found["benchmark"], name)
        self.assertIn(f"bench {name}", found["command"])
        self.assertRegex(found["thema"], r"^\d+\.\d+\.\d+ \(.+\)$")
        self.assertEqual(found["ranks"], ranks)
        self.assertEqual(len(found["machine"]["ranks"]), ranks)
        for key in ("processor", "libraries", "instruction_set"):
            self.assertTrue(found["machine"][key])
        self.assertIn("bench.repetitions", found["options"])
        self.assertTrue(found["rows"])
        self.assertTrue(found["conventions"])

    def check_interval(self, value, repetitions=None):
        self.assertLessEqual(0, value["low"])
        self.assertLessEqual(value["low"], value["median"])
        self.assertLessEqual(value["median"], value["high"])
        self.assertTrue(math.isfinite(value["high"]) and value["high"] > 0)
        if repetitions:
            self.assertEqual(len(value["repetitions"]), repetitions)
            self.assertGreaterEqual(value["calls_per_repetition"], 1)

    def test_write(self):
        for ranks in (1, 2):
            found = report(ranks, "write", "--bench.documents", "1000", "--bench.width", "8", "--bench.repetitions", "2",
                           "--bench.folder", str(self.folder))
            self.check_origin(found, "write", ranks)
            self.assertEqual([row["kind"] for row in found["rows"]], ["hdf5", "raw", "whole"])
            for row in found["rows"]:
                self.assertEqual(row["bytes"], 1000 * (8 * 2 + 2) + 4 * 8)  # fp16, tokens, a checksum for each block
                self.check_interval(row["seconds"], 2)
                self.check_interval(row["bytes_per_second"])
            self.check_interval(found["facts"]["share_of_raw"])
            self.assertEqual(list(self.folder.iterdir()), [], "files were left behind")

    def test_reduce(self):
        for ranks in (1, 2):
            found = report(ranks, "reduce", "--bench.repetitions", "2")
            self.check_origin(found, "reduce", ranks)
            self.assertEqual(found["rows"][0]["bytes"], 8)
            self.assertEqual(found["rows"][-1]["bytes"], 32 << 20)
            self.assertEqual("latency_seconds" in found["facts"], ranks > 1)

    def test_map(self):
        for ranks in (1, 2):
            found = report(ranks, "map", "--bench.repetitions", "1", "--bench.documents", "600", "--bench.width", "24")
            self.check_origin(found, "map", ranks)
            rows = {row["part"]: row for row in found["rows"]}
            self.assertEqual(list(rows), ["neighbours, 15", "neighbours, 90", "UMAP: graph", "UMAP: an epoch",
                                          "t-SNE: affinities", "t-SNE: an epoch", "exchange of positions"])
            for part, row in rows.items():
                median = row["seconds"]["median"]
                self.assertGreater(median, 0, part)
                # Each pair once, 2 operations a component.
                if part.startswith("neighbours"):
                    self.assertAlmostEqual(row["gflops"] * median * 1e9 / (600 * 600 * 24), 1, delta=1e-6)
                    share = row["gflops"] / found["facts"]["matmul_gflops"]
                    self.assertAlmostEqual(row["share_of_matmul_peak"], share, delta=1e-9)

    def test_attention(self):
        for ranks in (1, 2):
            found = report(ranks, *SMALL_ATTENTION)
            self.check_origin(found, "attention", ranks)
            self.assertEqual(found["options"]["bench.lengths"], [16, 32])
            measured = [row for row in found["rows"] if "why_not" not in row]
            for row in measured:
                self.check_interval(row["seconds"], 2)
                self.check_interval(row["tflops"])
                self.check_interval(row["speedup_over_math"])
                texts = 64 // row["length"]
                self.assertEqual(row["flop"], ranks * texts * 4 * row["length"] ** 2 * row["heads"] * 32)
                self.assertLessEqual(row["largest_error"], row["allowed_error"])
                self.assertGreaterEqual(row["extra_bytes"], 0)
            self.assertTrue({"flash", "math"} <= {row["backend"] for row in measured})
            for row in found["rows"]:
                if "why_not" in row:
                    self.assertTrue(row["why_not"])

    def test_encode_sums_over_ranks(self):
        found = {ranks: report(ranks, *SMALL_ENCODE) for ranks in (1, 2, 3)}
        for ranks, one in found.items():
            self.check_origin(one, "encode", ranks)
            facts = one["facts"]
            self.assertEqual(facts["documents"], 6)
            self.assertEqual(sum(facts["histogram_counts"]), 6)
            for same in ("tokens", "flop", "histogram_counts"):
                self.assertEqual(facts[same], found[1]["facts"][same], f"{ranks} ranks: {same}")
            self.assertTrue(0 <= facts["padding_share"] < 1)
            self.check_interval(facts["matmul_tflops"])
            for row in one["rows"]:
                if "why_not" in row:
                    continue
                self.check_interval(row["seconds"], 2)
                for quantity in ("documents_per_second", "tokens_per_second", "share_of_matmul_peak"):
                    self.check_interval(row[quantity])
                self.assertGreater(row["weight_bytes"], 0)
                self.assertGreater(row["activation_bytes"], 0)
                self.assertGreater(row["smallest_cosine_to_math"], 0.99999)
        ran = {row["backend"]: row["ran"] for row in found[1]["rows"] if "why_not" not in row}
        self.assertIn("math", ran["math"])
        self.assertIn("flash", ran["flash"])

    # More ranks than papers leave ranks without any.
    def test_encode_with_a_rank_without_papers(self):
        found = report(3, "encode", "--bench.documents", 2, "--bench.repetitions", 1, "--encode.max_length", 16,
                       "--bench.backends", "math")
        self.assertEqual(found["facts"]["documents"], 2)

    # Operations of the encoder by the formula, with this model's widths, from the histogram's exact lengths.
    def test_encode_of_a_shape_with_random_weights(self):
        papers = self.folder / "papers.jsonl"
        papers.write_text('{"id": "1", "title": "word", "abstract": "word word"}\n')
        found = report(1, "encode", "--input", papers, "--bench.shape", "e5-base-v2", "--bench.repetitions", 1,
                       "--bench.backends", "math", "--bench.datasheet_tflops", "1")
        facts = found["facts"]
        tokens = 2 + len("query : word . word word".split())
        self.assertEqual(facts["tokens"], tokens)
        self.assertEqual(facts["flop"], tokens * 2 * 12 * (4 * 768**2 + 2 * 768 * 3072) + 12 * 4 * tokens**2 * 768)
        self.assertEqual(facts["model"], "e5-base-v2 with random weights")
        self.check_interval(next(r for r in found["rows"] if "why_not" not in r)["share_of_datasheet_peak"])

    def test_tokenize(self):
        papers = synthetic_papers(self.folder, 50)
        found = {ranks: report(ranks, "tokenize", "--input", papers, "--bench.repetitions", 2) for ranks in (1, 2)}
        for ranks, one in found.items():
            self.check_origin(one, "tokenize", ranks)
            for row, alone in zip(one["rows"], found[1]["rows"]):
                self.assertEqual(row["texts"], 50)
                for same in ("bytes", "tokens", "id_sum"):
                    self.assertEqual(row[same], alone[same])
                self.check_interval(row["megabytes_per_second"])
                self.check_interval(row["texts_per_second"])

    def test_the_table_for_people(self):
        out, _ = thema(1, "bench", *SMALL_ATTENTION)
        for word in ("TFLOP/s", "times math", "flash", "covers the true median"):
            self.assertIn(word, out)


class Refusals(JobTest):
    def test_what_cannot_be_done_exits_64_and_says_what_is_allowed(self):
        for arguments, words in (
                ([], ["benchmark"]),
                (["frogs"], ["'frogs'", "attention, encode, tokenize"]),
                (["attention", "--bench.lengths", "100000"], ["bench.lengths", "16384"]),
                (["attention", "--bench.lengths", "128", "--bench.tokens", "64"], ["128", "64", "bench.tokens"]),
                (["attention", "--bench.backends", "fast"], ["'fast'", "flash"]),
                (["attention", "--bench.dtypes", "fp8"], ["'fp8'", "bf16"]),
                (["encode", "--bench.shape", "gpt"], ["bench.shape", "e5-large-v2"]),
                (["encode", "--bench.shape", "minilm", "--encode.max_length", "300"], ["300", "256"])):
            with self.subTest(arguments=arguments):
                _, log = thema(1, "bench", *arguments, expect=64)
                for word in words:
                    self.assertIn(word, log)

    def test_an_input_without_papers_exits_65(self):
        empty = self.folder / "empty.jsonl"
        empty.write_text("\n")
        _, log = thema(2, "bench", "tokenize", "--input", empty, expect=65)
        self.assertIn("empty.jsonl", log)


class Figures(JobTest):
    def draw(self, *reports):
        python = pathlib.Path(os.environ["THEMA_PYTHON"]) / "bin" / "python"
        script = pathlib.Path(os.environ["THEMA_SOURCE"]) / "analysis" / "bench_figures.py"
        return subprocess.run([python, "-B", script, *reports], capture_output=True, text=True, timeout=300)

    def test_of_reports(self):
        names = []
        for name, arguments in (("attention", SMALL_ATTENTION), ("encode", SMALL_ENCODE)):
            names.append(self.folder / f"{name}.json")
            names[-1].write_text(json.dumps(report(1, *arguments)))
        done = self.draw(*names)
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in names:
            self.assertEqual(name.with_suffix(".png").read_bytes()[:4], b"\x89PNG")

    def test_another_file_is_refused_by_its_name(self):
        other = self.folder / "other.json"
        other.write_text('{"benchmark": "frogs"}')
        done = self.draw(other)
        self.assertEqual(done.returncode, 1)
        self.assertIn("other.json", done.stderr)


if __name__ == "__main__":
    unittest.main()
