# SPDX-License-Identifier: Apache-2.0
"""Opens the result of a thema run:

    import thema_results
    run = thema_results.open("run")

    run.topics[3].label, run.titles[17], run.assignment[:10], run.map("umap").coordinates

Nothing is read before it is asked for. A column the size of the corpus is a read-only view of the file (numpy.memmap),
so a corpus larger than memory can be used; texts are decoded one by one. Rows of all columns are the same papers in
the same order. A file that is not there yet is a MissingStage error that names the command which makes it.

h5py, with the numpy that it needs, is enough; only the tables (`papers_table`, `topics_table`) also need pandas.
"""

import dataclasses
import functools
import pathlib

import h5py
import numpy as np

import paper_selection
import paper_tables
import topic_tree
from stage_file import (COMMAND_OF_FILE, MissingStage, StaleFile, WrongFile, inputs_of, is_made_of, open_stage,
                        text_attribute)

FILES_OF_EDITS = ("clusters", "topics")  # thema edit makes them anew
LAYOUT_METHODS = ("umap", "tsne", "pca")
AGREEMENTS = ("v_measure", "homogeneity", "completeness", "purity", "nmi", "ari", "ami")
COHERENCES = ("npmi", "c_v", "u_mass", "c_uci")
FIGURES_OF_DRIFT = ("papers_run", "papers_new", "far_out_run", "far_out_new", "far_out_level", "similarity_run",
                    "similarity_new", "jensen_shannon")
UNKNOWN_DATE = np.iinfo(np.int32).min


@dataclasses.dataclass(frozen=True)
class Topic:
    id: int
    label: str  # "primary keyword | title of the nearest paper", or as label.template says
    keywords: list  # best first
    keyword_weights: list  # c-TF-IDF
    distinctive: list  # terms that are surely more frequent here than in the other topics, best first
    distinctive_weights: list  # z scores of their log odds
    size: int  # papers
    share: float  # of all papers, 0 to 1
    main_categories: str  # "cs.LG 61%, stat.ML 12%"
    representatives: list  # rows of the papers nearest to the centroid, nearest first
    diverse: list  # rows of papers near the centroid that are unlike one another
    newest: list  # rows of the papers with the latest dates, newest first
    mean_similarity: float  # mean cosine of its papers to the centroid
    mean_silhouette: float  # mean cosine silhouette of its papers
    npmi: float  # coherence of the first keywords: windows of 10 tokens, -1 to 1
    c_v: float  # windows of 110 tokens, 0 to 1
    u_mass: float  # whole papers, at most 0
    c_uci: float  # windows of 10 tokens

    @property
    def name(self):
        """The short half of the label."""
        return self.label.split(" | ", 1)[0]


@dataclasses.dataclass(frozen=True)
class Layout:
    method: str
    coordinates: np.ndarray  # [M, 2]
    rows: np.ndarray  # [M], row of each laid-out paper
    quality: dict  # trustworthiness, neighbour_recall, ...


@dataclasses.dataclass(frozen=True)
class Neighbours:
    indices: np.ndarray  # [M, m], rows of the nearest papers, nearest first
    similarity: np.ndarray  # [M, m], cosine


@dataclasses.dataclass(frozen=True)
class Burst:
    topic: int
    first: np.datetime64  # month, included
    last: np.datetime64  # month, included
    weight: float  # how much better a burst explains the papers, in nats


@dataclasses.dataclass(frozen=True)
class OverTime:
    """When the papers appeared. All but `undated` are empty where no paper has a date."""

    months: np.ndarray  # [P] datetime64[M]
    month_counts: np.ndarray  # [k, P], papers
    years: np.ndarray  # [Y] int
    year_counts: np.ndarray  # [k, Y], papers
    undated: np.ndarray  # [k], papers without a date
    smoothed_share: np.ndarray  # [k, P], NaN where there are no papers around
    growth: np.ndarray  # [k], slope of log(share) per year over the last 36 months, NaN where unknown
    growth_error: np.ndarray  # [k], its standard error
    bursts: list  # of Burst, by topic and time
    year_keywords: list  # [topic][year] -> list of (word, c-TF-IDF), best first


