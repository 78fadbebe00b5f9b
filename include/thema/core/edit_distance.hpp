// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string_view>

namespace thema {

/// Bytes to insert, delete or replace to turn one text into the other (Levenshtein); for "did you mean".
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace thema
