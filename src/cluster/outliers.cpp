// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/outliers.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "thema/core/error.hpp"

namespace thema::clusters {

namespace {

constexpr std::uint32_t kSign = 0x80000000U;
constexpr int kDigitBits = 8, kDigits = 4;

// As unsigned integers these are in the order of the values.
std::uint32_t ordered_bits(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

float value_of(std::uint32_t ordered) {
  return std::bit_cast<float>((ordered & kSign) != 0 ? ordered & ~kSign : ~ordered);
}

}  // namespace

float value_at(const Communicator& comm, std::span<const float> values, std::int64_t order) {
  std::uint32_t found = 0;
  for (int digit = kDigits - 1; digit >= 0; --digit) {
    const int shift = digit * kDigitBits;
    // Only values that begin with the digits found so far count.
    const std::uint64_t known = ~std::uint64_t{0} << (shift + kDigitBits);
    std::vector<std::int64_t> counts(std::size_t{1} << kDigitBits);
    for (const float value : values) {
      const std::uint32_t bits = ordered_bits(value);
      if (((bits ^ found) & known) == 0) ++counts[(bits >> shift) & (counts.size() - 1)];
    }
    comm.sum(counts);
    std::uint32_t here = 0;
    while (here + 1 < counts.size() && order >= counts[here]) order -= counts[here++];
    require(order < counts[here], "a place beyond the last value");
    found |= here << shift;
  }
  return value_of(found);
}

Outliers find_outliers(const Communicator& comm, std::span<const float> similarity, double quantile) {
  Outliers outliers;
  outliers.flag.resize(similarity.size());
  outliers.similarity = -std::numeric_limits<float>::infinity();
  const std::int64_t total = comm.sum(std::ssize(similarity));
  const auto wanted = static_cast<std::int64_t>(std::floor(quantile * static_cast<double>(total)));
  if (wanted == 0) return outliers;
  outliers.similarity = value_at(comm, similarity, std::min(wanted, total - 1));
  for (std::size_t i = 0; i < similarity.size(); ++i) outliers.flag[i] = similarity[i] < outliers.similarity;
  return outliers;
}

}  // namespace thema::clusters
