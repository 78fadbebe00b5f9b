// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "thema/label/linkage.hpp"
#include "thema/label/pair_distances.hpp"

namespace thema {

/// The tree that is made from the top: again and again the group with the largest scatter (sum of weighted squared
/// distances to its weighted mean) is split in two, until each leaf is alone; so undoing the last g-1 merges gives the
/// g groups of bisecting k-means (Steinbach, Karypis and Kumar, 2000). A split is 2-means from the two rows farthest
/// from one another, at most 100 rounds; nothing is drawn. Ties: the lower ids, the side of the lower row. The height
/// of a merge is sqrt(2 scatter) of the group that was split; of two leaves it is Ward's distance. Rows that are all
/// equal leave one by one. `squared`: distances of `rows` [n, width].
MergeTable bisect(const PairDistances& squared, std::span<const float> rows, std::int64_t width,
                  std::span<const double> weights);

}  // namespace thema
