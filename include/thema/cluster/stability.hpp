// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"

namespace thema::clusters {

/// Adjusted Rand index of two ways to sort all ranks' rows into k topics each; labels of own rows. Exact, the same for
/// any shares. Beside the labels a rank holds 16 bytes per own row, however large k is. Collective.
double label_agreement(const Communicator& comm, std::span<const std::int32_t> a, std::span<const std::int32_t> b,
                       std::int64_t k);

/// Own rows' topics when k-means with its options.starts starts sees only half number `half` of the rows, a keyed
/// sample of half_of(rows.total), and all rows then go to the nearest of its centroids. Halves, and their starts,
/// differ by `half`. (Lange et al., "Stability-Based Validation of Clustering Solutions", Neural Computation 16, 2004,
/// compare halves by carrying topics over to the other rows too.) The half has at least k rows. Throws Stopped.
/// Collective.
std::vector<std::int32_t> labels_by_half(const Context& context, const Rows& rows, std::int64_t k, std::int64_t half,
                                         const ClusterOptions& options, KmeansCheckpoint& checkpoint);

/// The same with a bootstrap sample, as many rows as there are, drawn with replacement, in place of a half.
std::vector<std::int32_t> labels_by_bootstrap(const Context& context, const Rows& rows, std::int64_t k,
                                              std::int64_t sample, const ClusterOptions& options,
                                              KmeansCheckpoint& checkpoint);

/// Rows of a half.
std::int64_t half_of(std::int64_t rows);

}  // namespace thema::clusters
