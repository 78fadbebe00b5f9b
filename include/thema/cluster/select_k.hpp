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
  std::int64_t elbow = 0;            ///< K at the elbow of the inertia, see choice_rule.hpp; 0: there is none
  std::optional<Solution> solution;  ///< of the chosen K when it was tried on all rows
};

/// The selection when k is given: nothing tried; the figures of the one K are those of the final clustering.
Selection given_k(const Rows& rows, std::int64_t k);

/// Tries the candidates on options.selection_sample keyed rows (on all when there are no more), the smallest first,
/// each from its seeded starts and from the topics of the K before, split (warm_start.hpp); chooses by
/// options.criterion (choice_rule.hpp), the smallest K with a warning where that is defined for none. `judge` is asked
/// once, about all K; without it the figures of words are not known. A candidate above the number of rows is passed
/// over with a line in the log; there is one that is not. Throws Stopped. Collective.
Selection select_k(const Context& context, const Rows& rows, const ClusterOptions& options, const JudgeTopics& judge,
                   KmeansCheckpoint& checkpoint);

}  // namespace thema::clusters
