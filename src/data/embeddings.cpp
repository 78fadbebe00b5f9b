// SPDX-License-Identifier: Apache-2.0
#include "thema/data/embeddings.hpp"

#include <fmt/format.h>

#include <cmath>

#include "thema/core/error.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema {

void normalise(std::span<float> x) {
  const double norm = std::sqrt(exact_dot(x.data(), x.data(), static_cast<std::int64_t>(x.size())));
  if (norm == 0) return;
  for (float& value : x) value = static_cast<float>(static_cast<double>(value) / norm);
}

void require_unit_rows(const Embeddings& embeddings) {
  for (std::int64_t i = 0; i < embeddings.rows(); ++i) {
    const float* const row = embeddings.row(i).data();
    const double norm = std::sqrt(exact_dot(row, row, embeddings.width));
    if (norm == 0 || std::abs(norm - 1) < 1e-3) continue;
    fail_data(
        fmt::format("embeddings: row {} has norm {}; rows must have norm 1 (or 0)", embeddings.first_row + i, norm));
  }
}

}  // namespace thema
