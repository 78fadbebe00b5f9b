// SPDX-License-Identifier: Apache-2.0
#include "thema/label/pair_distances.hpp"

#include "thema/core/error.hpp"
#include "thema/core/partition.hpp"

namespace thema {

namespace {

std::int64_t pairs_of(std::int64_t n) { return n * (n - 1) / 2; }

// Lane l = 0..3 sums the terms i = l (mod 4), as exact_dot() does: the same bits everywhere, and room for vectors.
double squared_distance(const float* a, const float* b, std::int64_t width) {
  double lanes[4] = {0, 0, 0, 0};
  std::int64_t i = 0;
  for (; i + 4 <= width; i += 4)
    for (std::int64_t lane = 0; lane < 4; ++lane) {
      const double difference = static_cast<double>(a[i + lane]) - static_cast<double>(b[i + lane]);
      lanes[lane] += difference * difference;
    }
  for (; i < width; ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    lanes[i % 4] += difference * difference;
  }
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

}  // namespace

PairDistances::PairDistances(std::int64_t n) : n_(n), values_(static_cast<std::size_t>(pairs_of(n)), 0.0) {}

PairDistances squared_distances(const Communicator& comm, std::span<const float> rows, std::int64_t width) {
  require(width > 0 && static_cast<std::int64_t>(rows.size()) % width == 0, "rows of another width");
  const std::int64_t n = static_cast<std::int64_t>(rows.size()) / width;
  const Range mine = even_part(pairs_of(n), comm.size(), comm.rank());
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(mine.size()));
  std::int64_t pair = 0;  // (i, i + 1)
  for (std::int64_t i = 0; i < n; pair += n - 1 - i, ++i)
    for (std::int64_t at = std::max(pair, mine.first); at < std::min(pair + n - 1 - i, mine.last); ++at) {
      const std::int64_t j = i + 1 + at - pair;
      values.push_back(squared_distance(rows.data() + i * width, rows.data() + j * width, width));
    }
  return {comm.is_root() ? n : 0, comm.gather(values)};
}

}  // namespace thema
