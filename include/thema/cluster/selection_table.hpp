// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "thema/data/clustering.hpp"

namespace thema::clusters {

/// Lines of an aligned table of the K that were tried: a heading, and a row for each with the chosen one and the elbow
/// named behind. Columns that are known for no K are left out; an unknown figure is "-".
std::vector<std::string> selection_table(const std::vector<SelectionRow>& tried, std::size_t chosen,
                                         std::optional<std::size_t> elbow);

}  // namespace thema::clusters
