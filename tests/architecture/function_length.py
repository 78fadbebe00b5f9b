# SPDX-License-Identifier: Apache-2.0
"""Fails when a function of src/, include/ or tests/ is longer than 60 lines, its signature's line and braces counted.

A function's body is taken to be an outermost brace block that stands behind a ')' (or a qualifier or initialiser list
behind one) and not behind namespace, class, struct, enum or '='. The sources are formatted, so this suffices.
"""
import pathlib
import re
import sys

LIMIT = 60
NOT_A_FUNCTION = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^()]*$")


def without_text(source: str) -> str:
    """The source with comments and literals blanked out, lines kept."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), source)


def long_functions(source: str):
    """(first line, lines) of each function over the limit."""
    text = without_text(source)
    stack = []  # (offset where the statement began, is it a function)
    statement = 0
    for match in re.finditer(r"[{};]", text):
        at = match.start()
        if match.group() == "{":
            head = text[statement:at]
            inside = any(is_function for _, is_function in stack)
            is_function = not inside and ")" in head and not NOT_A_FUNCTION.search(head)
            stack.append((statement + len(head) - len(head.lstrip()), is_function))
        elif match.group() == "}" and stack:
            begin, is_function = stack.pop()
            lines = text.count("\n", begin, at) + 1
            if is_function and lines > LIMIT:
                yield text.count("\n", 0, begin) + 1, lines
        statement = at + 1


def main(root: pathlib.Path) -> int:
    files = [f for folder in ("src", "include", "tests") for f in sorted((root / folder).rglob("*.[ch]pp"))]
    if not files:
        print(f"no sources under {root}")
        return 1
    assert list(long_functions("int f() {" + "\n" * 60 + "}")), "the check itself does not see a long function"
    found = [(f, line, n) for f in files for line, n in long_functions(f.read_text())]
    for file, line, lines in found:
        print(f"{file.relative_to(root)}:{line}: a function of {lines} lines; at most {LIMIT} are allowed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
