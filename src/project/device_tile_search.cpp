// SPDX-License-Identifier: Apache-2.0
#include "thema/project/device_tile_search.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <span>
#include <utility>

#include "thema/core/device_copy.hpp"
#include "thema/core/device_reduction.hpp"
#include "thema/core/device_room.hpp"
#include "thema/core/float_rounding.hpp"
#include "thema/core/pulse.hpp"
#include "thema/core/torch_device.hpp"
#include "thema/kernels/near_pairs.hpp"
#include "thema/nearest/half_rows.hpp"
#include "thema/project/host_tile_search.hpp"

namespace thema::maps {

namespace {

// Pairs that come back together; more than a row has columns, so that a single row always fits.
constexpr std::int64_t kCapacity = std::int64_t{1} << 21;
static_assert(kCapacity >= DeviceTileSearch::kShape.block_rows);

}  // namespace

struct DeviceTileSearch::Memory {
  HalfRows rows, block;
  double row_error;       // of all rows: the largest remainder
  double error;           // of products with the block
  at::Tensor products;    // [tile rows * block rows]
  at::Tensor pairs;       // bytes of kCapacity pairs
  at::Tensor count;       // [1]
  at::Tensor pairs_here;  // the same on the host
};

DeviceTileSearch::DeviceTileSearch(const Device& device, const OwnPapers& papers, NearestLists& best)
    : device_(device), papers_(papers), offers_(papers.first, best), memory_(std::make_unique<Memory>()) {
  const c10::InferenceMode inference;
  Memory& m = *memory_;
  m.rows = half_rows(papers.values, papers.width, torch_device(device));
  m.row_error = m.rows.count() == 0 ? 0 : m.rows.remainders.max().item<double>();
  const auto like = m.rows.values.options();
  m.products = at::empty({kShape.rows * kShape.block_rows}, like);
  m.pairs = at::empty({kCapacity * static_cast<std::int64_t>(sizeof(kernels::NearPair))}, like.dtype(at::kByte));
  m.count = at::empty({1}, like.dtype(at::kLong));
}

DeviceTileSearch::~DeviceTileSearch() = default;

void DeviceTileSearch::begin(const Block& block, std::vector<double> floors) {
  const c10::InferenceMode inference;
  offers_.begin(block, std::move(floors));
  memory_->block = half_rows(block.values, papers_.width, memory_->rows.device());
  memory_->error = memory_->row_error + error_beside_remainder(memory_->block);
}

void DeviceTileSearch::compare(Range tile, NearestLists& of_block) {
  const c10::InferenceMode inference;
  Memory& m = *memory_;
  const std::int64_t columns = m.block.count();
  at::Tensor products = m.products.narrow(0, 0, tile.size() * columns).view({tile.size(), columns});
  multiply_halves(products, m.rows.halves.narrow(0, tile.first, tile.size()), m.block.halves);
  offer_pairs(tile, tile, of_block);
}

// Those of some rows of the tile whose products are there.
void DeviceTileSearch::offer_pairs(Range tile, Range rows, NearestLists& of_block) {
  pulse::step();
  const std::int64_t found = find_pairs(tile, rows);
  if (found > kCapacity) {
    const std::int64_t middle = rows.first + rows.size() / 2;
    offer_pairs(tile, {rows.first, middle}, of_block);
    offer_pairs(tile, {middle, rows.last}, of_block);
    return;
  }
  const auto* pairs = reinterpret_cast<const kernels::NearPair*>(memory_->pairs_here.const_data_ptr());
  for (const kernels::NearPair& pair : std::span(pairs, static_cast<std::size_t>(found)))
    offers_.offer(papers_.number(rows.first + pair.row), pair.column, pair.similarity, of_block);
}

// Returns how many there are; up to kCapacity are in pairs_here afterwards.
std::int64_t DeviceTileSearch::find_pairs(Range tile, Range rows) {
  Memory& m = *memory_;
  const std::int64_t columns = m.block.count();
  std::vector<float> row_floors, column_floors;
  for (std::int64_t place = rows.first; place < rows.last; ++place)
    row_floors.push_back(round_down(offers_.row_floor(papers_.number(place)) - m.error));
  for (std::int64_t column = 0; column < columns; ++column)
    column_floors.push_back(round_down(offers_.column_floor(column) - m.error));
  const DeviceCopy<const float> rows_reach(device_, row_floors), columns_reach(device_, column_floors);
  kernels::PairTile pairs{
      {rows.size(), columns, papers_.width, m.products.const_data_ptr<float>() + (rows.first - tile.first) * columns,
       m.rows.values.const_data_ptr<float>() + rows.first * papers_.width, m.block.values.const_data_ptr<float>()},
      rows_reach.data(),
      columns_reach.data()};
  if (offers_.block().is_own && tile.first / kShape.block_rows == offers_.block().number) {
    pairs.group = HostTileSearch::kShape.block_rows;
    pairs.first_row = rows.first;
    pairs.first_column = offers_.block().number * kShape.block_rows;
  }
  m.count.zero_();
  kernels::near_pairs(kernels::place_on(device_), pairs, static_cast<kernels::NearPair*>(m.pairs.mutable_data_ptr()),
                      kCapacity, m.count.mutable_data_ptr<std::int64_t>());
  const auto found = m.count.item<std::int64_t>();
  const std::int64_t bytes = std::min(found, kCapacity) * static_cast<std::int64_t>(sizeof(kernels::NearPair));
  m.pairs_here = m.pairs.narrow(0, 0, bytes).cpu();
  return found;
}

bool fits_on_devices(const Context& context, const LaidOut& papers) {
  const bool is_cpu = context.device.kind == Device::Kind::cpu;
  if (context.comm.any(is_cpu)) return false;
  constexpr std::int64_t kNumber = 4 + 2, kBlock = 3;  // bytes in fp32 and fp16; own rows beside the block and scratch
  constexpr std::int64_t kTile = 4 * DeviceTileSearch::kShape.rows * DeviceTileSearch::kShape.block_rows;
  const std::int64_t rows = papers.own.size() + kBlock * DeviceTileSearch::kShape.block_rows;
  const std::int64_t needed = kNumber * rows * papers.width + kTile +
                              kCapacity * static_cast<std::int64_t>(sizeof(kernels::NearPair)) +
                              (std::int64_t{1} << 29);
  const DeviceReduction ranks(context.comm, context.device, ReductionRoute::none);
  const std::int64_t left = least_room_left(ranks, context.device, needed);
  if (left < 0)
    context.log.line(
        "project: neighbours on the CPU, because the papers of a rank need {} MiB more than its GPU has free",
        (-left >> 20) + 1);
  return left >= 0;
}

}  // namespace thema::maps
