// SPDX-License-Identifier: Apache-2.0
#include "thema/data/keyed_sample.hpp"

#include <algorithm>
#include <numeric>

namespace thema {

namespace {

constexpr int kDigitBits = 16, kDigits = 64 / kDigitBits;

/// The largest key that is chosen, and how many rows with exactly this key are.
struct Threshold {
  std::uint64_t key = 0;
  std::int64_t rows_at_key = 0;
};

// Radix selection, the leading digit first: one histogram over all ranks fixes one digit of the wanted-th smallest key.
Threshold find_threshold(const Communicator& comm, const std::vector<std::uint64_t>& keys, std::int64_t wanted) {
  Threshold found{0, wanted};
  std::vector<std::int64_t> histogram(std::size_t{1} << kDigitBits);
  for (int digit = 0; digit < kDigits; ++digit) {
    const int shift = 64 - kDigitBits * (digit + 1);
    const std::uint64_t fixed = digit == 0 ? 0 : ~std::uint64_t{0} << (shift + kDigitBits);  // digits found so far
    std::fill(histogram.begin(), histogram.end(), 0);
    for (const std::uint64_t key : keys)
      if ((key & fixed) == found.key) ++histogram[(key >> shift) & (histogram.size() - 1)];
    comm.sum(histogram);
    std::size_t value = 0;
    while (histogram[value] < found.rows_at_key) found.rows_at_key -= histogram[value++];
    found.key |= static_cast<std::uint64_t>(value) << shift;
  }
  return found;
}

}  // namespace

std::vector<std::int64_t> keyed_sample(const Communicator& comm, Range own_rows, std::int64_t wanted,
                                       std::uint64_t seed, Draw purpose) {
  const std::int64_t own = std::max<std::int64_t>(0, own_rows.size());
  std::vector<std::int64_t> chosen;
  if (wanted <= 0) return chosen;
  if (comm.sum(own) <= wanted) {
    chosen.resize(static_cast<std::size_t>(own));
    std::iota(chosen.begin(), chosen.end(), own_rows.first);
    return chosen;
  }
  std::vector<std::uint64_t> keys(static_cast<std::size_t>(own));
  for (std::size_t i = 0; i < keys.size(); ++i)
    keys[i] = random_bits(seed, purpose, static_cast<std::uint64_t>(own_rows.first) + i);
  const Threshold threshold = find_threshold(comm, keys, wanted);
  // Of equal keys the lower rows are taken, and those are the earlier ranks' first.
  std::int64_t at_key = comm.sum_before(std::count(keys.begin(), keys.end(), threshold.key));
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const bool below = keys[i] < threshold.key;
    const bool at = keys[i] == threshold.key && at_key++ < threshold.rows_at_key;
    if (below || at) chosen.push_back(own_rows.first + static_cast<std::int64_t>(i));
  }
  return chosen;
}

std::vector<std::int64_t> keyed_draws(Range own_rows, std::int64_t total, std::uint64_t seed, Draw purpose) {
  std::vector<std::uint32_t> times(static_cast<std::size_t>(own_rows.size()));
  for (std::int64_t draw = 0; draw < total; ++draw) {
    const auto row = static_cast<std::int64_t>(
        random_below(static_cast<std::uint64_t>(total), seed, purpose, static_cast<std::uint64_t>(draw)));
    if (own_rows.first <= row && row < own_rows.last) ++times[static_cast<std::size_t>(row - own_rows.first)];
  }
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < times.size(); ++i)
    rows.insert(rows.end(), times[i], own_rows.first + static_cast<std::int64_t>(i));
  return rows;
}

}  // namespace thema
