// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace thema::finished {

/// Runs of white space separate words; white space is what encoder_text() takes for it.
std::vector<std::string_view> split_at_blanks(std::string_view text);

/// The same words with one blank between them.
std::string with_single_blanks(std::string_view text);

/// What disturbs_display() becomes U+FFFD.
std::string without_control_characters(const std::string& text);

/// The words of the text in lines of at most `width` columns; a longer word is cut. At least one line.
std::vector<std::string> filled(const std::string& text, std::size_t width);

}  // namespace thema::finished
