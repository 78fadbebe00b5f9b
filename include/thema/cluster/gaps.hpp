// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace thema::clusters {

/// Which rows an iteration can leave out without changing its result. Each own row keeps a proven lower bound of
/// similarity(own centroid) - similarity(any other). When centroids move by drift[t] = |new - old|, a unit row's
/// similarities change by no more, so the bound shrinks by drift[own] + the largest drift of another topic; while it
/// stays positive the row's topic cannot change (Hamerly, SDM 2010; for cosines Schubert, Lang and Feher, SISAP 2021).
class Gaps {
 public:
  /// Nothing is known of any row.
  explicit Gaps(std::int64_t rows) : gap_(static_cast<std::size_t>(rows), 0) {}

  /// Own rows whose topic may have changed, ascending.
  std::vector<std::int64_t> open_rows(double margin) const;
  /// The bounds, to be set by assign() for the rows it looks at.
  std::span<double> values() { return gap_; }
  /// Takes the movement of the centroids, [k, width] before and after, into account.
  void shrink(std::span<const float> before, std::span<const float> after, std::int64_t width,
              std::span<const std::int32_t> labels);
  void forget(std::int64_t row) { gap_[static_cast<std::size_t>(row)] = 0; }

 private:
  std::vector<double> gap_;
};

}  // namespace thema::clusters
