// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace thema::comparison {

/// One to one matching of rows with columns that maximises the sum of the matched counts (the assignment problem: Kuhn,
/// Naval Research Logistics Quarterly 2, 1955), by shortest augmenting paths (Jonker and Volgenant, Computing 38, 1987;
/// for unequal sides Crouse, IEEE Trans. Aerospace and Electronic Systems 52, 2016) in O(n^2 m), n the shorter side.
/// `counts` is [rows, columns], row-major, not negative. Entry i is the column of row i; -1 where there is none or they
/// have nothing in common. Of several best matchings always the same one is found.
std::vector<std::int64_t> best_matching(std::span<const std::int64_t> counts, std::int64_t columns);

}  // namespace thema::comparison
