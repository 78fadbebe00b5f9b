#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes embeddings_ids.npy, embeddings_starts.npy and embeddings_expected.npy: token ids and embeddings of 32 texts by
sentence-transformers with all-MiniLM-L6-v2 in fp32 on a CPU. Run in an environment with sentence-transformers:

    python make_embeddings_golden.py FOLDER_OF_ALL_MINILM_L6_V2

The texts are made here from words of the model's vocabulary, one to 500 words long, so that the limit of 256 tokens,
batches of unequal length and a text of one word are all met. Last made with: see embeddings_versions.txt.
"""
import pathlib
import sys

import numpy
import sentence_transformers
import torch
import transformers

WORD_COUNTS = [1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 300, 400, 500, 40, 40, 41, 100, 120, 150, 170, 170,
               180, 190, 200, 210, 240, 250, 260, 17]


def make_texts(vocabulary):
    words = [w for w in vocabulary if w.isalpha() and w.isascii() and len(w) > 2]
    random = numpy.random.Generator(numpy.random.PCG64(20))
    return [" ".join(random.choice(words, count)) + "." for count in WORD_COUNTS]


def main(folder):
    here = pathlib.Path(__file__).resolve().parent
    model = sentence_transformers.SentenceTransformer(folder, device="cpu")
    texts = make_texts(sorted(model.tokenizer.get_vocab()))
    limit = model.max_seq_length
    ids = [model.tokenizer(t, truncation=True, max_length=limit)["input_ids"] for t in texts]
    expected = model.encode(texts, normalize_embeddings=True, convert_to_numpy=True).astype(numpy.float32)
    numpy.save(here / "embeddings_ids.npy", numpy.concatenate(ids).astype(numpy.int32))
    numpy.save(here / "embeddings_starts.npy", numpy.cumsum([0] + [len(i) for i in ids]).astype(numpy.int32))
    numpy.save(here / "embeddings_expected.npy", expected)
    (here / "embeddings_versions.txt").write_text(
        f"sentence-transformers {sentence_transformers.__version__}, transformers {transformers.__version__}, "
        f"torch {torch.__version__}, numpy {numpy.__version__}; limit {limit} tokens\n")


if __name__ == "__main__":
    main(sys.argv[1])
