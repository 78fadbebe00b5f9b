# SPDX-License-Identifier: Apache-2.0
"""Writes run directories with h5py, in the layout that src/data/store_*.cpp writes, for the tests of analysis/."""

import pathlib

import h5py
import numpy as np

TEXT_COLUMNS = ("id", "title", "abstract", "authors", "categories")
SELECTION_FIELDS = [
    ("k", "<i8"), ("mean_similarity", "<f8"), ("inertia", "<f8"), ("silhouette", "<f8"),
    ("calinski_harabasz", "<f8"), ("davies_bouldin", "<f8"),
    ("iterations", "<i8"), ("smallest", "<i8"), ("largest", "<i8"),
    # in files of older versions what follows is not there
    ("stability_starts", "<f8"), ("stability_subsamples", "<f8"), ("npmi", "<f8"), ("diversity", "<f8"),
    ("v_measure", "<f8"), ("gap", "<f8"), ("gap_error", "<f8"),
]


def create_stage(run, stage):
    """A stage file with the attributes that every one has."""
    file = h5py.File(pathlib.Path(run) / f"{stage}.h5", "w", libver=("v110", "v110"))
    file.attrs["thema_schema"] = np.int64(1)
    attributes = {"stage": stage, "fingerprint": f"stage = {stage}", "options": f"[{stage}]\nkey = 1\n", "inputs": ""}
    for name, text in attributes.items():
        write_text_attribute(file, name, text)
    write_text_attribute(file.create_group("provenance"), "ranks", "2")
    return file


def write_text_column(file, name, texts):
    encoded = [text.encode() for text in texts]
    offsets = np.concatenate([[0], np.cumsum([len(e) for e in encoded], dtype=np.int64)]).astype("<u8")
    file[f"{name}/bytes"] = np.frombuffer(b"".join(encoded), dtype="u1")
    file[f"{name}/offsets"] = offsets


def write_padded_text(file, name, texts):
    """Fixed-length UTF-8, null padded; `texts` may be nested lists."""
    array = np.array([[t.encode() for t in row] if isinstance(row, list) else row.encode() for row in texts])
    width = max(1, array.dtype.itemsize) if array.dtype.kind == "S" else 1
    file[name] = array.astype(h5py.string_dtype("utf-8", width))


def write_text_attribute(target, name, text):
    """Fixed-length UTF-8, as the C++ side writes it; h5py's own strings would be of variable length."""
    encoded = text.encode()
    target.attrs.create(name, np.bytes_(encoded), dtype=h5py.string_dtype("utf-8", max(1, len(encoded))))


def write_documents(run, texts, dates, rejected=()):
    """`texts`: one list of strings per text column; `rejected`: (offset, reason, excerpt) of broken lines."""
    with create_stage(run, "documents") as file:
        for name in TEXT_COLUMNS:
            write_text_column(file, name, texts[name])
        n = len(dates)
        file["date"] = np.asarray(dates, dtype="<i4")
        file["source_file"] = np.zeros(n, dtype="<u2")
        file["source_offset"] = np.arange(n, dtype="<u8")
        write_padded_text(file, "source_names", ["papers.jsonl"])
        file["rejected/file"] = np.zeros(len(rejected), dtype="<u2")
        file["rejected/offset"] = np.array([r[0] for r in rejected], dtype="<u8")
        write_padded_text(file, "rejected/reason", [r[1] for r in rejected])
        write_padded_text(file, "rejected/excerpt", [r[2] for r in rejected])


def write_embeddings(run, embeddings):
    with create_stage(run, "embeddings") as file:
        file["embeddings"] = np.asarray(embeddings)
        write_text_attribute(file["embeddings"], "model", "test")
        file["tokens"] = np.full(len(embeddings), 7, dtype="<u2")
        file["checksums/embeddings"] = np.zeros(1, dtype="<u8")


def write_clusters(run, columns, centroids, selection, metric="highest silhouette", elbow=None):
    """`columns`: assignment, similarity, second, second_similarity, silhouette, soft/topic...; `selection`: rows of the table, of the
    first fields when they are shorter."""
    types = {"assignment": "<i4", "second": "<i4", "soft/topic": "<i4", "outlier": "u1"}
    with create_stage(run, "clusters") as file:
        for name, values in columns.items():
            file[name] = np.asarray(values, dtype=types.get(name, "<f4"))
        if "outlier" in file:
            file["outlier"].attrs.update(quantile=0.125, similarity=0.25)
        if "soft/share" in file:
            file["soft/share"].attrs["temperature"] = 0.0625
        file["centroids"] = np.asarray(centroids, dtype="<f4")
        file["stability"] = np.full(len(centroids), 0.5)
        file["sizes"] = np.bincount(columns["assignment"], minlength=len(centroids)).astype("<i8")
        file["selection"] = np.array([tuple(row) for row in selection], dtype=SELECTION_FIELDS[:len(selection[0])])
        write_text_attribute(file["selection"], "metric", metric)
        file["selection"].attrs["documents"] = np.int64(len(columns["assignment"]))
        if elbow is not None:
            file["selection"].attrs["elbow"] = np.int64(elbow)
        file.attrs["k"] = np.int64(len(centroids))


