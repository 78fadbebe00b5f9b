// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "thema/kernels/quantized_points.hpp"
#include "thema/project/paper_blocks.hpp"

namespace thema::maps {

/// Multiplies tiles of own papers with a block on the host and offers what may be a neighbour; holds the memory that
/// this needs. Products of 8-bit integers, where the processor makes them fast, and of fp32 elsewhere find the pairs;
/// exact_dot() decides.
class HostTileSearch {
 public:
  /// 256 x 1024 fp32 products are 1 MiB.
  static constexpr TileShape kShape{256, 1024};

  HostTileSearch(const OwnPapers& papers, std::int64_t wanted, NearestLists& best);

  /// The block that the next tiles are multiplied with, and what a neighbour of each of its papers must reach.
  void begin(const Block& block, std::vector<double> floors);
  /// A tile of the block itself, an own one: each paper's nearest in it.
  void compare_with_itself(Range tile);
  /// A tile of another block: each pair is for both of its papers, in `of_block` for the block's.
  void compare(Range tile, NearestLists& of_block);

 private:
  double multiply(Range tile);
  float floor_within(const float* row, double error);
  void choose_pairs(Range tile, const std::vector<float>& column_floors);
  template <class Use> void for_each_near(Range tile, Use use);

  const OwnPapers& papers_;
  std::int64_t wanted_;
  BlockOffers offers_;
  std::optional<kernels::QuantizedPoints> quantized_;
  std::vector<float> products_, sorted_;
  std::vector<std::int32_t> columns_, counts_;
  std::vector<float> row_floors_;
};

}  // namespace thema::maps
