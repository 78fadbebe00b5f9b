// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace thema {

/// A merge table [k-1, 2] with heights [k-1] as Newick text, for example ('a':1,('b':0.5,'c':0.5)'b c':0.5)'all'; with
/// the names of all 2k-1 nodes quoted (a quote inside is doubled) and branch lengths of six digits: the height of the
/// upper end less that of the lower, leaves being at 0. Empty without merges.
std::string newick(std::span<const std::int64_t> merges, std::span<const double> heights,
                   const std::vector<std::string>& names);

}  // namespace thema
