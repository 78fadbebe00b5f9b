// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// What BERT's tokenizer of the Hugging Face `tokenizers` library (0.23) thinks of a code point. That library mixes
/// three Unicode versions: general categories are those of 8.0, canonical decompositions those of 9.0, case those of
/// 17.0. ICU is newer than the first two and may be older than the last, so the answers of ICU are cut back by the age
/// of the code point and completed by hand where the ids would differ.
namespace thema::bert {

/// Control characters other than tab and line ends, format characters, private use, U+FFFD. Unassigned code points
/// stay.
bool is_removed_by_cleaning(char32_t c);
/// Property White_Space.
bool is_white_space(char32_t c);
/// Ideographs that become words of their own. The block that begins at U+2B820 counts from U+2B920 only, as in the
/// reference.
bool is_ideograph(char32_t c);
/// ASCII punctuation and symbols, general category P*.
bool is_punctuation(char32_t c);
/// General category Mn.
bool is_nonspacing_mark(char32_t c);
/// Canonical combining class; 0: a starter, which marks never move across.
int combining_class(char32_t c);
/// Replaces `out` by the full canonical decomposition of `c`, which is `c` itself for most.
void decompose(char32_t c, std::u32string& out);
/// Appends the full lower-case mapping without context (a sigma at the end of a word stays U+03C3), as UTF-8.
void append_lower_case(char32_t c, std::string& out);

/// Bytes of `text` before the white space at its end.
std::size_t length_without_white_space_at_end(std::string_view text);

}  // namespace thema::bert
