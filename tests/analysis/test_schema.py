# SPDX-License-Identifier: Apache-2.0
"""analysis/SCHEMA.md beside the files of finished runs: every object is there, of that type and rank, and nothing else.
And another version of HDF5 than the one that wrote the files reads every value of them."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

SOURCE = pathlib.Path(os.environ["THEMA_SOURCE"])
sys.path[:0] = [str(SOURCE / "tests" / "pipeline")]
sys.dont_write_bytecode = True

from thema_job import synthetic_papers, thema  # noqa: E402

PAPERS = 150
STAGES = ("documents", "embeddings", "clusters", "topics", "map")
FEW_TOKENS = ["--encode.max_length", 64]
DUMPED = ("i4", "i8", "u1", "u2", "u8", "f4", "f8")  # h5dump writes no records, texts and fp16 as bytes
TYPES = {"i4": "i32", "i8": "i64", "u1": "u8", "u2": "u16", "u8": "u64", "f2": "f16", "f4": "f32", "f8": "f64"}


def make_runs(folder):
    """One with all there is, centred and chosen K; one smoothed, of fp32 rows that were made elsewhere."""
    papers = synthetic_papers(folder, PAPERS)
    broken = folder / "broken.jsonl"
    broken.write_text(papers.read_text() + '{"id": \n')
    run = folder / "centred"
    thema(1, "run", "--run", run, "--input", broken, "--ingest.max_rejected", 0.5, *FEW_TOKENS, "--cluster.center",
          "true", "--cluster.candidates", "4,6", "--cluster.starts", 2, "--project.epochs", 20)
    (folder / "edits.toml").write_text('[[edit]]\nrename = 0\nlabel = "renamed"\n')
    thema(1, "edit", "--run", run, "--edits", folder / "edits.toml")
    thema(1, "assign", "--run", run, "--input", papers, "--name", "new")
    other = folder / "smoothed"
    np.save(folder / "rows.npy", np.random.default_rng(3).normal(size=(PAPERS, 16)))
    thema(1, "import", "--run", other, "--input", papers, "--embeddings", folder / "rows.npy", "--encode.store", "fp32")
    thema(1, "cluster", "--run", other, "--cluster.k", 5, "--cluster.starts", 1, "--cluster.smooth", "true",
          "--cluster.landmarks", 20)
    thema(1, "label", "--run", other)
    return run, other


def sections():
    """Of the page: heading -> {object: (type, shape)}, shape None for an attribute."""
    found, heading = {}, None
    for line in (SOURCE / "analysis" / "SCHEMA.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = found.setdefault(line[3:], {})
        cells = [cell.strip() for cell in line.split("|")]
        if heading is not None and len(cells) > 4 and "`" in cells[1]:
            names = re.findall("`([^`]+)`", cells[1])
            heading.update(zip(names, types_and_shapes(cells[2], len(names)), strict=True))
    return found


def types_and_shapes(cell, count):
    """"i32, f32 [N, m]" is two types of one shape; one type may stand for all names."""
    parts = [(kind, shape and [d.strip() for d in shape.split(",")])
             for kind, shape in re.findall(r"(\w+(?: or \w+)?)(?: \[([^]]*)\])?", cell)]
    parts = [(kind, shape or parts[-1][1] or None) for kind, shape in parts]
    return parts * count if len(parts) == 1 else parts


def kind_of(dtype):
    if dtype.names:
        return "record"
    return "text" if dtype.kind == "S" else TYPES[dtype.str[1:]]


def objects(file):
    """Name -> dataset, and object@name -> attribute's type, of all that is in a file."""
    found = {"@" + name: attribute_type(file, name) for name in file.attrs}

    def note(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = item
        found.update({f"{name}@{key}": attribute_type(item, key) for key in item.attrs})

    file.visititems(note)
    return found


def attribute_type(item, name):
    attribute = h5py.h5a.open(item.id, name.encode())
    assert attribute.shape == (), name
    return kind_of(attribute.dtype)


def setUpModule():
    WithRuns.folder = pathlib.Path(tempfile.mkdtemp(prefix="thema-schema-"))
    unittest.addModuleCleanup(shutil.rmtree, WithRuns.folder, ignore_errors=True)
    WithRuns.runs = make_runs(WithRuns.folder)


class WithRuns(unittest.TestCase):
    def files(self):
        """(heading of the page, path) of every file of both runs but thema.h5."""
        for run in self.runs:
            for path in sorted(run.rglob("*.h5")):
                if path.name != "thema.h5":
                    yield "assign/NAME.h5" if path.parent.name == "assign" else path.name, path


class Page(WithRuns):
    def test_every_object_is_on_the_page_with_its_type_and_rank(self):
        page = sections()
        for heading, path in self.files():
            with h5py.File(path) as file:
                for name, item in objects(file).items():
                    with self.subTest(file=str(path.relative_to(self.folder)), object=name):
                        self.check_object(name, item, page[heading] | page["Every file"])

    def check_object(self, name, item, described):
        if name.startswith("checksums/"):
            dataset, at, attribute = name.partition("@")
            name = "checksums/NAME" + at + attribute
        if name.startswith("provenance@"):  # free in its form
            self.assertEqual(item, "text")
            return
        self.assertIn(name, described)
        kind, shape = described[name]
        if not isinstance(item, h5py.Dataset):
            self.assertEqual((item, None), (kind, shape))
            return
        self.assertIn(kind_of(item.dtype), kind.split(" or "))
        self.assertEqual(len(item.shape), len(shape))

    def test_the_page_names_nothing_that_no_file_holds(self):
        page, common = sections(), set()
        missing = {heading: set(described) for heading, described in page.items()}
        for heading, path in self.files():
            with h5py.File(path) as file:
                names = set(objects(file))
                missing[heading] -= names
                common |= {re.sub("^checksums/[^@]+", "checksums/NAME", name) for name in names}
        missing["Every file"] -= common
        self.assertEqual({heading: names for heading, names in missing.items() if names}, {})

    def test_a_letter_is_one_number_in_all_of_a_file(self):
        page = sections()
        for heading, path in self.files():
            letters = {}
            with h5py.File(path) as file:
                for name, (_, shape) in page[heading].items():
                    if shape is None or name not in file or not file[name].size:
                        continue
                    for symbol, length in zip(shape, file[name].shape):
                        self.check_length(symbol, length, letters, f"{path.relative_to(self.folder)}: {name}")

    def check_length(self, symbol, length, letters, where):
        match = re.fullmatch(r"([A-Za-z]) ([+-]) 1", symbol)
        if match:
            symbol, length = match[1], length - 1 if match[2] == "+" else length + 1
        if symbol.isdigit():
            self.assertEqual(length, int(symbol), where)
        elif len(symbol) == 1:
            self.assertEqual(letters.setdefault(symbol, length), length, f"{where}, {symbol}")

    def test_fields_of_records(self):
        text = (SOURCE / "analysis" / "SCHEMA.md").read_text(encoding="utf-8")
        for run in self.runs:
            for name in ("clusters/selection", "map/umap/quality", "map/pca/quality"):
                stage, _, dataset = name.partition("/")
                if not (run / f"{stage}.h5").exists():
                    continue
                with h5py.File(run / f"{stage}.h5") as file:
                    for field in file[dataset].dtype.names:
                        self.assertRegex(text, rf"`[a-z_0-9 ]*\b{field}\b[a-z_0-9 ]*`", name)

    def test_links_of_thema_h5(self):
        with h5py.File(self.runs[0] / "thema.h5") as file:
            links = {name: file.get(name, getlink=True) for name in file}
            self.assertEqual(set(links), set(STAGES))
            self.assertEqual(links["topics"].filename, "edits/001/topics.h5")
            self.assertEqual(set(file.attrs), {"thema_schema"})

    def test_nothing_is_chunked_or_compressed(self):
        for _, path in self.files():
            with h5py.File(path) as file:
                for name, item in objects(file).items():
                    if isinstance(item, h5py.Dataset):
                        self.assertIsNone(item.chunks, name)
                self.assertEqual(file.userblock_size, 8192)


class AnotherVersionOfHdf5(WithRuns):
    """h5py brings its own library; h5dump and the program share the system's."""

    def test_the_reader_is_another_version_than_the_writer(self):
        for _, path in self.files():
            with h5py.File(path) as file:
                writer = file["provenance"].attrs["hdf5"].decode()
            self.assertNotEqual(writer.split(".")[:2], h5py.version.hdf5_version.split(".")[:2], path)

    def test_it_reads_every_number_as_the_version_that_wrote_it(self):
        if shutil.which("h5dump") is None:
            self.skipTest("h5dump is not there: Debian's hdf5-tools has it")
        for _, path in self.files():
            with h5py.File(path) as file:
                for name, item in objects(file).items():
                    dataset = isinstance(item, h5py.Dataset) and not name.startswith("checksums/")
                    if dataset and item.dtype.str[1:] in DUMPED:
                        self.assertEqual(item[...].tobytes(), self.by_h5dump(path, name, item), f"{path}: {name}")

    def by_h5dump(self, path, name, item):
        if item.size == 0:
            return b""
        out = self.folder / "values.bin"
        subprocess.run(["h5dump", "-d", "/" + name, "-b", "LE", "-o", out, path], stdout=subprocess.DEVNULL, check=True)
        return out.read_bytes()

    def test_it_reads_every_text_record_checksum_and_attribute(self):
        for _, path in self.files():
            with h5py.File(path) as file:
                for name, item in objects(file).items():
                    if isinstance(item, h5py.Dataset):
                        values = item.asstr()[...] if item.dtype.kind == "S" else item[...]
                        self.assertEqual(values.shape, item.shape)
                    else:
                        owner, _, key = name.partition("@")
                        self.assertIsNotNone(file[owner or "/"].attrs[key])


if __name__ == "__main__":
    unittest.main()
