#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the embeddings of a run with those of sentence-transformers, and the speed of both.

    python compare_embeddings.py --run DIR --model FOLDER [--prefix 'query: '] [--rows 1000] [--threads 2]

DIR holds a complete documents.h5 and embeddings.h5 (encode.store = fp32, encode.dtype = fp32). Every one of the first
rows must have a cosine of at least 0.99999; else the exit code is 1. Needs numpy, h5py, torch and
sentence-transformers. The text given to sentence-transformers is made here from title and abstract, independently of
thema: lower-cased, white space folded.
"""
import argparse
import pathlib
import sys
import time

import h5py
import numpy
import sentence_transformers
import torch

SMALLEST_COSINE = 0.99999


def column(file, name, rows):
    offsets = file[name + "/offsets"][: rows + 1].astype(numpy.int64)
    text = file[name + "/bytes"][offsets[0]:offsets[-1]].tobytes()
    return [text[a - offsets[0]:b - offsets[0]].decode() for a, b in zip(offsets[:-1], offsets[1:])]


def read_texts(run, rows, prefix):
    with h5py.File(run / "documents.h5") as file:
        rows = min(rows, len(file["date"]))
        pairs = zip(column(file, "title", rows), column(file, "abstract", rows))
        return [prefix + " ".join(f"{title}. {abstract}".lower().split()) for title, abstract in pairs]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--prefix", default="")
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()

    torch.set_num_threads(asked.threads)
    model = sentence_transformers.SentenceTransformer(asked.model, device="cpu")
    texts = read_texts(asked.run, asked.rows, asked.prefix)
    model.encode(texts[:8])  # the first call is slower
    start, cpu_start = time.perf_counter(), time.process_time()
    theirs = model.encode(texts, normalize_embeddings=True, convert_to_numpy=True).astype(numpy.float64)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu_start
    with h5py.File(asked.run / "embeddings.h5") as file:
        ours = file["embeddings"][: len(texts)].astype(numpy.float64)
    cosines = (ours * theirs).sum(1) / numpy.linalg.norm(ours, axis=1) / numpy.linalg.norm(theirs, axis=1)
    print(f"sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__}: {len(texts)} texts "
          f"in {seconds:.1f} s with {asked.threads} threads, {len(texts) / seconds:.1f} documents/s, {cpu:.1f} CPU seconds")
    print(f"smallest cosine {cosines.min():.8f} (row {cosines.argmin()}), mean {cosines.mean():.8f}; norms of thema's "
          f"rows {numpy.linalg.norm(ours, axis=1).min():.7f} to {numpy.linalg.norm(ours, axis=1).max():.7f}")
    return 0 if cosines.min() >= SMALLEST_COSINE else 1


if __name__ == "__main__":
    sys.exit(main())
