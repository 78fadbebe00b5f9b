// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/project/paper_blocks.hpp"

namespace thema::maps {

/// Multiplies tiles of own papers with a block on a device and offers what may be a neighbour: products in fp16
/// (nearest/half_rows.hpp) find the pairs, exact_dot() decides there, and only these come back. On a CPU, for tests, it
/// does the same.
class DeviceTileSearch {
 public:
  static constexpr TileShape kShape{4096, 4096};

  DeviceTileSearch(const Device& device, const OwnPapers& papers, NearestLists& best);
  DeviceTileSearch(const DeviceTileSearch&) = delete;
  DeviceTileSearch& operator=(const DeviceTileSearch&) = delete;
  ~DeviceTileSearch();

  /// The block that the next tiles are multiplied with, and what a neighbour of each of its papers must reach.
  void begin(const Block& block, std::vector<double> floors);
  /// Each pair is for both of its papers, in `of_block` for the block's. Of the own block that the tile is in, the
  /// pairs are those of different blocks of the host, as that has searched in each of its own.
  void compare(Range tile, NearestLists& of_block);

 private:
  struct Memory;
  void offer_pairs(Range tile, Range rows, NearestLists& of_block);
  std::int64_t find_pairs(Range tile, Range rows);

  Device device_;
  const OwnPapers& papers_;
  BlockOffers offers_;
  std::unique_ptr<Memory> memory_;
};

/// Whether the papers are searched on devices: every rank has one with room for it. Collective.
bool fits_on_devices(const Context& context, const LaidOut& papers);

}  // namespace thema::maps
