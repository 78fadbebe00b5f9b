# SPDX-License-Identifier: Apache-2.0
"""Papers and topics as columns by name, for pandas and for files."""

import functools

import numpy as np

from optional_packages import needed

TABLE = ("row", "id", "title", "authors", "categories", "date", "topic", "label", "group", "similarity", "margin",
         "silhouette", "outlier")
ON_THE_MAP = ("x", "y")


class PaperColumns:
    """Columns of a run's papers: `names`, and `values(name, rows)` as a NumPy array, or a list of texts. Only these
    rows are read. `method` names the layout that x and y are of; None: the first."""

    def __init__(self, run, method=None):
        self._run, self._method = run, method
        texts = {"id": "ids", "title": "titles", "abstract": "abstracts", "authors": "authors",
                 "categories": "categories"}
        numbers = {"date": "dates", "topic": "assignment", "similarity": "similarity", "second": "second",
                   "second_similarity": "second_similarity", "silhouette": "silhouette", "outlier": "outliers",
                   "tokens": "tokens"}
        self._makers = {
            "row": lambda rows: rows,
            **{name: functools.partial(self._texts, column) for name, column in texts.items()},
            **{name: functools.partial(self._numbers, column) for name, column in numbers.items()},
            "label": lambda rows: self._labels[run.assignment[rows]].tolist(),
            "group": lambda rows: self._group_labels[run.assignment[rows]].tolist(),
            "margin": lambda rows: run.similarity[rows] - run.second_similarity[rows],
            "x": functools.partial(self._on_the_map, 0),
            "y": functools.partial(self._on_the_map, 1),
        }

    @property
    def names(self):
        return tuple(self._makers)

    @property
    def table(self):
        """Names of a table's usual columns; x and y where there is a map."""
        return TABLE + (ON_THE_MAP if "map" in self._run.stages else ())

    def checked(self, names):
        unknown = [name for name in names if name not in self._makers]
        if unknown:
            raise KeyError(f"no column {', '.join(map(repr, unknown))} of papers; columns are {', '.join(self.names)}")
        return tuple(names)

    def values(self, name, rows):
        self.checked([name])
        return self._makers[name](rows)

    def _texts(self, column, rows):
        texts = getattr(self._run, column)
        return texts[as_slice(rows)] if is_range(rows) else texts[rows]

    def _numbers(self, column, rows):
        return np.asarray(getattr(self._run, column)[as_slice(rows) if is_range(rows) else rows])

    @functools.cached_property
    def _labels(self):
        return np.array([topic.label for topic in self._run.topics], dtype=object)

    @functools.cached_property
    def groups(self):
        """(group of each topic, labels of the groups) of the tree's overview; group -1 is none."""
        try:
            return self._run.hierarchy.overview()
        except FileNotFoundError:  # thema_results.MissingStage: an older file, or more topics than a tree is made for
            return np.full(len(self._run.topics), -1), []

    @functools.cached_property
    def _group_labels(self):
        """Of each topic; its own label where it is in no group, so that every paper has both levels."""
        group_of, labels = self.groups
        own = zip(group_of, self._labels)
        return np.array([labels[group] if group >= 0 else label for group, label in own], dtype=object)

    @functools.cached_property
    def layout(self):
        return self._run.map(self._method)

    def _on_the_map(self, axis, rows):
        """NaN for papers that were not laid out."""
        places = places_in(self.layout.rows, rows)
        found = np.full(len(rows), np.nan, dtype=np.float32)
        found[places >= 0] = self.layout.coordinates[places[places >= 0], axis]
        return found


def is_range(rows):
    return len(rows) > 0 and rows[-1] - rows[0] + 1 == len(rows) and bool(np.all(np.diff(rows) == 1))


def as_slice(rows):
    return slice(int(rows[0]), int(rows[-1]) + 1)


def places_in(numbers, wanted):
    """Where each of `wanted` stands in `numbers`, which are distinct; -1 where it does not."""
    if len(numbers) == 0:
        return np.full(np.shape(wanted), -1)
    order = np.argsort(numbers, kind="stable")
    places = order[np.minimum(np.searchsorted(numbers, wanted, sorter=order), len(numbers) - 1)]
    return np.where(np.asarray(numbers)[places] == wanted, places, -1)


def checked_rows(rows, count):
    """Row numbers of `count` papers as int64; also from a mask, a slice, or None for all."""
    everything = np.arange(count)
    if rows is None:
        return everything
    if isinstance(rows, slice):
        return everything[rows]
    rows = np.atleast_1d(rows)
    if rows.dtype == bool or rows.size == 0:
        return everything[rows.astype(bool)]
    if rows.dtype.kind not in "iu" or rows.min() < -count or rows.max() >= count:
        raise IndexError(f"rows {rows.min()} to {rows.max()} ({rows.dtype}): this run has rows 0 to {count - 1}")
    return everything[rows]


def papers_table(run, columns=None, rows=None, method=None):
    """pandas.DataFrame with a row for each paper of `rows` (numbers, a mask, a slice; None: all), in that order,
    indexed by row number. Columns that are not given: `PaperColumns.table` without row."""
    pandas = needed("pandas", "papers_table")
    source = PaperColumns(run, method)
    rows = checked_rows(rows, run.documents)
    names = source.checked([name for name in source.table if name != "row"] if columns is None else columns)
    index = pandas.Index(rows, name="row")
    return pandas.DataFrame({name: series(pandas, source.values(name, rows), index) for name in names}, index=index)


def series(pandas, values, index):
    """Texts stay Python's: a string type of pandas would depend on its version."""
    return pandas.Series(values, index=index, dtype=object if isinstance(values, list) else None)


TOPIC_FIELDS = ("label", "size", "share", "keywords", "distinctive", "main_categories", "mean_similarity",
                "mean_silhouette", "npmi", "c_v", "u_mass", "c_uci")


def topic_columns(run):
    """Name -> values of all topics; lists of terms as one text."""
    columns = {"topic": [topic.id for topic in run.topics]}
    for name in TOPIC_FIELDS:
        values = [getattr(topic, name) for topic in run.topics]
        columns[name] = [", ".join(value) if isinstance(value, list) else value for value in values]
    columns["stability"] = np.asarray(run.stability)
    columns["representative_ids"] = ["; ".join(run.ids[topic.representatives]) for topic in run.topics]
    return columns


def topics_table(run):
    """pandas.DataFrame with a row for each topic, indexed by topic."""
    return needed("pandas", "topics_table").DataFrame(topic_columns(run)).set_index("topic")
