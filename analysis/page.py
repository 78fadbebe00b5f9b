# SPDX-License-Identifier: Apache-2.0
"""The map of a run as one page to explore, a single file that works offline from a double click:

    python analysis/page.py --run DIR [--html DIR/map.html] [--method umap]

The page is put together from page/: page.html, style.css and the modules that main.js asks for. It holds its data
(page_data.py), asks nothing of any network and needs a browser with WebGL 2.
"""

import argparse
import base64
import hashlib
import html
import pathlib
import re
import sys

import thema_results
from page_data import page_blocks
from whole_files import whole_file

SOURCES = pathlib.Path(__file__).with_name("page")
IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+\.js)";\n', re.M)
EXPORT = re.compile(r"^export (?=(?:async )?function|class|const)", re.M)
LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"


def main():
    arguments = parse_arguments()
    try:
        with thema_results.open(arguments.run) as run:
            path = arguments.html or run.directory / "map.html"
            papers = write_page(run, path, arguments.method)
        print(f"{path}: {thema_results.counted(papers, 'paper')}, {path.stat().st_size / 1e6:,.1f} MB")
    except (thema_results.MissingStage, thema_results.WrongFile, OSError, ValueError) as error:
        sys.exit(f"page.py: {error}")
    except KeyError as error:  # its text would be printed in quotes
        sys.exit(f"page.py: {error.args[0]}")


def parse_arguments():
    parser = argparse.ArgumentParser(description="The map of one thema run as a page that works offline.")
    parser.add_argument("--run", required=True, type=pathlib.Path, help="run directory")
    parser.add_argument("--html", type=pathlib.Path, help="file to write (default: RUN/map.html)")
    parser.add_argument("--method", help="layout of the map, for example umap or pca (default: umap if there is one)")
    return parser.parse_args()


def write_page(run, path, method=None):
    """Writes the page of a run's layout and returns how many papers it shows."""
    layout = run.map(method)
    if len(layout.rows) == 0:
        raise ValueError(f"the layout '{layout.method}' of {run.directory} has no papers: there is nothing to show")
    before, after = (SOURCES / "page.html").read_text(encoding="utf-8").split("<!-- data -->\n")
    style, script = (SOURCES / "style.css").read_text(encoding="utf-8"), joined_modules("main.js")
    with whole_file(path) as file:
        for part, text in (("title", html.escape(f"{run.directory.resolve().name}: map of papers")),
                           ("policy", security_policy(script, style)), ("style", style)):
            before = before.replace(f"<!-- {part} -->", text)
        file.write(before.encode())
        for name, block in page_blocks(run, layout):
            file.write(f'<script type="application/octet-stream" id="{name}">'.encode())
            file.write(base64.b64encode(block))
            file.write(b"</script>\n")
        file.write(after.replace("<!-- script -->", script).encode())
    return len(layout.rows)


def security_policy(script, style):
    """Nothing may be loaded or sent, and only the page's own script and style are used: data can never run."""
    return (f"default-src 'none'; script-src '{source_hash(script)}'; style-src '{source_hash(style)}'; "
            "connect-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'")


def source_hash(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def joined_modules(entry):
    """The module `entry` and all that it imports as one: a page opened from a file may not import others."""
    order, sources = [], {}

    def visit(name):
        if name not in sources:
            sources[name] = (SOURCES / name).read_text(encoding="utf-8")
            for imported in IMPORT.findall(sources[name]):
                visit(imported)
            order.append(name)

    visit(entry)
    texts = (EXPORT.sub("", IMPORT.sub("", sources[name])).replace(LICENCE, "", 1).strip() for name in order)
    return "\n" + LICENCE + "\n\n".join(f"// ---- {name}\n{text}" for name, text in zip(order, texts)) + "\n"


if __name__ == "__main__":
    main()
