# SPDX-License-Identifier: Apache-2.0
"""A finished run whose titles hold every script of Unicode and every kind of sign that could break a page:

    python tests/analysis/every_script.py RUN [--papers 1000000]

Scripts are those that this Python's Unicode data names. The program is not needed; map and topics mean nothing.
"""

import argparse
import collections
import functools
import itertools
import pathlib
import random
import re
import sys
import unicodedata

import numpy as np

sys.path[:0] = [str(pathlib.Path(__file__).parents[2] / "analysis")]
sys.dont_write_bytecode = True

import run_writer  # noqa: E402

# Of a letter's name, what stands behind the name of its script.
KIND = re.compile(r" (SMALL|CAPITAL|FINAL|MODIFIER|LETTER|SYLLABLE|IDEOGRAPH|SYLLABICS|CHARACTER|HIEROGLYPH|SIGN|VOWEL|"
                  r"CONSONANT|INDEPENDENT|DEPENDENT|CHOSEONG|JUNGSEONG|JONGSEONG|RADICAL|UNIFIED|COMPATIBILITY|"
                  r"ALPHABETIC|LIGATURE|VARIANT|NUMERAL)\b.*|-[0-9A-F]+$")
FEWEST_LETTERS = 15  # fewer share the beginning of a name by chance
RUN_OF_LETTERS = 5
WORDS_OF_LATER_TITLES = (9, 4, 12, 7)  # their letters
ODD = ["Override \u202etfel ot thgir", "\u202dEmbedding \u202b \u202a without end",
       "Isolate \u2066\u2067\u2068 without end", "Zero\u200bwidth\u200d\u2060joiner\ufeff", "Soft hyphen\u00adation",
       "Marks e" + "\u0301\u0323\u20dd" * 30,
       "Bell \x07 escape \x1b[31m delete \x7f next \x9b", "Lines \u2028 and \u2029 and \x85 and \x0b end",
       "Emoji \U0001f3f3\ufe0f\u200d\U0001f308 \U0001f468\u200d\U0001f469\u200d\U0001f467", "Private \ue000\U00100000",
       "Never assigned \ufdd0\ufffe\U0001ffff", "Tags \U000e0041\U000e0042", "\ufeffByte order", "\u0301Mark first",
       "ΟΔΟΣΣΕΙΑ", "İstanbul ıI", "ﬁﬂ ß ẞ", "<b>&amp;\"'`${}</b>", "\\u0041 %41 %", ""]


@functools.cache
def alphabets():
    """Name of a script -> its letters."""
    letters = collections.defaultdict(list)
    for letter in map(chr, itertools.chain(range(0xD800), range(0xE000, 0x110000))):
        if unicodedata.category(letter)[0] == "L":
            letters[KIND.sub("", unicodedata.name(letter, ""))].append(letter)
    return {name: found for name, found in letters.items() if name and len(found) >= FEWEST_LETTERS}


def scripts():
    """Name of a script -> some letters of it, of all over its range."""
    return {name: "".join(letters[:: max(1, len(letters) // RUN_OF_LETTERS)][:RUN_OF_LETTERS])
            for name, letters in alphabets().items()}


def titles(papers=None):
    """One of each kind; of more papers the later ones have words of their own, of the same letters."""
    first = [f"{name.capitalize()} {text}" for name, text in scripts().items()] + ODD
    letters = [*alphabets().values(), *len(ODD) * ["abcdefgh"]]
    draw = random.Random(1)
    later = (" ".join([first[i % len(first)], *("".join(draw.choices(letters[i % len(first)], k=k))
                                                for k in WORDS_OF_LATER_TITLES)]) for i in itertools.count(len(first)))
    return list(itertools.islice(itertools.chain(first, later), papers or len(first)))


def write_run(run, papers=None):
    """A run of so many papers, without a number one of each title; four titles are a topic."""
    texts, every = titles(), titles(papers)
    count = len(every)
    number = np.arange(count)
    topic = number % len(texts) // 4
    topics, draw = int(topic.max()) + 1, np.random.default_rng(1)
    columns = {"id": [f"2001.{i:05}" for i in range(count)], "title": every,
               "abstract": ["About."] * count, "authors": [f"Author{i % 997}" for i in range(count)],
               "categories": ["cs.LG"] * count}
    run_writer.write_documents(run, columns, 7_000 + number % 10_000)
    run_writer.write_clusters(
        run, {"assignment": topic, "similarity": draw.random(count), "second": (topic + 1) % topics,
              "second_similarity": draw.random(count) / 9, "silhouette": draw.random(count) - 0.5,
              "outlier": np.zeros(count)}, np.eye(topics), [(topics, 0.5)])
    sizes = np.bincount(topic)
    run_writer.write_topics(run, [
        {"label": " | ".join(texts[4 * t:4 * t + 2]), "keywords": [*texts[4 * t:4 * t + 2], ""],
         "representatives": [min(4 * t + i, count - 1) for i in range(4)], "size": int(sizes[t]),
         "mean_similarity": 0.5, "mean_silhouette": 0.1, "main": texts[4 * t]} for t in range(topics)],
        ["waves"], np.ones((topics, 1)))
    angle = 2 * np.pi * topic / topics
    places = np.column_stack([np.cos(angle), np.sin(angle)]) * 9 + draw.normal(0, 0.3, (count, 2))
    near = draw.integers(count, size=(count, 10))
    run_writer.write_map(run, {"umap": (places, {"recall": 0.5})}, number, (near, np.full(near.shape, 0.5)))


def main():
    parser = argparse.ArgumentParser(description="A run with titles in every script of Unicode.")
    parser.add_argument("run", type=pathlib.Path, metavar="RUN")
    parser.add_argument("--papers", type=int, help="default: one of each title")
    arguments = parser.parse_args()
    arguments.run.mkdir(parents=True)
    write_run(arguments.run, arguments.papers)


if __name__ == "__main__":
    main()
