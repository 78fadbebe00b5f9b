// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/data/layout_checkpoint.hpp"
#include "thema/project/laid_out.hpp"

namespace thema::maps {

/// Writes this rank's new positions, last moves and gains from the positions [M, 2] of all after epoch - 1.
using Epoch = std::function<void(std::int64_t epoch, const std::vector<float>& positions, LayoutState& own)>;

/// Positions [M, 2] before the epoch `first`.
struct EpochStart {
  std::vector<float> positions;
  std::int64_t first = 0;
};

/// Positions [M, 2] on all ranks after epoch `epochs` - 1, from what `start` makes, or from where a killed job had kept
/// this layout. Epochs are synchronous: each moves a rank's papers by the positions of the epoch before.
/// Every tenth is kept, and the last. Throws Stopped between epochs. Collective.
std::vector<float> run_epochs(Context& context, const LaidOut& papers, const std::function<EpochStart()>& start,
                              std::int64_t epochs, const KeptLayout& kept, const Epoch& epoch);

}  // namespace thema::maps
