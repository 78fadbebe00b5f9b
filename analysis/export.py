# SPDX-License-Identifier: Apache-2.0
"""Papers, topics and embeddings of a run as files for other programs:

    python analysis/export.py --run DIR [--out DIR/export] [--files NAME...] [--overwrite]
           [--topic 3 17] [--category cs math.CO] [--from 2020] [--to 2024-06] [--outliers leave_out] [--mapped]

papers.parquet  row, id, title, authors, categories, date, topic, label, group, similarity, margin, silhouette, outlier;
                where there is a map also x, y and neighbors
papers.csv      the same without neighbors
topics.csv      all topics, whichever papers are chosen
labels.parquet  where there is a map: names of groups (level 0) and topics (level 1), with the places they belong to
embeddings.npy  a row for each row of papers.parquet, fp16 or fp32 as the run stores them
clean.parquet   row, id, text: title and abstract as the encoder reads them, before its own prefix and cut
                (encoder_text.py)

Needs pyarrow for the Parquet files and papers.csv. A corpus larger than memory can be exported.
"""

import argparse
import csv
import pathlib
import sys

import numpy as np

import thema_results
from encoder_text import encoder_text
from map_places import median_papers
from optional_packages import MissingPackage, needed
from paper_tables import PaperColumns, places_in, topic_columns
from whole_files import whole_file

ROWS_AT_ONCE = 32_768  # rows of a row group; the texts of so many are in memory at once
ARROW_TYPES = {"row": "int64", "date": "date32", "topic": "int32", "similarity": "float32", "margin": "float32",
               "silhouette": "float32", "outlier": "bool_", "x": "float32", "y": "float32"}  # the others are texts


def main():
    arguments = parse_arguments()
    out = arguments.out or arguments.run / "export"
    try:
        with thema_results.open(arguments.run, arguments.edit) as run:
            outliers = {"keep": None, "leave_out": False, "only": True}[arguments.outliers]
            rows = run.select(arguments.topic, arguments.category, arguments.first_date, arguments.last_date, outliers)
            if arguments.mapped:
                rows = np.intersect1d(rows, run.map(arguments.method).rows)
            if len(rows) == 0:
                sys.exit(f"export.py: none of the {run.documents:,} papers of {arguments.run} is chosen")
            export(run, rows, out, arguments.files, arguments.method, arguments.overwrite)
    except (thema_results.MissingStage, thema_results.WrongFile, MissingPackage, OSError, ValueError) as error:
        sys.exit(f"export.py: {error}")
    except KeyError as error:  # its text would be printed in quotes
        sys.exit(f"export.py: {error.args[0]}")


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS)
    parser.add_argument("--run", required=True, type=pathlib.Path, metavar="DIR", help="run directory")
    parser.add_argument("--out", type=pathlib.Path, metavar="DIR", help="folder of the files (default: RUN/export)")
    parser.add_argument("--files", nargs="+", choices=WRITERS, metavar="NAME",
                        help="which files: " + ", ".join(WRITERS) + " (default: all that the run has)")
    parser.add_argument("--topic", nargs="+", type=int, metavar="N", help="papers of these topics only")
    parser.add_argument("--category", nargs="+", metavar="NAME",
                        help="papers in any of these categories only, primary or not; cs stands for all of cs.*")
    parser.add_argument("--from", dest="first_date", metavar="DATE",
                        help="first day, month or year; papers without a date are left out")
    parser.add_argument("--to", dest="last_date", metavar="DATE",
                        help="last day, month or year, included; papers without a date are left out")
    parser.add_argument("--outliers", choices=("keep", "leave_out", "only"), default="keep",
                        help="what to do with papers flagged as outliers (default: keep)")
    parser.add_argument("--mapped", action="store_true",
                        help="only papers that are on the map; embedding-atlas draws the others all at 0, 0")
    parser.add_argument("--method", metavar="NAME", help="layout of x and y: umap, pca (default: the first)")
    parser.add_argument("--edit", type=int, metavar="N", help="topics after this edit; 0: before all (default: last)")
    parser.add_argument("--overwrite", action="store_true", help="replace files that are there")
    return parser.parse_args()


def export(run, rows, out, files=None, method=None, overwrite=False):
    """Writes `files` (None: all that there can be) of these papers, ascending row numbers, into the folder `out`."""
    if files is None:
        files = [name for name in WRITERS if name not in OF_THE_MAP or "map" in run.stages]
    there = [str(out / name) for name in files if (out / name).exists()]
    if there and not overwrite:
        raise FileExistsError(f"{', '.join(there)} already there: --overwrite replaces, --out writes elsewhere")
    out.mkdir(parents=True, exist_ok=True)
    columns = PaperColumns(run, method)
    for name in files:
        WRITERS[name](run, columns, rows, out / name)
        print(f"{out / name}: {(out / name).stat().st_size / 1e6:,.1f} MB")


def batches(rows):
    return (rows[first:first + ROWS_AT_ONCE] for first in range(0, len(rows), ROWS_AT_ONCE))


def write_papers_parquet(run, columns, rows, path):
    neighbours = Neighbours(run, rows) if "map" in run.stages else None
    arrow = needed("pyarrow", path.name)
    schema = papers_schema(arrow, columns)
    if neighbours:
        schema = schema.append(arrow.field("neighbors", neighbours.type(arrow)))
    more = (lambda part: [neighbours.of(arrow, part)]) if neighbours else (lambda part: [])
    write_parquet(path, schema, ([*arrays(arrow, columns, part), *more(part)] for part in batches(rows)))


