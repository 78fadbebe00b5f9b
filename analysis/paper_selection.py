# SPDX-License-Identifier: Apache-2.0
"""Rows of papers by topic, category, date and outlier; all conditions that are given must hold."""

import numpy as np


def select(run, topics=None, categories=None, first_date=None, last_date=None, outliers=None):
    """Ascending row numbers (int64) of the papers that fulfil every condition; None: no condition.

    topics: a topic, or several: papers of any of them.
    categories: a category, or several: papers in any of them, primary or not; "cs" stands for all of "cs.*", as in
        ingest.categories.
    first_date, last_date: both included; a day, or "2020-05" or "2020" for all its days. With either of them papers
        without a date are left out.
    outliers: True: only papers flagged as outliers; False: only the others.
    """
    chosen = np.ones(run.documents, dtype=bool)
    if topics is not None:
        chosen &= np.isin(run.assignment, checked_topics(topics, len(run.sizes)))
    if outliers is not None:
        chosen &= run.outliers == bool(outliers)
    if first_date is not None:
        chosen &= run.dates >= first_day(first_date)  # false for NaT
    if last_date is not None:
        chosen &= run.dates <= last_day(last_date)
    if categories is not None:
        keep_in_categories(chosen, run.categories, categories)
    return np.flatnonzero(chosen)


def checked_topics(topics, count):
    numbers = np.atleast_1d(np.asarray(list(topics) if np.iterable(topics) else topics))
    if numbers.size and (numbers.dtype.kind not in "iu" or numbers.min() < 0 or numbers.max() >= count):
        raise ValueError(f"topics {numbers.tolist()}: topics of this run are the whole numbers 0 to {count - 1}")
    return numbers.astype(np.int64)


def first_day(date):
    return as_date(date).astype("datetime64[D]")


def last_day(date):
    """Of the period: a year and a month end with their last day."""
    return (as_date(date) + 1).astype("datetime64[D]") - 1


def as_date(date):
    """datetime64 in days, months or years."""
    try:
        value = np.datetime64(date)
    except ValueError as error:
        raise ValueError(f"date {date!r}: write it as YYYY-MM-DD, YYYY-MM or YYYY") from error
    if np.isnat(value):
        raise ValueError(f"date {date!r}: an unknown date is no bound")
    return value if np.datetime_data(value)[0] in "YMD" else value.astype("datetime64[D]")


def keep_in_categories(chosen, column, categories):
    """Clears `chosen` where no category of a paper is wanted. Texts are decoded a chunk at a time, and only where a
    paper is still chosen."""
    wanted = [categories] if isinstance(categories, str) else list(categories)
    answers = {}  # many papers have the same categories
    for first in range(0, len(column), column.CHUNK):
        rows = first + np.flatnonzero(chosen[first:first + column.CHUNK])
        for row, text in zip(rows, column[rows]):
            if text not in answers:
                answers[text] = any(is_in(one, wanted) for one in text.split())
            chosen[row] = answers[text]


def is_in(category, wanted):
    return any(category == name or category.startswith(name + ".") for name in wanted)
