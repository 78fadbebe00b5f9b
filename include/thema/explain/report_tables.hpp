// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "thema/explain/report.hpp"

namespace thema::explanation {

/// A table of cosines and margins by part: rows of a name and what it adds, parts that are nothing left out.
Table table_of_parts(const std::vector<std::pair<std::string, Pair>>& parts);

/// What attention is and is not, and where that of each head goes.
std::vector<Block> blocks_of_heads(const std::vector<HeadPattern>& heads);

/// "+0.0123"
std::string signed_number(double x);

}  // namespace thema::explanation
