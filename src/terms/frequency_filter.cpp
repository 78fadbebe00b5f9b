// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/frequency_filter.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "thema/core/error.hpp"

namespace thema {

FrequencyFilter::FrequencyFilter(std::int64_t counters)
    : mask_(std::bit_ceil(static_cast<std::size_t>(std::max<std::int64_t>(counters, 2))) - 1), counters_(mask_ + 1) {}

void FrequencyFilter::add(std::uint64_t hash, std::int64_t documents) {
  constexpr std::int64_t most = std::numeric_limits<std::uint16_t>::max();
  std::uint16_t& counter = counters_[slot(hash)];
  counter = static_cast<std::uint16_t>(std::min(most, counter + std::min(most, documents)));
}

// Two counters travel in one 64-bit word: 2^16 ranks of 2^16 cannot carry into the upper half.
void FrequencyFilter::decide(const Communicator& comm, std::int64_t minimum) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  require(minimum <= std::numeric_limits<std::uint16_t>::max() && comm.size() <= (1 << 16),
          "a minimum document frequency or a number of ranks beyond 16 bits");
  reached_.assign(counters_.size(), false);
  std::vector<std::uint64_t> sums;
  for (std::size_t first = 0; first < counters_.size(); first += piece) {
    const std::size_t n = std::min(piece, counters_.size() - first);
    sums.assign(n / 2, 0);
    for (std::size_t i = 0; i < n; ++i) sums[i / 2] += std::uint64_t{counters_[first + i]} << (i % 2 * 32);
    comm.sum(std::span(sums));
    for (std::size_t i = 0; i < n; ++i) {
      const auto total = static_cast<std::int64_t>((sums[i / 2] >> (i % 2 * 32)) & 0xFFFFFFFFu);
      reached_[first + i] = total >= minimum;
    }
  }
  counters_ = {};
}

}  // namespace thema
