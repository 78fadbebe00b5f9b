# SPDX-License-Identifier: Apache-2.0
"""Compares documents.h5 with what Python's json reads from the same lines.

usage: check_documents.py PAPERS.jsonl RUN/documents.h5 MIN_ABSTRACT
"""
import datetime
import email.utils
import json
import re
import sys

import h5py


def fold(text):
    return " ".join(re.sub("[\x00-\x1f\x7f]", " ", text).split())


def expected_papers(path, min_abstract):
    epoch = datetime.date(1970, 1, 1)
    seen, offset = set(), 0
    with open(path, "rb") as lines:
        for line in lines:
            start, offset = offset, offset + len(line)
            paper = json.loads(line)
            texts = {k: fold(paper[k] or "") for k in ("id", "title", "abstract", "authors", "categories")}
            if len(texts["abstract"]) < min_abstract or texts["id"] in seen:
                continue
            seen.add(texts["id"])
            day = email.utils.parsedate_to_datetime(paper["versions"][0]["created"]).date()
            yield texts, (day - epoch).days, start


def main(papers, documents, min_abstract):
    expected = list(expected_papers(papers, int(min_abstract)))
    with h5py.File(documents) as file:
        dates, offsets = file["date"][:], file["source_offset"][:]
        assert len(dates) == len(expected), f"{len(dates)} documents, {len(expected)} expected"
        for name in ("id", "title", "abstract", "authors", "categories"):
            text, ends = file[name + "/bytes"][:].tobytes(), file[name + "/offsets"][:]
            for i, (texts, _, _) in enumerate(expected):
                found = text[ends[i] : ends[i + 1]].decode()
                assert found == texts[name], f"{name} of document {i}: {found!r}, {texts[name]!r} expected"
        assert [d for _, d, _ in expected] == dates.tolist(), "dates differ"
        assert [s for _, _, s in expected] == offsets.tolist(), "offsets differ"
    print(f"{len(expected)} documents agree")


main(*sys.argv[1:])
