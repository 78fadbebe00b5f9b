// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string_view>

namespace thema {

/// The next word of normalised UTF-8 text from byte `at` on, which moves past it: a run without white space and
/// punctuation, or one punctuation character (BertPreTokenizer). Empty at the end of the text.
std::string_view next_bert_word(std::string_view text, std::size_t& at);

}  // namespace thema
