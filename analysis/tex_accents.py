# SPDX-License-Identifier: Apache-2.0
"""Letters with accents as TeX writes them, which titles and authors of arXiv do: Schr\\"odinger is Schrödinger."""

import re
import unicodedata

# Combining characters of TeX's accents (The TeXbook, chapter 9).
ACCENTS = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
           ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
           "r": "\u030a", "d": "\u0323", "b": "\u0331"}
LETTERS = {"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł",
           "L": "Ł", "i": "ı", "j": "ȷ"}
# An accent that is a sign stands before its letter or a brace, one that is a letter before a blank or a brace.
ACCENTED = re.compile(r"""\\(?:(["'`^~=.])\s*|([uvHckrdb])(?=[\s{\\])\s*)(?:\{\s*(?:\\([ij])|([A-Za-z]))\s*\}"""
                      r"""|\\([ij])(?![A-Za-z])\s?|([A-Za-z]))""")
LETTER = re.compile(r"\{\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)\s*\}|\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)"
                    r"(?:(?![A-Za-z])(?:\{\}|\s)?)")
BRACED = re.compile(r"\{([^\x00-\x7f])\}")


def without_tex_accents(text):
    """The text with letters for its TeX accents; formulas between dollars stay as they are."""
    if "\\" not in text:
        return text
    parts = text.split("$")
    parts[::2] = [BRACED.sub(r"\1", LETTER.sub(letter, ACCENTED.sub(accented, part))) for part in parts[::2]]
    return "$".join(parts)


def accented(found):
    letter = next(part for part in found.groups()[2:] if part)  # \\i is an i that loses its dot to the accent
    return unicodedata.normalize("NFC", letter + ACCENTS[found.group(1) or found.group(2)])


def letter(found):
    return LETTERS[found.group(1) or found.group(2)]
