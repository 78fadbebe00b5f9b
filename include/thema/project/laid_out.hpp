// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/partition.hpp"
#include "thema/data/embeddings.hpp"

namespace thema::maps {

/// The M papers that are laid out. Inside the stage a paper is its position in `rows`, 0 .. M-1; each rank owns the
/// positions of its own rows, which follow one another in rank order (a rank may own none).
struct LaidOut {
  std::vector<std::int64_t> rows;    ///< [M] document rows, ascending; on all ranks
  std::vector<std::int64_t> starts;  ///< [ranks + 1]: rank r owns the positions [starts[r], starts[r + 1])
  Range own;                         ///< this rank's positions
  std::int64_t width = 0;
  std::span<const float> values;  ///< [own, d]: of the embeddings, or of `copied` where a sample is laid out
  std::vector<float> copied;

  std::int64_t total() const { return static_cast<std::int64_t>(rows.size()); }
  /// Embeddings [n, d] of own positions.
  std::vector<float> rows_of(std::span<const std::int64_t> positions) const;
  /// Embedding of an own position.
  const float* row(std::int64_t position) const { return values.data() + (position - own.first) * width; }
};

/// Gives each rank the papers of these rows, `mine`, ascending over the ranks: rows, starts and own. Collective.
void share_out(const Communicator& comm, const std::vector<std::int64_t>& mine, LaidOut& papers);

/// All papers, or of more than `max_points` a keyed sample, with a line in the log. `embeddings` must outlive the
/// result. A row that is neither of unit norm nor zero is an Error of kind `data`. Collective.
LaidOut choose_laid_out(Context& context, const Embeddings& embeddings, std::int64_t max_points, std::int64_t seed);

}  // namespace thema::maps