def write_topics(run, topics, terms, ctfidf, agreement=(0.9, 0.8, 1.0), quality=None):
    """`topics`: dicts with label, keywords, representatives, size, mean_similarity, mean_silhouette, main, and where
    the file is to hold them distinctive, diverse, newest; `ctfidf`: dense [k, V] weights, stored as compressed sparse
    rows; `quality`: name -> a value per topic, for a data set, or one, for an attribute."""
    with create_stage(run, "topics") as file:
        weights = np.asarray(ctfidf, dtype="<f4")
        rows, columns = np.nonzero(weights)
        write_padded_text(file, "terms", terms)
        file["document_frequency"] = np.count_nonzero(weights, axis=0).astype("<i8")
        file["ctfidf/row_starts"] = np.searchsorted(rows, np.arange(len(weights) + 1)).astype("<i8")
        file["ctfidf/columns"] = columns.astype("<i4")
        file["ctfidf/counts"] = np.ones(len(columns), dtype="<i8")
        file["ctfidf/weights"] = weights[rows, columns]
        write_padded_text(file, "label", [t["label"] for t in topics])
        write_padded_text(file, "keywords", [list(t["keywords"]) for t in topics])
        file["keyword_weights"] = np.ones((len(topics), len(topics[0]["keywords"])), dtype="<f4")
        file["representatives"] = np.array([t["representatives"] for t in topics], dtype="<i8")
        if "distinctive" in topics[0]:
            write_padded_text(file, "distinctive", [list(t["distinctive"]) for t in topics])
            file["distinctive_weights"] = np.full((len(topics), len(topics[0]["distinctive"])), 2.5, dtype="<f4")
            for name in ("diverse", "newest"):
                file[f"representatives_{name}"] = np.array([t[name] for t in topics], dtype="<i8")
        file["quality/size"] = np.array([t["size"] for t in topics], dtype="<i8")
        file["quality/mean_similarity"] = np.array([t["mean_similarity"] for t in topics], dtype="<f8")
        file["quality/mean_silhouette"] = np.array([t["mean_silhouette"] for t in topics], dtype="<f8")
        write_padded_text(file, "categories/main", [t["main"] for t in topics])
        for name, value in zip(("v_measure", "homogeneity", "completeness"), agreement):
            file.attrs[name] = np.float64(value)
        for name, value in (quality or {}).items():
            if np.ndim(value):
                file[f"quality/{name}"] = np.asarray(value, dtype="<f8")
            else:
                file.attrs[name] = np.float64(value)


def write_tree(file, name, merges, heights, sizes, labels, keywords, weights, newick):
    """One of the trees of topics.h5, `file` open for writing."""
    file[f"{name}/merges"] = np.asarray(merges, dtype="<i8").reshape(-1, 2)
    file[f"{name}/height"] = np.asarray(heights, dtype="<f8")
    file[f"{name}/size"] = np.asarray(sizes, dtype="<i8")
    write_padded_text(file, f"{name}/label", labels)
    write_padded_text(file, f"{name}/keywords", keywords)
    file[f"{name}/keyword_weights"] = np.asarray(weights, dtype="<f4")
    write_padded_text(file, f"{name}/newick", [newick])


def write_time(file, months, month_counts, years, year_counts, growth, bursts, year_keywords):
    """The group `time`; `bursts`: rows (topic, first month, last month, weight); `year_keywords`: [k][Y][w] texts."""
    month_counts = np.asarray(month_counts, dtype="<i8")
    file["time/undated"] = np.ones(len(growth), dtype="<i8")
    file["time/months"] = np.asarray(months, dtype="<i4")
    file["time/month_counts"] = month_counts
    file["time/years"] = np.asarray(years, dtype="<i4")
    file["time/year_counts"] = np.asarray(year_counts, dtype="<i8")
    file["time/smoothed_share"] = (month_counts / np.maximum(1, month_counts.sum(axis=0))).astype("<f4")
    file["time/growth"] = np.asarray(growth, dtype="<f8")
    file["time/growth_error"] = np.full(len(growth), 0.1)
    columns = zip(("topic", "first_month", "last_month", "weight"), ("<i4", "<i4", "<i4", "<f8"), zip(*bursts))
    for name, kind, values in columns:
        file[f"time/bursts/{name}"] = np.array(values, dtype=kind)
    write_weighted_words(file, "time/year_keywords", "time/year_keyword_weights", year_keywords)


def write_weighted_words(file, terms, weights, words):
    """`words`: [a][b][w] texts; each weighs 1."""
    encoded = np.char.encode(np.array(words), "utf-8")
    file[terms] = encoded.astype(h5py.string_dtype("utf-8", encoded.dtype.itemsize))
    file[weights] = np.ones(encoded.shape, dtype="<f4")


def write_assigned(run, name, ids, columns, topics, figures):
    """assign/NAME.h5; `columns`: assignment ... novelty; `topics`: papers_run ...; `figures`: attributes."""
    (pathlib.Path(run) / "assign").mkdir(exist_ok=True)
    with create_stage(pathlib.Path(run) / "assign", name) as file:
        write_text_column(file, "id", ids)
        for column, values in columns.items():
            file[column] = np.asarray(values, dtype="<i4" if column in ("assignment", "second") else "<f4")
        for column, values in topics.items():
            file[f"topics/{column}"] = np.asarray(values, dtype="<f8" if "similarity" in column else "<i8")
        for figure, value in figures.items():
            file.attrs[figure] = np.int64(value) if isinstance(value, int) else np.float64(value)


def write_map(run, layouts, rows, neighbours):
    """`layouts`: method -> (coordinates [M, 2], quality); `neighbours`: (indices [M, m], similarity [M, m])."""
    with create_stage(run, "map") as file:
        file["neighbours/indices"] = np.asarray(neighbours[0], dtype="<i8")
        file["neighbours/similarity"] = np.asarray(neighbours[1], dtype="<f4")
        for method, (coordinates, quality) in layouts.items():
            file[f"{method}/coordinates"] = np.asarray(coordinates, dtype="<f4")
            file[f"{method}/rows"] = np.asarray(rows, dtype="<i8")
            file[f"{method}/quality"] = np.array([tuple(quality.values())], dtype=[(n, "<f8") for n in quality])
