# SPDX-License-Identifier: Apache-2.0
"""One hash of what a run found, to tell whether two runs have the same bits:

    python analysis/run_digest.py RUN [RUN ...]

It is made of the checksums that thema keeps of every piece of every dataset. Pieces do not depend on the number of
ranks, and times, hosts and versions are not among them. The data themselves are not read: `thema verify` compares
them with their checksums.
"""

import argparse
import hashlib
import pathlib
import sys

import h5py

STAGE_FILES = {"ingest": "documents", "encode": "embeddings", "cluster": "clusters", "label": "topics",
               "project": "map"}
SHOWN = 32  # hexadecimal digits, 128 bits


class NoDigest(Exception):
    """A stage file is not there, is damaged or has no checksums."""


def main():
    parser = argparse.ArgumentParser(description="A hash of the results of runs, whatever the number of ranks.")
    parser.add_argument("runs", nargs="+", type=pathlib.Path, help="run directory")
    try:
        for run in parser.parse_args().runs:
            digests = stage_digests(run, [s for s, name in STAGE_FILES.items() if (run / f"{name}.h5").exists()])
            if not digests:
                raise NoDigest(f"{run} holds no stage file")
            print(f"{whole_digest(digests)}  {run}")
            for stage, digest in digests.items():
                print(f"  {digest}  {stage}")
    except NoDigest as error:
        sys.exit(f"run_digest.py: {error}")


def stage_digests(run, stages):
    """{stage: hash} of the files of these stages."""
    return {stage: file_digest(pathlib.Path(run) / f"{STAGE_FILES[stage]}.h5") for stage in stages}


def whole_digest(digests):
    text = "".join(f"{stage} {digest}\n" for stage, digest in digests.items())
    return hashlib.sha256(text.encode()).hexdigest()[:SHOWN]


def file_digest(path):
    """Hash of the names and values of all datasets below `checksums`, in the order of their names."""
    found = {}

    def note(name, thing):
        if isinstance(thing, h5py.Dataset):
            found[name] = thing[()].astype("<u8").tobytes()

    try:
        with h5py.File(path, "r") as file:
            if "checksums" in file:
                file["checksums"].visititems(note)
    except OSError as error:
        raise NoDigest(f"{path} cannot be read ({error})") from error
    if not found:
        raise NoDigest(f"{path} has no checksums")
    digest = hashlib.sha256()
    for name in sorted(found):
        digest.update(f"{name} {len(found[name])}\n".encode() + found[name])
    return digest.hexdigest()[:SHOWN]


if __name__ == "__main__":
    main()