@dataclasses.dataclass(frozen=True)
class Categories:
    names: list  # of the C primary categories, by bytes
    counts: np.ndarray  # [C, k], papers
    frequent: list  # names of the F categories with most papers, most first
    year_counts: np.ndarray  # [F, k, Y], papers with a date


@dataclasses.dataclass(frozen=True)
class Assigned:
    """New papers in the topics of the run; a row of the columns is a new paper."""

    ids: "TextColumn"
    assignment: np.ndarray  # topic
    similarity: np.ndarray  # cosine to its centroid
    second: np.ndarray  # second nearest topic, -1 where there is one topic only
    second_similarity: np.ndarray
    novelty: np.ndarray  # share of the topic's papers in the run that do not lie further out, 0 to 1
    places: dict  # [M, 2] by method, beside the laid-out papers nearest to them; empty where the run had no map
    neighbours: Neighbours | None  # these papers
    topics: dict  # papers_run, papers_new, far_out_new, similarity_run, similarity_new: [k] each
    figures: dict  # the same and jensen_shannon of all topics; far_out_level


@dataclasses.dataclass(frozen=True)
class RejectedLine:
    file: str
    offset: int
    reason: str
    excerpt: str


class TextColumn:
    """Texts stored as bytes and offsets: `column[3]`, `column[10:20]`, `column[[5, 1]]`, `len(column)`, iteration."""

    CHUNK = 65_536

    def __init__(self, file, name):
        self._name = name
        self._bytes = column_view(file[f"{name}/bytes"])
        self._offsets = column_view(file[f"{name}/offsets"])

    def __len__(self):
        return len(self._offsets) - 1

    def __getitem__(self, index):
        if isinstance(index, slice):
            first, last, step = index.indices(len(self))
            return self._range(first, last) if step == 1 else self[range(first, last, step)]
        if np.ndim(index) > 0:
            return [self[i] for i in np.arange(len(self))[np.asarray(index, dtype=np_index_type(index))]]
        row = range(len(self))[int(index)]  # negative rows count from the end, others raise IndexError
        return self._range(row, row + 1)[0]

    def __iter__(self):
        for first in range(0, len(self), self.CHUNK):
            yield from self._range(first, min(len(self), first + self.CHUNK))

    def __repr__(self):
        return f"<{len(self):,} texts of {self._name}>"

    def _range(self, first, last):
        if last <= first:
            return []
        offsets = np.asarray(self._offsets[first : last + 1], dtype=np.int64)
        data = self._bytes[offsets[0] : offsets[-1]].tobytes()
        ends = offsets - offsets[0]
        return [data[a:b].decode("utf-8", "replace") for a, b in zip(ends[:-1], ends[1:])]


def np_index_type(index):
    return bool if np.asarray(index).dtype == bool else np.int64


def _unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), np.finfo(float).tiny)


def column_view(dataset):
    """The dataset as a read-only array. Contiguous datasets are mapped, so that only what is used is read."""
    offset = dataset.id.get_offset()
    if offset is None or dataset.size == 0:
        return dataset[...]
    return np.memmap(dataset.file.filename, dataset.dtype, "r", offset, dataset.shape)


def padded_texts(dataset):
    return [value.decode("utf-8", "replace") for value in np.asarray(dataset[...]).ravel()]


def weighted_words(terms, weights):
    """Lists of (word, weight), best first, nested as the tables are; unused places of these hold ""."""
    def pairs(words, numbers):
        if words.ndim == 1:
            return [(word, float(x)) for word, x in zip(words, numbers) if word]
        return [pairs(*part) for part in zip(words, numbers)]

    return pairs(np.array(padded_texts(terms), dtype=object).reshape(terms.shape), weights[...])


