# SPDX-License-Identifier: Apache-2.0
"""in_notebook_environment.py SCRIPT...: a test of this folder in the Python that has pandas, pyarrow and Jupyter."""

import os
import pathlib
import sys

environment = pathlib.Path(os.environ["THEMA_PYTHON"]).parent / "notebook"
if not (environment / "complete").exists():
    print(f"SKIPPED ALL: {environment} is not there, or not whole: container/dependencies.sh --notebook installs it")
    sys.exit(0)
script = pathlib.Path(__file__).with_name(sys.argv[1])
python = environment / "bin" / "python"
os.execv(python, [str(python), "-B", str(script), *sys.argv[2:]])
