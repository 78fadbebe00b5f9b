#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Golden files of the quality of keywords: made texts and topics, and gensim's coherence of them.

    /opt/thema/peers/bin/python tests/golden/make_quality_golden.py [OCTIS]

Made with Python 3.11, gensim 4.4.0, NumPy 2.4.6. Writes beside itself quality_texts.txt (a document a line, title and
abstract with a tab between), quality_topics.txt (a topic a line, keywords with commas between) and quality_figures.txt
(a topic a line: c_npmi, c_v, u_mass, c_uci, topn 10). With OCTIS, a folder with the unpacked wheel octis 1.14.0, prints
the diversity and the inverted RBO that tests/label/diversity_test.cpp expects.
"""
import importlib.util
import itertools
import pathlib
import sys

import numpy as np
from gensim.corpora import Dictionary
from gensim.models import CoherenceModel

HERE = pathlib.Path(__file__).parent
WORDS = [f"{a}{b}" for a in ("ba", "ce", "di", "fo", "gu", "ha", "ke", "li") for b in ("lar", "mon", "nix", "pel", "ros")]
TOPICS = [
    ["balar", "bamon", "cenix dipel", "balar bamon", "fopel", "guros", "halar", "kemon", "linix", "the"],
    ["celar", "cemon", "balar", "ceros", "dilar", "dimon", "dinix", "dipel", "diros", "folar"],
    ["fomon", "fonix", "balar bamon banix", "foros", "gular", "gumon", "gunix", "gupel", "never seen", "absent"],
    ["bapel baros", "balar bamon", "balar", "bamon", "banix", "bapel", "baros", "celar", "cemon", "cenix"],
    ["lilar", "limon", "", "", "", "", "", "", "", ""],
    ["linix", "liros", "lipel", "halar", "hamon", "hanix", "hapel", "", "", ""],
    ["kelar", "together alone", "kemon", "kenix", "kepel", "alone", "keros", "hapel", "haros", "halar"],
]
LENGTHS = [0, 1, 2, 5, 9, 10, 11, 12, 30, 60, 80, 109, 110, 111, 112, 150, 150, 200, 260, 320]


def made_text(generator, length):
    """Words that keep to a few neighbours, as in texts; sometimes a comma behind one. "alone" only follows "together"."""
    words, centre = [], generator.integers(len(WORDS))
    while len(words) < length:
        if generator.random() < 0.05:
            centre = generator.integers(len(WORDS))
        kind = generator.random()
        if kind < 0.1:
            words.append("the")
        elif kind < 0.12:
            words += ["together", "alone"]
        elif kind < 0.2:
            words += [["balar", "bamon"], ["balar", "bamon", "banix"], ["cenix", "dipel"]][generator.integers(3)]
        else:
            words.append(WORDS[(centre + int(4 * generator.standard_normal())) % len(WORDS)])
    commas = generator.random(length) < 0.1
    return " ".join(w + "," if c and w != "together" else w for w, c in zip(words, commas))


def joined(text, keywords, longest=3):
    """Tokens: from the left the longest keyword whose words stand together, else the word."""
    parts = [(w.rstrip(","), w.endswith(",")) for w in text.split()]
    tokens, at = [], 0
    while at < len(parts):
        for n in range(min(longest, len(parts) - at), 0, -1):
            together = not any(comma for _, comma in parts[at : at + n - 1])
            candidate = " ".join(word for word, _ in parts[at : at + n])
            if n == 1 or (together and candidate in keywords):
                break
        tokens.append(candidate)
        at += n
    return tokens


def rank_biased_overlap(octis):
    spec = importlib.util.spec_from_file_location("rbo", octis / "octis/evaluation_metrics/rbo.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.rbo


def print_diversity(octis):
    rbo = rank_biased_overlap(pathlib.Path(octis))
    lists = [[w for w in topic if w] for topic in TOPICS]
    overlaps = [rbo(a, b, p=0.9)[2] for a, b in itertools.combinations(lists, 2)]
    print("inverted RBO", repr(float(1 - np.mean(overlaps))), "of the four full ones",
          repr(float(1 - np.mean([rbo(a, b, p=0.9)[2] for a, b in itertools.combinations(lists[:4], 2)]))),
          "diversity of the four full ones", len(set().union(*lists[:4])) / 40)


def main():
    generator = np.random.default_rng(7)
    titles = [made_text(generator, int(generator.integers(0, 8))) if n else "" for n in 4 * LENGTHS]
    abstracts = [made_text(generator, n) for n in 4 * LENGTHS]
    keywords = {w for topic in TOPICS for w in topic if w}
    texts = [joined(t, keywords) + joined(a, keywords) for t, a in zip(titles, abstracts)]
    dictionary = Dictionary(texts)
    topics = [[w for w in topic if w] for topic in TOPICS]
    print("keywords that no text holds:", [w for w in keywords if w not in dictionary.token2id])
    figures = []
    for measure in ("c_npmi", "c_v", "u_mass", "c_uci"):
        source = {"corpus": [dictionary.doc2bow(t) for t in texts]} if measure == "u_mass" else {"texts": texts}
        model = CoherenceModel(topics=topics, dictionary=dictionary, coherence=measure, topn=10, processes=1, **source)
        figures.append(model.get_coherence_per_topic())
    figures = np.array(figures).T
    print(figures)
    assert np.isfinite(figures).all()
    (HERE / "quality_texts.txt").write_text("".join(f"{t}\t{a}\n" for t, a in zip(titles, abstracts)))
    (HERE / "quality_topics.txt").write_text("".join(",".join(topic) + "\n" for topic in TOPICS))
    (HERE / "quality_figures.txt").write_text("".join(" ".join(repr(float(x)) for x in row) + "\n" for row in figures))
    if len(sys.argv) > 1:
        print_diversity(sys.argv[1])


if __name__ == "__main__":
    main()
