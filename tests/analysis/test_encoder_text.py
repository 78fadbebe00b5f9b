# SPDX-License-Identifier: Apache-2.0
"""The cleaned text in Python is that of the program, byte for byte: print_encoder_text, the argument, links the
program's own code."""

import os
import pathlib
import random
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(os.environ.get("THEMA_SOURCE", pathlib.Path(__file__).parents[2]))
sys.path.insert(0, str(SOURCE / "analysis"))
sys.dont_write_bytecode = True

import encoder_text  # noqa: E402

SURROGATES = range(0xD800, 0xE000)  # no characters


def by_the_program(pairs):
    given = "".join(f"{title}\0{abstract}\0" for title, abstract in pairs).encode()
    done = subprocess.run([PROGRAM], input=given, stdout=subprocess.PIPE, check=True)
    return [text.decode() for text in done.stdout.split(b"\0")[:-1]]


class EncoderText(unittest.TestCase):
    def check(self, pairs):
        for pair, expected in zip(pairs, by_the_program(pairs), strict=True):
            self.assertEqual(encoder_text.encoder_text(*pair), expected, f"of {pair!r}")

    def test_what_it_is(self):
        text = encoder_text.encoder_text(" On  Graphs", "\n  We study\n  GRÖß. ")
        self.assertEqual(text, "on graphs. we study größ.")
        self.assertEqual(encoder_text.encoder_text("", ""), ".")

    def test_pieces_are_joined_alike(self):
        parts = ["", " ", "\n\t", "A", " A", "A ", "\u00a0A\u2003\u2003B\u3000", "A.", "\x1cA\x1f B"]
        self.check([(title, abstract) for title in parts for abstract in parts])

    def test_letters_whose_case_depends_on_the_place(self):
        words = ["ΟΔΟΣ", "ΣΟΣ Σ.", "İSTANBUL Iı", "STRASSE ẞ", "ǅ ǈ Ǆ", "ΆΣ\u0301"]
        self.check([(a, b) for a in words for b in words])

    def test_every_character(self):
        """A block of the code points at a time, first alone between letters, then one after the other."""
        for block in range(1, 0x110000, 0x1000):
            characters = [chr(c) for c in range(block, min(block + 0x1000, 0x110000)) if c not in SURROGATES]
            self.check([(f"a{c}b", "".join(characters)) if i == 0 else (f"a{c}b", c) for i, c in enumerate(characters)])

    def test_random_texts(self):
        draw = random.Random(5)
        alphabet = " \t\n\r\x85\u2028.aBcÄÖΣİΩяЖ日本𝔸𐐀\u0301\u200b"
        texts = ["".join(draw.choices(alphabet, k=draw.randrange(40))) for _ in range(4000)]
        self.check(list(zip(texts[::2], texts[1::2])))


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
