# SPDX-License-Identifier: Apache-2.0
"""Both notebooks run from top to bottom on a small run that the program has just made."""

import json
import os
import pathlib
import re
import shutil
import sys
import tempfile
import unittest

import nbclient
import nbformat

SOURCE = pathlib.Path(os.environ["THEMA_SOURCE"])
NOTEBOOKS = SOURCE / "analysis" / "notebooks"
sys.path[:0] = [str(SOURCE / "tests" / "pipeline"), str(SOURCE / "analysis")]
sys.dont_write_bytecode = True

import thema_results  # noqa: E402
from thema_job import run_job, synthetic_papers, thema  # noqa: E402


def cells(notebook, kind):
    return ["".join(cell.source) for cell in notebook.cells if cell.cell_type == kind]


class Notebooks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="thema-notebooks-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        papers = synthetic_papers(cls.folder, 200)
        cls.run_folder = cls.folder / "run"
        run_job(1, cls.run_folder, papers)
        thema(1, "assign", "--run", cls.run_folder, "--input", papers, "--name", "again")

    def read(self, name):
        return nbformat.read(NOTEBOOKS / name, as_version=4)

    def execute(self, name):
        """The executed notebook; started in its folder as Jupyter does, its files in the test's own."""
        notebook = self.read(name)
        environment = {**os.environ, "THEMA_RUN": str(self.run_folder), "TMPDIR": str(self.folder),
                       "PYTHONDONTWRITEBYTECODE": "1", "IPYTHONDIR": str(self.folder / "ipython"),
                       "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime")}
        environment.pop("MPLBACKEND", None)  # the notebook's own shows figures as outputs
        client = nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(NOTEBOOKS)}})
        client.execute(env=environment)
        return notebook

    def figures_of(self, notebook):
        return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
                if "image/png" in output.get("data", {})]

    def test_reading_a_run(self):
        notebook = self.execute("reading_a_run.ipynb")
        self.assertEqual(len(self.figures_of(notebook)), 3)
        exported = list(self.folder.glob("thema-export-*"))
        self.assertEqual(len(exported), 1)
        self.assertEqual(len(list(exported[0].iterdir())), 6)

    def test_thema_results_api(self):
        notebook = self.execute("thema_results_api.ipynb")
        said = "".join(output.get("text", "") for cell in notebook.cells if cell.cell_type == "code"
                       for output in cell.outputs)
        self.assertIn("again 200 papers", said)
        self.assertIn("make it with `thema run --run no such run`", said)

    def test_every_public_attribute_of_a_run_is_shown(self):
        code = "\n".join(cells(self.read("thema_results_api.ipynb"), "code"))
        public = {name for name in dir(thema_results.Run) if name[0] != "_"} | {"directory", "edit"}
        missing = sorted(name for name in public if not re.search(rf"\b(run|before)\.{name}\b", code))
        self.assertEqual(missing, [])

    def test_every_field_of_what_a_run_gives_is_shown(self):
        text = "\n".join(cells(self.read("thema_results_api.ipynb"), "code"))
        for kind in (thema_results.Topic, thema_results.Layout, thema_results.Neighbours, thema_results.OverTime,
                     thema_results.Categories, thema_results.Assigned):
            for field in kind.__dataclass_fields__:
                self.assertRegex(text, rf"\b{field}\b", kind.__name__)

    def test_they_are_stored_without_outputs(self):
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                self.assertEqual((cell.get("outputs", []), cell.get("execution_count")), ([], None), path.name)
                self.assertLessEqual(max(map(len, "".join(cell["source"]).split("\n"))), 120, path.name)


if __name__ == "__main__":
    unittest.main()