class Run:
    """One run directory. Close it, or use it in `with`, when many are opened."""

    def __init__(self, directory, edit=None):
        self.directory = pathlib.Path(directory)
        self._files = {}
        self.edit = self.edits if edit is None else edit  # after which the topics are shown, 0: as the run made them
        if not self.directory.is_dir():
            command = f"thema run --run {self.directory}"
            raise MissingStage(f"there is no run directory {self.directory}: make it with `{command}`")
        if not self.stages and not any(self.directory.glob("*.h5.partial")):
            raise MissingStage(f"{self.directory} holds no file of thema (documents.h5, embeddings.h5, ...)")
        if self.edit not in range(self.edits + 1):
            raise MissingStage(f"{self.directory} has no edit {self.edit}: there are {self.edits}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        return f"<thema run {self.directory}: {', '.join(self.stages) or 'no stage complete'}>"

    def close(self):
        for file in self._files.values():
            file.close()
        self._files.clear()

    @property
    def stages(self):
        """Names of the complete stage files, in the order of the flow."""
        return [stage for stage in COMMAND_OF_FILE if self._path(stage).exists()]

    @property
    def edits(self):
        """How many files of edits were applied to the topics."""
        number = 0
        while (self.directory / "edits" / f"{number + 1:03}.toml").exists():
            number += 1
        return number

    def file(self, stage):
        """The open h5py.File of a stage: "documents", "embeddings", "clusters", "topics" or "map"."""
        edit = self._edit_of(stage)
        for earlier in range(edit):  # one after another; else each would be opened from within the next
            if self._path("clusters", earlier).exists():
                self._file("clusters", earlier)
        return self._file(stage, edit)

    def options(self, stage):
        """The options the stage ran with, as TOML text."""
        return text_attribute(self.file(stage), "options")

    def provenance(self, stage):
        """When, where and by what the file was made."""
        group = self.file(stage)["provenance"]
        return {name: text_attribute(group, name) for name in group.attrs}

    # ---- documents.h5

    @property
    def documents(self):
        """Number of papers."""
        return self.file("documents")["date"].shape[0]

    @functools.cached_property
    def ids(self):
        return TextColumn(self.file("documents"), "id")

    @functools.cached_property
    def titles(self):
        return TextColumn(self.file("documents"), "title")

    @functools.cached_property
    def abstracts(self):
        return TextColumn(self.file("documents"), "abstract")

    @functools.cached_property
    def authors(self):
        return TextColumn(self.file("documents"), "authors")

    @functools.cached_property
    def categories(self):
        """Space separated, the primary one first."""
        return TextColumn(self.file("documents"), "categories")

    @functools.cached_property
    def dates(self):
        """datetime64[D]; NaT where the date is unknown."""
        days = self.file("documents")["date"][...]
        dates = days.astype("datetime64[D]")
        dates[days == UNKNOWN_DATE] = np.datetime64("NaT")
        return dates

    @functools.cached_property
    def rejected(self):
        """Lines of the input that were not papers."""
        documents = self.file("documents")
        names, group = padded_texts(documents["source_names"]), documents["rejected"]
        texts = zip(padded_texts(group["reason"]), padded_texts(group["excerpt"]))
        places = zip(group["file"][...], group["offset"][...])
        return [RejectedLine(names[file], int(offset), *text) for (file, offset), text in zip(places, texts)]

    # ---- embeddings.h5

    @functools.cached_property
    def embeddings(self):
        """[N, d], fp16 or fp32, rows of unit length."""
        return column_view(self.file("embeddings")["embeddings"])

    @functools.cached_property
    def tokens(self):
        """Tokens of each paper that the model saw."""
        return column_view(self.file("embeddings")["tokens"])

    # ---- clusters.h5

    @functools.cached_property
    def assignment(self):
        """Topic of each paper: the nearest, or where an edit put it."""
        return column_view(self.file("clusters")["assignment"])

    @functools.cached_property
    def similarity(self):
        """Cosine of each paper to the centroid of its topic."""
        return column_view(self.file("clusters")["similarity"])

    @functools.cached_property
    def second(self):
        """Nearest of the other topics of each paper, -1 where there is one topic only."""
        return column_view(self.file("clusters")["second"])

    @functools.cached_property
    def second_similarity(self):
        return column_view(self.file("clusters")["second_similarity"])

    @functools.cached_property
    def silhouette(self):
        """Cosine silhouette of each paper, -1 to 1."""
        return column_view(self.file("clusters")["silhouette"])

    @functools.cached_property
    def soft_topics(self):
        """[papers, m]: the m nearest topics of each paper, nearest first; after edits the own one may not be first."""
        return column_view(self.file("clusters")["soft/topic"])

    @functools.cached_property
    def soft_shares(self):
        """[papers, m]: how each paper is shared out among them, 1 in all."""
        return column_view(self.file("clusters")["soft/share"])

    @functools.cached_property
    def outliers(self):
        """True for the papers that are least similar to their topic."""
        return self.file("clusters")["outlier"][...].astype(bool)

    @property
    def outlier_limit(self):
        """(share of the papers that are flagged, cosine to the own centroid below which they are)."""
        limit = self.file("clusters")["outlier"].attrs
        return float(limit["quantile"]), float(limit["similarity"])

    @property
    def soft_temperature(self):
        """Cosine by which a topic is e times as likely for a paper, in soft_shares."""
        return float(self.file("clusters")["soft/share"].attrs["temperature"])

    @property
    def margin(self):
        """Similarity of each paper to its topic less that to the nearest other one; below 0 only after edits."""
        return self.similarity[...] - self.second_similarity[...]

    @functools.cached_property
    def centroids(self):
        """[k, d], unit length."""
        return self.file("clusters")["centroids"][...]

    @functools.cached_property
    def mean(self):
        """[d], subtracted from all embeddings before they were clustered (cluster.center); None where nothing was."""
        return self._array_or_none("mean")

    @functools.cached_property
    def landmarks(self):
        """[L, d], towards which each embedding was moved before it was clustered (cluster.smooth); None without."""
        return self._array_or_none("landmarks")

    def in_topic_space(self, embeddings):
        """Embeddings [n, d] as they are compared with the centroids: of unit length, and centred or smoothed if the run
        was."""
        rows = _unit(np.atleast_2d(np.asarray(embeddings, dtype=np.float64)))
        if self.mean is not None:
            rows = _unit(rows - self.mean)
        if self.landmarks is not None:
            near = int(self.file("clusters").attrs["near_landmarks"])
            landmarks = self.landmarks.astype(np.float64)
            slice_rows = max(1, 2**22 // len(landmarks))  # of which the products take 32 MiB
            for first in range(0, len(rows), slice_rows):
                part = rows[first:first + slice_rows]
                nearest = np.argpartition(-(part @ landmarks.T), near - 1, axis=1)[:, :near]
                mean = _unit(landmarks[nearest].sum(axis=1))
                rows[first:first + slice_rows] = np.where(part.any(axis=1, keepdims=True), _unit(part + mean), 0)
        return rows

    def _array_or_none(self, name):
        file = self.file("clusters")
        return file[name][...] if name in file else None

    @functools.cached_property
    def sizes(self):
        """Papers of each topic."""
        return self.file("clusters")["sizes"][...]

    @functools.cached_property
    def stability(self):
        """Of each topic: how much of it is found again in bootstrap samples, 0 to 1 (Jaccard); NaN: not known."""
        file = self.file("clusters")
        return file["stability"][...] if "stability" in file else np.full(len(self.sizes), np.nan)  # an older file

    @functools.cached_property
    def selection(self):
        """One row per number of topics that was tried; columns by name: `run.selection["silhouette"]`. NaN is what is
        not defined for this number or was not asked for; files of an older thema have fewer columns."""
        return self.file("clusters")["selection"][...]

    @property
    def selection_rule(self):
        """How the number of topics was chosen, in words."""
        return text_attribute(self.file("clusters")["selection"], "metric")

    @property
    def selection_elbow(self):
        """Number of topics at the elbow of the inertia, which chose nothing; 0 where there is none."""
        return int(self.file("clusters")["selection"].attrs.get("elbow", 0))

    @property
    def selection_documents(self):
        """Papers the candidates were tried on."""
        return int(self.file("clusters")["selection"].attrs["documents"])

    def papers_of(self, topic):
        """Rows of a topic's papers, the most typical first."""
        rows = np.flatnonzero(self.assignment == topic)
        return rows[np.argsort(-self.similarity[rows], kind="stable")]

    def select(self, topics=None, categories=None, first_date=None, last_date=None, outliers=None):
        """Rows of the papers that fulfil every condition that is given, ascending: see paper_selection.select."""
        return paper_selection.select(self, topics, categories, first_date, last_date, outliers)

    def papers_table(self, columns=None, rows=None, method=None):
        """pandas.DataFrame of papers, indexed by row number: see paper_tables.papers_table."""
        return paper_tables.papers_table(self, columns, rows, method)

    def topics_table(self):
        """pandas.DataFrame of topics: see paper_tables.topics_table."""
        return paper_tables.topics_table(self)

    # ---- topics.h5

    @functools.cached_property
    def topics(self):
        """One Topic per topic, by id."""
        file = self.file("topics")
        sizes = file["quality/size"][...]
        columns = zip(
            padded_texts(file["label"]),
            self._terms_of_topics("keywords", "keyword_weights"),
            self._terms_of_topics("distinctive", "distinctive_weights"),
            self._rows_of_topics("representatives"),
            self._rows_of_topics("representatives_diverse"),
            self._rows_of_topics("representatives_newest"),
            sizes,
            padded_texts(file["categories/main"]),
            file["quality/mean_similarity"][...],
            file["quality/mean_silhouette"][...],
            zip(*(self._topic_figures(name) for name in COHERENCES)),
        )
        return [
            Topic(
                id=t,
                label=label,
                keywords=[word for word, _ in keywords],
                keyword_weights=[weight for _, weight in keywords],
                size=int(size),
                share=float(size) / max(1, int(sizes.sum())),
                main_categories=main,
                distinctive=[word for word, _ in distinctive],
                distinctive_weights=[weight for _, weight in distinctive],
                representatives=nearest,
                diverse=diverse,
                newest=newest,
                mean_similarity=float(similarity),
                mean_silhouette=float(silhouette),
                **dict(zip(COHERENCES, map(float, coherences))),
            )
            for t, (
                label, keywords, distinctive, nearest, diverse, newest, size, main, similarity, silhouette, coherences
            ) in enumerate(columns)
        ]

    @property
    def agreement(self):
        """v_measure, homogeneity, completeness, purity, nmi, ari, ami of topics against primary categories; NaN where no
        paper has one."""
        return {name: self._figure(name) for name in AGREEMENTS}

    @property
    def keyword_quality(self):
        """npmi, c_v, u_mass, c_uci (means over topics), diversity and inverted_rbo of the first keywords."""
        return {name: self._figure(name) for name in (*COHERENCES, "diversity", "inverted_rbo")}

    @functools.cached_property
    def terms(self):
        """Words and longer terms that were counted, by bytes."""
        return padded_texts(self.file("topics")["terms"])

    @property
    def document_frequency(self):
        """Papers that each of the terms is in."""
        return column_view(self.file("topics")["document_frequency"])

    def topic_terms(self, topic, count=20):
        """(term, c-TF-IDF weight, occurrences) of a topic, the heaviest first."""
        group = self.file("topics")["ctfidf"]
        first, last = group["row_starts"][topic : topic + 2]
        columns, weights, counts = (group[name][first:last] for name in ("columns", "weights", "counts"))
        best = np.argsort(-weights, kind="stable")[:count]
        return [(self.terms[columns[i]], float(weights[i]), int(counts[i])) for i in best]

    @functools.cached_property
    def hierarchy(self):
        """The tree of topics, from the topics up: a topic_tree.Tree with cut(groups), tree(), newick."""
        return self._tree("hierarchy")

    @functools.cached_property
    def bisecting(self):
        """The tree of topics, from all papers down by halving."""
        return self._tree("hierarchy/bisecting")

    @functools.cached_property
    def time(self):
        """OverTime: topics by month and year, growth, bursts, the words of each year."""
        group = self._group("time")
        bursts = zip(*(group["bursts"][name][...] for name in ("topic", "first_month", "last_month", "weight")))
        return OverTime(
            months=group["months"][...].astype("datetime64[M]"),
            month_counts=group["month_counts"][...],
            years=group["years"][...],
            year_counts=group["year_counts"][...],
            undated=group["undated"][...],
            smoothed_share=group["smoothed_share"][...],
            growth=group["growth"][...],
            growth_error=group["growth_error"][...],
            bursts=[Burst(int(topic), np.datetime64(int(first), "M"), np.datetime64(int(last), "M"), float(weight))
                    for topic, first, last, weight in bursts],
            year_keywords=weighted_words(group["year_keywords"], group["year_keyword_weights"]),
        )

    @functools.cached_property
    def category_counts(self):
        """Categories: papers by primary category and topic, of the most frequent ones also by year."""
        group = self._group("categories", "counts")
        names = padded_texts(group["names"])
        frequent = [names[i] for i in group["frequent"][...]]
        return Categories(names, group["counts"][...], frequent, group["year_counts"][...])

    @functools.cached_property
    def category_keywords(self):
        """[topic][place in category_counts.frequent] -> list of (word, c-TF-IDF), best first: what a topic is about in
        a category."""
        group = self._group("categories", "keywords")
        return weighted_words(group["keywords"], group["keyword_weights"])

    # ---- map.h5

    @property
    def methods(self):
        """Names of the layouts, for `map`; "umap" first if it is there."""
        groups = {name: item for name, item in self.file("map").items() if isinstance(item, h5py.Group)}
        names = [name for name, group in groups.items() if "coordinates" in group]
        return sorted(names, key=lambda name: (name != "umap", name))

    def map(self, method=None):
        """A Layout; without a name the first of `methods`."""
        method = method or (self.methods or ["umap"])[0]
        if method not in self.methods:
            raise KeyError(f"{self._path('map')} has no layout '{method}'; it has {', '.join(self.methods) or 'none'}")
        group = self.file("map")[method]
        quality = {}
        if "quality" in group:
            row = group["quality"][0]
            quality = {name: float(row[name]) for name in row.dtype.names}
        return Layout(method, group["coordinates"][...], group["rows"][...], quality)

    @functools.cached_property
    def neighbours(self):
        """Exact nearest neighbours of the laid-out papers, in the order of `map().rows`."""
        group = self.file("map")["neighbours"]
        return Neighbours(column_view(group["indices"]), column_view(group["similarity"]))

    # ---- assign/NAME.h5

    @property
    def assigned_names(self):
        """Names of the sets of new papers that were put into the topics."""
        return sorted(path.stem for path in (self.directory / "assign").glob("*.h5"))

    def assigned(self, name):
        """An Assigned: new papers in the topics, as `thema assign --name NAME` put them there."""
        if ("assign", name) not in self._files:
            path = self.directory / "assign" / f"{name}.h5"
            if not path.exists():
                raise MissingStage(f"{path} is missing: run `thema assign --run {self.directory} --name {name} "
                                   "--input FILE`")
            file = open_stage(path, name)
            inputs = [(stage, self._edit_of(stage)) for stage in inputs_of(file)]
            self._require_made_of(file, inputs, f"run `thema assign --run {self.directory} --name {name} --input FILE "
                                                "--overwrite`, or open the run with the `edit` that it was made of")
            self._files["assign", name] = file
        file = self._files["assign", name]
        columns = ("assignment", "similarity", "second", "second_similarity", "novelty")
        near = file.get("neighbours")
        return Assigned(
            TextColumn(file, "id"),
            *(column_view(file[column]) for column in columns),
            places={method: column_view(file[method]["coordinates"]) for method in LAYOUT_METHODS if method in file},
            neighbours=near and Neighbours(column_view(near["indices"]), column_view(near["similarity"])),
            topics={column: values[...] for column, values in file["topics"].items()},
            figures={figure: file.attrs[figure].item() for figure in FIGURES_OF_DRIFT},
        )

    # ---- inside

    def _edit_of(self, stage):
        return self.edit if stage in FILES_OF_EDITS else 0

    def _path(self, stage, edit=None):
        edit = self._edit_of(stage) if edit is None else edit
        folder = self.directory / "edits" / f"{edit:03}" if edit else self.directory
        return folder / f"{stage}.h5"

    def _figure(self, name):
        """Attribute of topics.h5; NaN in a file of an older version."""
        return float(self.file("topics").attrs.get(name, np.nan))

    def _topic_figures(self, name):
        """Column of the quality of topics; NaN in a file of an older version."""
        quality = self.file("topics")["quality"]
        return quality[name][...] if name in quality else np.full(len(quality["size"]), np.nan)

    def _group(self, name, member=None):
        """A group of topics.h5; files of versions before it was written do not have it."""
        file = self.file("topics")
        if name not in file or (member and member not in file[name]):
            raise MissingStage(f"{self._path('topics')} has no '{name}', it was made by an older thema: "
                               f"run `thema label --run {self.directory} --overwrite`")
        return file[name]

    def _tree(self, name):
        group = self._group(name)
        labels = padded_texts(group["label"])
        topics = self.file("topics")["label"].shape[0]
        if len(labels) != topics - 1:
            raise MissingStage(f"{self._path('topics')} has no tree: {topics:,} topics are too many for one")
        unknown = np.full(group["keywords"].shape, np.nan)
        keywords = weighted_words(group["keywords"], group.get("keyword_weights", unknown))
        return topic_tree.Tree(
            merges=group["merges"][...],
            heights=group["height"][...],
            topic_sizes=self.file("topics")["quality/size"][...],
            topic_labels=padded_texts(self.file("topics")["label"]),
            labels=labels,
            keywords=[[word for word, _ in node] for node in keywords],
            newick="".join(padded_texts(group["newick"])),
            keyword_weights=[[weight for _, weight in node] for node in keywords],
        )

    def _terms_of_topics(self, terms, weights):
        """Per topic its (term, weight) pairs; unused places of the table hold "". A file of an older version without
        the table has none."""
        file = self.file("topics")
        if terms not in file:
            return [[] for _ in file["label"]]
        return weighted_words(file[terms], file[weights])

    def _rows_of_topics(self, name):
        """Per topic its rows; unused places of the table hold -1. An older file may lack the table."""
        file = self.file("topics")
        if name not in file:
            return [[] for _ in file["label"]]
        return [[int(row) for row in rows if row >= 0] for rows in file[name][...]]

    def _file(self, stage, edit):
        if (stage, edit) not in self._files:
            self._files[stage, edit] = self._open(stage, edit)
        return self._files[stage, edit]

    def _open(self, stage, edit):
        if stage not in COMMAND_OF_FILE:
            raise KeyError(f"'{stage}' is not a stage; stages are {', '.join(COMMAND_OF_FILE)}")
        path = self._path(stage, edit)
        if not path.exists():
            raise MissingStage(self._what_is_missing(stage))
        file = open_stage(path, stage)
        of_inputs = edit - 1 if stage == "clusters" else edit  # an edit's topics are made of its clusters
        inputs = [(name, of_inputs if edit and name in FILES_OF_EDITS else 0) for name in inputs_of(file)]
        command = "edit" if edit else COMMAND_OF_FILE[stage]
        flag = "--undo" if edit else "--overwrite"
        self._require_made_of(file, inputs, f"run `thema {command} --run {self.directory} {flag}`")
        return file

    def _require_made_of(self, file, inputs, remedy):
        """Papers or topics of others would be shown as if they were its own. `inputs`: (stage, edit); the files are
        opened first, so that of several that do not fit the first in the order of the flow is told."""
        try:
            there = [input_ for input_ in inputs if self._can_be_read(*input_)]
            for stage, edit in there:
                if not is_made_of(file, stage, self._file(stage, edit)):
                    raise StaleFile(f"{file.filename} was not made of {self._path(stage, edit)}; {remedy}")
        except StaleFile:
            file.close()
            raise

    def _can_be_read(self, stage, edit):
        """What is damaged or not there tells nothing of the files made of it."""
        try:
            self._file(stage, edit)
        except StaleFile:
            raise
        except (MissingStage, WrongFile):
            return False
        return True

    def _what_is_missing(self, stage):
        path = self._path(stage)
        command = f"thema {COMMAND_OF_FILE[stage]} --run {self.directory}"
        if path.with_suffix(".h5.partial").exists():
            return f"{path} is not complete ({path.name}.partial is there): run `{command}`, it goes on from there"
        return f"{path} is missing: run `{command}`"


def counted(number, noun):
    """"3,000 papers", "1 topic"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def open(directory, edit=None):  # noqa: A001  (reads as thema_results.open)
    """The run in `directory`, with its topics after the last edit, or after edit number `edit`; 0: before all."""
    return Run(directory, edit)
