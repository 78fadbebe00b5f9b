// SPDX-License-Identifier: Apache-2.0
#include "thema/data/embeddings.hpp"

#include <cmath>

#include "thema/core/matrix_product.hpp"

namespace thema {

void normalise(std::span<float> x) {
  const double norm = std::sqrt(exact_dot(x.data(), x.data(), static_cast<std::int64_t>(x.size())));
  if (norm == 0) return;
  for (float& value : x) value = static_cast<float>(static_cast<double>(value) / norm);
}

}  // namespace thema
