// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// UTF-8 by ICU's rules.
namespace thema::unicode {

/// Code point at byte `at`, which moves past it; U+FFFD for each broken sequence.
char32_t next(std::string_view text, std::size_t& at);
void append(std::string& out, char32_t c);
bool is_white_space(char32_t c);  ///< property White_Space
char32_t lower_case(char32_t c);  ///< simple case mapping
std::string lower_cased(std::string_view text);
bool is_letter(char32_t c);  ///< general category L*
bool is_mark(char32_t c);    ///< general category M*
/// Must not be printed as it is: C0 and C1 controls, which steer a terminal, and those that turn the direction of all
/// text behind them.
bool disturbs_display(char32_t c);
/// Columns of a terminal that the text takes: 2 for wide characters of East Asia, 0 for marks above a letter.
std::size_t columns(std::string_view text);
/// Composed form, NFC; broken sequences stay as they are.
std::string compose(std::string_view text);
/// "ICU 72.1": its tables decide what is white space, a letter, a lower case.
std::string library_version();

}  // namespace thema::unicode
