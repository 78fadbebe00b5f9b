// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <iosfwd>

#include "thema/model/tokenizer.hpp"

namespace thema {

/// Reads a text a line and writes its ids, space-separated, a line each. Output waits only while more input is at
/// hand, so it also serves a terminal or a pipe that asks line by line; std::cin is fast after
/// std::ios::sync_with_stdio(false). Output that cannot be written is an Error of kind `output`.
void tokenize_lines(const Tokenizer& tokenizer, std::int64_t max_length, std::istream& in, std::ostream& out);

}  // namespace thema
