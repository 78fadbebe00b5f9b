# SPDX-License-Identifier: Apache-2.0
"""in_notebook_environment.py SCRIPT...: a test of this folder in the Python that has pandas, pyarrow and Jupyter."""

import os
import pathlib
import sys

python = pathlib.Path(os.environ["THEMA_PYTHON"]).parent / "notebook" / "bin" / "python"
if not python.exists():
    print(f"SKIPPED ALL: {python} is not there: container/dependencies.sh --notebook installs it")
    sys.exit(0)
script = pathlib.Path(__file__).with_name(sys.argv[1])
os.execv(python, [str(python), "-B", str(script), *sys.argv[2:]])
