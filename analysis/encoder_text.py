# SPDX-License-Identifier: Apache-2.0
"""The cleaned text of a paper: what the encoder is given, as src/data/encoder_text.cpp makes it.

Title and abstract, each without white space at its ends and with a single blank for any run of it inside, in lower
case, joined by a full stop and a blank. The model's prefix ("query: " for e5) comes before it, and the model may cut
its end.
"""

import re

# The Unicode property White_Space. str.split() would also cut at U+001C to U+001F, which do not have it.
WHITE_SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")

# str.lower() lowers these two by their place in a word or to two characters; the encoder's text takes one for one.
ONE_FOR_ONE = str.maketrans({"\N{GREEK CAPITAL LETTER SIGMA}": "\N{GREEK SMALL LETTER SIGMA}",
                             "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}": "i"})


def folded(text):
    """Lower case, single blanks."""
    return WHITE_SPACE.sub(" ", text).strip(" ").translate(ONE_FOR_ONE).lower()


def encoder_text(title, abstract):
    abstract = folded(abstract)
    return folded(title) + "." + (" " + abstract if abstract else "")
