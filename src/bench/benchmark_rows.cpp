// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/benchmark_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "thema/core/partition.hpp"
#include "thema/core/random.hpp"
#include "thema/encode/float_matrix.hpp"

namespace thema::bench {

namespace {

constexpr std::int64_t kDirections = 300;
constexpr double kSpread = 1.3;

/// Normally distributed (Box and Muller, 1958), keyed.
double normal(std::int64_t seed, std::uint64_t id, std::uint32_t index) {
  const auto key = static_cast<std::uint64_t>(seed);
  const double u = 1 - random_unit(key, Draw::benchmark, id, 2 * index);
  const double v = random_unit(key, Draw::benchmark, id, 2 * index + 1);
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
}

std::vector<float> synthetic_rows(Range range, std::int64_t width, std::int64_t seed) {
  // Ids of directions lie above those of rows.
  constexpr std::uint64_t direction = std::uint64_t{1} << 48;
  std::vector<float> values(static_cast<std::size_t>(range.size() * width));
  for (std::int64_t row = range.first; row < range.last; ++row) {
    const auto out = std::span(values).subspan(static_cast<std::size_t>((row - range.first) * width),
                                               static_cast<std::size_t>(width));
    for (std::size_t j = 0; j < out.size(); ++j) {
      const auto index = static_cast<std::uint32_t>(j);
      out[j] = static_cast<float>(normal(seed, direction + static_cast<std::uint64_t>(row % kDirections), index) +
                                  kSpread * normal(seed, static_cast<std::uint64_t>(row), index));
    }
    normalise(out);
  }
  return values;
}

}  // namespace

Embeddings benchmark_rows(const Context& context, const BenchOptions& options, std::int64_t synthetic) {
  std::optional<FloatMatrix> file;
  if (!options.embeddings.empty()) file = FloatMatrix::open(options.embeddings);
  const std::int64_t most = file ? file->rows : synthetic;
  Embeddings rows;
  rows.total_rows = options.documents == 0 ? most : file ? std::min(options.documents, most) : options.documents;
  rows.width = file ? file->width : options.width;
  const Range range = even_part(rows.total_rows, context.comm.size(), context.comm.rank());
  rows.first_row = range.first;
  rows.values = file ? file->read_normalised(range) : synthetic_rows(range, rows.width, options.seed);
  return rows;
}

std::string source_text(const BenchOptions& options, const Embeddings& rows) {
  return fmt::format("{} x {} of {}", rows.total_rows, rows.width,
                     options.embeddings.empty() ? "synthetic rows" : options.embeddings);
}

}  // namespace thema::bench
