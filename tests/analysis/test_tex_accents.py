# SPDX-License-Identifier: Apache-2.0
"""Accents of titles as TeX writes them."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "analysis"))
from tex_accents import without_tex_accents  # noqa: E402

# As The TeXbook (chapter 9) describes them, in the spellings that arXiv's titles have.
SPELLINGS = {r'Schr\"odinger': "Schrödinger", r'Schr\"{o}dinger': "Schrödinger", r'M{\"o}bius': "Möbius",
             r"Poincar\'e": "Poincaré", r"Erd\H{o}s": "Erdős", r"Garc\'{\i}a": "García", r"Garc\'\i a": "García",
             r"\v{C}ech": "Čech", r"\v Cech": "Čech", r"{\L}ojasiewicz": "Łojasiewicz", r"Bj\o rn": "Bjørn",
             r"Stra\ss e": "Straße", r"\AA ngstrom": "Ångstrom", r"$\dot{x}$ by \.Zak": r"$\dot{x}$ by Żak"}
NO_ACCENTS = [r"\omega and \log \bar x", r"a \in B \ldots", r"\vec x \color{red}", "no backslash", "\\", r"\'", r"$\'e$"]


class TexAccents(unittest.TestCase):
    def test_letters(self):
        for written, meant in SPELLINGS.items():
            self.assertEqual(without_tex_accents(written), meant, written)

    def test_what_is_no_accent_stays(self):
        for text in NO_ACCENTS:
            self.assertEqual(without_tex_accents(text), text)


if __name__ == "__main__":
    unittest.main()
