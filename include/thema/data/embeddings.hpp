// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace thema {

/// This rank's rows [first_row, first_row + rows()) of the corpus's embeddings, as fp32, each of unit L2 norm
/// (renormalised in double after reading, because stored fp16 rows are unit only to 2^-11).
struct Embeddings {
  std::int64_t first_row = 0;
  std::int64_t total_rows = 0;  ///< N, over all ranks
  std::int64_t width = 0;       ///< d
  std::vector<float> values;    ///< [rows, d], row-major

  std::int64_t rows() const { return width == 0 ? 0 : static_cast<std::int64_t>(values.size()) / width; }
  std::span<const float> row(std::int64_t local) const {
    return std::span(values).subspan(static_cast<std::size_t>(local * width), static_cast<std::size_t>(width));
  }
  std::span<float> row(std::int64_t local) {
    return std::span(values).subspan(static_cast<std::size_t>(local * width), static_cast<std::size_t>(width));
  }
};

/// x /= |x|, the norm summed in double in index order; a zero row stays zero.
void normalise(std::span<float> x);

/// Similarities are dot products, which a NaN or a row of another norm from an imported file would spoil unseen: an
/// Error of kind `data` that names the first own row whose norm is neither 0 nor within 1e-3 of 1.
void require_unit_rows(const Embeddings& embeddings);

}  // namespace thema
