// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "thema/cluster/device_rows.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/communicator.hpp"
#include "thema/core/random.hpp"

namespace thema::clusters {

/// Copies of some of the rows, numbered by their place among those that were drawn.
struct SampledRows {
  std::vector<std::int64_t> chosen;  ///< own row numbers, counted from 0 on this rank, ascending; some more than once
  std::vector<float> values;         ///< [chosen.size(), width]
  std::int64_t width = 0, first = 0, total = 0;
  std::unique_ptr<DeviceRows> on_device{};  ///< there when the rows were

  Rows rows() const { return {values, width, first, total, on_device.get()}; }
};

/// A keyed sample (see keyed_sample.hpp) of `wanted` rows, of all when there are no more. Collective.
SampledRows sample_rows(const Communicator& comm, const Rows& rows, std::int64_t wanted, std::uint64_t seed,
                        Draw purpose);

/// As many rows as there are, drawn with replacement (keyed_draws()). Collective.
SampledRows bootstrap_rows(const Communicator& comm, const Rows& rows, std::uint64_t seed);

}  // namespace thema::clusters
