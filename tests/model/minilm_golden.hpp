// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "model/model_folder.hpp"
#include "model/npy_file.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/model/text_encoder.hpp"

namespace thema {

// 32 texts and what sentence-transformers makes of them with all-MiniLM-L6-v2 (tests/golden).

inline double cosine(const float* a, const float* b, std::int64_t d) {
  return exact_dot(a, b, d) / std::sqrt(exact_dot(a, a, d) * exact_dot(b, b, d));
}

struct Golden {
  PackedTokens tokens;
  std::vector<float> rows;  // [32, 384]
};

inline Golden read_golden() {
  const std::filesystem::path folder = std::filesystem::path(std::getenv("THEMA_SOURCE")) / "tests/golden";
  Golden golden;
  golden.tokens.ids = read_npy<std::int32_t>(folder / "embeddings_ids.npy", "<i4");
  golden.tokens.starts = read_npy<std::int32_t>(folder / "embeddings_starts.npy", "<i4");
  golden.rows = read_npy<float>(folder / "embeddings_expected.npy", "<f4");
  return golden;
}

inline std::vector<float> rows_by_minilm(const Golden& golden, const EncoderPlacement& placement) {
  TextEncoder encoder(minilm_folder(), placement);
  std::vector<float> rows(golden.rows.size());
  encoder.encode(golden.tokens, rows);
  return rows;
}

// Smallest cosine between MiniLM's rows here and those of sentence-transformers.
inline double smallest_cosine(const EncoderPlacement& placement) {
  const Golden golden = read_golden();
  const std::vector<float> rows = rows_by_minilm(golden, placement);
  double smallest = 1;
  for (std::size_t at = 0; at < rows.size(); at += 384)
    smallest = std::min(smallest, cosine(rows.data() + at, golden.rows.data() + at, 384));
  return smallest;
}

}  // namespace thema
