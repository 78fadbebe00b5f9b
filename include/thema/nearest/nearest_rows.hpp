// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema {

struct NearRow {
  std::int64_t row = 0;
  double similarity = 0;
};

/// The rows nearest to each of several questions: largest dot products by exact_dot(), of equal ones the lower row
/// first. An fp32 product finds the candidates within its error bound, so the result is that of a loop over all
/// pairs in double. Rows come in slices and are not kept; questions and rows have norm 1 or 0.
class NearestRows {
 public:
  /// `questions` [n, width] outlive the object; at most `wanted` rows are found for each.
  NearestRows(std::span<const float> questions, std::int64_t width, std::int64_t wanted);

  /// Tells before add() that only rows of at least this similarity are of use to a question, so fewer are looked at;
  /// others may be found all the same.
  void want_at_least(std::int64_t question, double similarity) {
    least_[static_cast<std::size_t>(question)] = similarity;
  }

  std::int64_t questions() const { return std::ssize(found_); }
  /// `rows` [names.size(), width]; row i is called names[i], each name comes once.
  void add(std::span<const float> rows, std::span<const std::int64_t> names);
  /// Nearest first.
  const std::vector<NearRow>& of(std::int64_t question) const { return found_[static_cast<std::size_t>(question)]; }

  /// The best of all ranks' rows for each question, on rank 0; empty lists elsewhere. What rank 0 gets at once is
  /// bounded, whatever the number of ranks. Collective.
  std::vector<std::vector<NearRow>> gathered(const Communicator& comm) const;

 private:
  struct Tile;
  void offer(const Tile& tile, std::span<const std::int64_t> names);

  std::int64_t width_, wanted_;
  std::span<const float> questions_;
  std::vector<std::vector<NearRow>> found_;
  std::vector<double> least_;  // of each question
  // of one tile:
  std::vector<float> products_, largest_;
  std::vector<double> floors_;
  std::vector<std::int32_t> columns_, counts_;
};

}  // namespace thema
