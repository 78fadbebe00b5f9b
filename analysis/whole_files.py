# SPDX-License-Identifier: Apache-2.0
"""Files that are whole or not there: written as NAME.partial and renamed at the end."""

import contextlib
import os
import pathlib


@contextlib.contextmanager
def whole_file(path, mode="wb"):
    """An open file that gets its name when the block ends; an exception removes it, a kill leaves NAME.partial."""
    path = pathlib.Path(path)
    partial = path.with_name(path.name + ".partial")
    try:
        with open(partial, mode, **({} if "b" in mode else {"encoding": "utf-8", "newline": ""})) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # else a crash of the machine could leave the name with half the bytes
    except BaseException as error:
        partial.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno and error.filename is None:  # a full disk does not say of which
            raise OSError(error.errno, error.strerror or str(error), str(path)) from error
        raise
    partial.replace(path)
