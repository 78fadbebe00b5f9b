// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/project/laid_out.hpp"

namespace thema::maps {

/// Papers on which layouts are judged against all laid-out papers: a keyed sample, its embeddings on all ranks.
struct QualityQueries {
  std::vector<std::int64_t> positions;  ///< [Q], ascending
  Range own;                            ///< those of this rank's papers: positions[own.first .. own.last)
  std::vector<float> values;            ///< [Q, d]
  std::int64_t known = 0;               ///< exact neighbours of each
  std::vector<std::int64_t> nearest;    ///< [own, known], of highest cosine first, of equal ones the lower position
  std::vector<double> similarity;       ///< [own, known]

  std::int64_t count() const { return static_cast<std::int64_t>(positions.size()); }
};

/// Share of their k exact nearest that are among the first k of `found`, [own, per_query] papers. Collective.
double recall_of(const Communicator& comm, const QualityQueries& queries, std::span<const std::int64_t> found,
                 std::int64_t per_query, std::int64_t k);

/// `wanted` queries, or all papers when there are no more, with their min(neighbours, M - 1) nearest. Collective.
QualityQueries choose_queries(Context& context, const LaidOut& papers, std::int64_t wanted, std::int64_t neighbours,
                              std::int64_t seed);

}  // namespace thema::maps
