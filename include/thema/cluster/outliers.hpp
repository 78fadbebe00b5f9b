// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema::clusters {

/// The value at place `order`, counted from 0, of all ranks' values in ascending order; no NaN among them. Four
/// histograms over the ranks, of the bytes of the values' order-preserving bits; exact. Collective.
float value_at(const Communicator& comm, std::span<const float> values, std::int64_t order);

/// Papers that lie far from every topic.
struct Outliers {
  float similarity = 0;            ///< papers below it are outliers
  std::vector<std::uint8_t> flag;  ///< own rows
};

/// The share `quantile` of all papers with the lowest similarity to their topic, fewer where the last ones are equal;
/// they keep their topic. Collective.
Outliers find_outliers(const Communicator& comm, std::span<const float> similarity, double quantile);

}  // namespace thema::clusters
