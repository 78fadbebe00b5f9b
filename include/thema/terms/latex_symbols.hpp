// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

/// What LaTeX commands stand for; names without the backslash.
namespace thema::latex {

/// Combining character of an accent command in text (' " ` ^ ~ = . c v H k r u d b), 0 for other names.
char32_t text_accent(std::string_view name);
/// Combining character of an accent command in maths (bar, hat, tilde, vec, …), 0 for other names.
char32_t maths_accent(std::string_view name);
/// UTF-8 of a command that prints one character of text (ss, o, l, ae, i, textendash, …), empty for other names.
std::string_view letter(std::string_view name);
/// UTF-8 of a symbol (alpha, to, infty, …), empty for other names.
std::string_view symbol(std::string_view name);
/// Whether the name is a Greek letter's.
bool is_greek(std::string_view name);
/// Whether the command's argument is no text to read: cite, ref, url, begin, …
bool hides_argument(std::string_view name);
/// Superscript or subscript form of a character, 0 where Unicode has none that fonts commonly hold.
char32_t superscript(char32_t c);
char32_t subscript(char32_t c);

}  // namespace thema::latex
