# SPDX-License-Identifier: Apache-2.0
"""One HDF5 file of a run: whether it is what its name says, and which files it was made of."""

import h5py

SCHEMA = 1
COMMAND_OF_FILE = {
    "documents": "ingest",
    "embeddings": "encode",
    "clusters": "cluster",
    "topics": "label",
    "map": "project",
}


class MissingStage(FileNotFoundError):
    """A stage has not been run, or not to its end."""


class WrongFile(ValueError):
    """A file that is not what its name says, or of a schema that this module does not read."""


class StaleFile(WrongFile):
    """A file that was made of other files than those beside it."""


def text_attribute(item, name):
    value = item.attrs.get(name, "")
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def open_stage(path, stage):
    """The file of a stage, if it is one."""
    try:
        file = h5py.File(path, "r", locking="best-effort")
    except OSError as error:
        raise WrongFile(f"{path} cannot be read as HDF5, it may be cut or damaged ({error})") from error
    problem = None
    if "thema_schema" not in file.attrs:
        problem = "is not a file of thema"
    elif file.attrs["thema_schema"] != SCHEMA:
        problem = f"has schema version {file.attrs['thema_schema']}; this module reads version {SCHEMA}"
    elif text_attribute(file, "stage") != stage:
        problem = f"holds the stage '{text_attribute(file, 'stage')}', expected '{stage}'"
    if problem:
        file.close()
        raise WrongFile(f"{path} {problem}")
    return file


def inputs_of(file):
    """Stage -> checksum of the fingerprint of the file of that stage that `file` was made of."""
    return dict(line.split(" = ", 1) for line in text_attribute(file, "inputs").splitlines() if " = " in line)


def is_made_of(file, stage, candidate):
    """Whether `candidate`, a file of `stage`, may be the one that `file` was made of. Files of an older thema do not
    say their checksum."""
    known = text_attribute(candidate, "fingerprint_checksum")
    return not known or inputs_of(file).get(stage, known) == known
