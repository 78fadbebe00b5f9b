# SPDX-License-Identifier: Apache-2.0
"""Packages that some functions need and reading results does not: imported when they are used."""

import importlib


class MissingPackage(ImportError):
    """A Python package that is not installed here."""


def needed(package, purpose):
    """The module `package`; where it cannot be imported the error names `purpose` and what installs it."""
    try:
        return importlib.import_module(package)
    except ImportError as error:
        name = package.split(".")[0]
        raise MissingPackage(
            f"{purpose} needs the Python package {name}, which cannot be imported here ({error}): run `pip install "
            f"{name}`, or use the environment that container/dependencies.sh --notebook makes") from error
