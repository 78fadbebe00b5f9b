// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "thema/finished/text_lines.hpp"

namespace thema::explanation {

using finished::split_at_blanks;

/// Number of the sentence each word stands in. The first `title_words` words are sentence 0. Behind them a sentence
/// ends with a word on . ! or ? (closing quotes and brackets may follow), unless the word is a known abbreviation or an
/// initial, or the next begins in lower case.
std::vector<std::size_t> sentence_of_words(std::span<const std::string_view> words, std::size_t title_words);

}  // namespace thema::explanation