def write_papers_csv(run, columns, rows, path):
    arrow, arrow_csv = needed("pyarrow", path.name), needed("pyarrow.csv", path.name)
    schema = papers_schema(arrow, columns)
    with whole_file(path) as file, arrow_csv.CSVWriter(file, schema) as writer:
        for part in batches(rows):
            writer.write_table(arrow.Table.from_arrays(arrays(arrow, columns, part), schema=schema))


def write_topics_csv(run, columns, rows, path):
    table = topic_columns(run)
    with whole_file(path, "w") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*table.values()))


def write_labels(run, columns, rows, path):
    """Names for embedding-atlas: level is how near one must be to see them, and the larger goes before the smaller. Its
    documentation calls the name text, version 0.26 reads content: both are there."""
    arrow = needed("pyarrow", path.name)
    schema = arrow.schema([("text", arrow.string()), ("content", arrow.string()), ("x", arrow.float64()),
                           ("y", arrow.float64()), ("level", arrow.int32()), ("priority", arrow.int64())])
    layout = columns.layout
    shown = places_in(rows, layout.rows) >= 0
    topic_of = np.asarray(run.assignment)[layout.rows[shown]]
    group_of, groups = columns.groups
    levels = [(groups, group_of[topic_of]), ([topic.name for topic in run.topics], topic_of)]
    table = [label for level, (names, of_paper) in enumerate(levels)
             for label in placed_names(names, layout.coordinates[shown], of_paper, level)]
    columns_of_file = zip(*table) if table else [[]] * len(schema)
    write_parquet(path, schema, [[arrow.array(values, field.type) for values, field in zip(columns_of_file, schema)]])


def placed_names(names, coordinates, of_paper, level):
    """(text, content, x, y, level, papers) of each name that has papers; of a paper -1 is no name."""
    named = of_paper >= 0
    anchors = median_papers(coordinates[named], of_paper[named], len(names))
    papers = np.bincount(of_paper[named], minlength=len(names))
    return [(*2 * [name.split(" | ", 1)[0]], *map(float, anchor), level, int(size))
            for name, anchor, size in zip(names, anchors, papers) if size > 0]


def write_embeddings(run, columns, rows, path):
    """Written, not mapped: a full disk is then an error and no signal."""
    embeddings = run.embeddings
    header = {"descr": np.lib.format.dtype_to_descr(embeddings.dtype), "fortran_order": False,
              "shape": (len(rows), embeddings.shape[1])}
    with whole_file(path) as file:
        np.lib.format.write_array_header_1_0(file, header)
        for part in batches(rows):
            file.write(np.ascontiguousarray(embeddings[part]).data)


def write_clean_texts(run, columns, rows, path):
    arrow = needed("pyarrow", path.name)
    schema = arrow.schema([("row", arrow.int64()), ("id", arrow.string()), ("text", arrow.string())])

    def clean(part):
        texts = zip(columns.values("title", part), columns.values("abstract", part))
        return [part, columns.values("id", part), [encoder_text(*text) for text in texts]]

    write_parquet(path, schema, ([arrow.array(values, field.type) for values, field in zip(clean(part), schema)]
                                 for part in batches(rows)))


WRITERS = {"papers.parquet": write_papers_parquet, "papers.csv": write_papers_csv, "topics.csv": write_topics_csv,
           "labels.parquet": write_labels, "embeddings.npy": write_embeddings, "clean.parquet": write_clean_texts}
OF_THE_MAP = ("labels.parquet",)


def write_parquet(path, schema, row_groups):
    arrow, parquet = needed("pyarrow", path.name), needed("pyarrow.parquet", path.name)
    with whole_file(path) as file, parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in row_groups:
            writer.write_table(arrow.Table.from_arrays(group, schema=schema))


def papers_schema(arrow, columns):
    return arrow.schema([(name, getattr(arrow, ARROW_TYPES.get(name, "string"))()) for name in columns.table])


def arrays(arrow, columns, rows):
    """Of one row group; NaN and unknown dates become null."""
    return [arrow.array(columns.values(field.name, rows), field.type, from_pandas=True)
            for field in papers_schema(arrow, columns)]


class Neighbours:
    """The nearest papers of each paper as embedding-atlas reads them: {ids, distances}, ids being places in the table
    that is written. Neighbours that are not in it are left out; a paper that is not on the map has null."""

    def __init__(self, run, rows):
        self._rows, self._laid_out, self._neighbours = rows, run.map().rows, run.neighbours

    @staticmethod
    def type(arrow):
        return arrow.struct([("ids", arrow.list_(arrow.int64())), ("distances", arrow.list_(arrow.float32()))])

    def of(self, arrow, rows):
        places = places_in(self._laid_out, rows)
        ids = places_in(self._rows, self._neighbours.indices[np.maximum(places, 0)])
        distances = 1 - self._neighbours.similarity[np.maximum(places, 0)]
        found = [None if place < 0 else {"ids": near[near >= 0], "distances": far[near >= 0]}
                 for place, near, far in zip(places, ids, distances)]
        return arrow.array(found, self.type(arrow))


if __name__ == "__main__":
    main()
