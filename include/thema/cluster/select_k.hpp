// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "thema/cluster/cluster.hpp"
#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"

namespace thema::clusters {

/// How K was chosen.
struct Selection {
  std::int64_t k = 0;
  std::vector<SelectionRow> tried;   ///< ascending K
  std::string metric;                ///< the rule in words
  std::int64_t rows = 0;             ///< rows the K were tried on
  std::optional<Solution> solution;  ///< of the chosen K when it was tried on all rows
};

/// The selection when k is given: nothing tried; the figures of the one K are those of the final clustering.
Selection given_k(const Rows& rows, std::int64_t k);

/// Where in `tried` (ascending K) the criterion is best: highest silhouette or Calinski-Harabasz index, lowest
/// Davies-Bouldin index; ties and undefined figures go to the smaller K. `tried` is not empty.
std::size_t best_row(const std::vector<SelectionRow>& tried, const std::string& criterion);

/// Tries options.candidates on options.selection_sample keyed rows (on all when there are no more) and chooses by
/// options.criterion. A candidate above the number of these rows is passed over with a line in the log; an Error of
/// kind `usage` when none is left. Collective.
Selection select_k(const Context& context, const Rows& rows, const ClusterOptions& options);

}  // namespace thema::clusters
