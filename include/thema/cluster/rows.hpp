// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "thema/core/partition.hpp"

namespace thema::clusters {

class DeviceRows;

/// This rank's share of the rows being clustered: rows [first, first + count()) of `total`, each of unit norm (or
/// zero). The shares follow one another in rank order; a share may be empty. Nothing here owns memory.
struct Rows {
  std::span<const float> values;  ///< [count(), width], row-major
  std::int64_t width = 0, first = 0, total = 0;
  const DeviceRows* on_device = nullptr;  ///< the same rows, see device_rows.hpp; null: only here

  std::int64_t count() const { return width == 0 ? 0 : static_cast<std::int64_t>(values.size()) / width; }
  Range range() const { return {first, first + count()}; }
  const float* row(std::int64_t local) const { return values.data() + local * width; }
};

}  // namespace thema::clusters
