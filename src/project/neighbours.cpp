// SPDX-License-Identifier: Apache-2.0
#include "thema/project/neighbours.hpp"

#include <algorithm>
#include <limits>

#include "thema/core/interrupt.hpp"
#include "thema/project/device_tile_search.hpp"
#include "thema/project/host_tile_search.hpp"
#include "thema/project/nearest_lists.hpp"
#include "thema/project/paper_blocks.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kHostBlock = HostTileSearch::kShape.block_rows;

/// A neighbour of a paper of a block, found by a rank that does not own the block.
struct Found {
  std::int64_t block_row, position;
  double similarity;
};

// Own blocks against themselves: after it nearly all lists are full, so that little of what follows is near enough.
void search_within_blocks(const Communicator& comm, const OwnPapers& papers, HostTileSearch& search) {
  for_each_tile(papers, HostTileSearch::kShape, [&](Range tile, std::int64_t number) {
    if (tile.first == number * kHostBlock) {
      const Block block = own_block(comm, papers, number, kHostBlock);
      search.begin(
          block, std::vector<double>(static_cast<std::size_t>(block.count()), std::numeric_limits<double>::infinity()));
    }
    search.compare_with_itself(tile);
  });
}

// Whether this rank multiplies its block `own` of so many with the other one: each pair of blocks once, half of those
// of two ranks by each. Of its own blocks a rank takes the half that follows the other one, round in a circle, so that
// while a block is with all ranks its owner has as much to do as they have. A block that has several of those that have
// been searched in themselves is compared with itself too.
bool is_mine(int rank, std::int64_t own, std::int64_t blocks, const Block& other, std::int64_t block_rows) {
  if (other.is_own) {
    const std::int64_t ahead = (own - other.number + blocks) % blocks;
    if (ahead == 0) return block_rows > kHostBlock;
    return 2 * ahead < blocks || (2 * ahead == blocks && own > other.number);
  }
  return ((own + other.number + rank + other.owner) % 2 == 0) == (rank < other.owner);
}

// What a neighbour of each of the block's papers must reach, as its owner knows it.
std::vector<double> floors_of(const Communicator& comm, const LaidOut& papers, const Block& block,
                              const NearestLists& best) {
  std::vector<double> floors(static_cast<std::size_t>(block.count()));
  for (std::size_t i = 0; block.is_own && i < floors.size(); ++i)
    floors[i] = best.floor(block.positions[i] - papers.own.first);
  comm.broadcast(std::span(floors), block.owner);
  return floors;
}

// What all ranks found for the block's papers, at their owner.
void give_to_owner(const Communicator& comm, const LaidOut& papers, const Block& block, const NearestLists& of_block,
                   NearestLists& best) {
  std::vector<std::vector<Found>> outgoing(static_cast<std::size_t>(comm.size()));
  for (std::int64_t row = 0; row < block.count(); ++row)
    of_block.for_each(row, [&](std::int64_t position, double similarity) {
      outgoing[static_cast<std::size_t>(block.owner)].push_back({row, position, similarity});
    });
  for (const auto& part : comm.all_to_all(outgoing))
    for (const Found& f : part)
      best.offer(block.positions[static_cast<std::size_t>(f.block_row)] - papers.own.first, f.position, f.similarity);
}

// What HostTileSearch or DeviceTileSearch finds in the blocks of all ranks. Collective.
template <class Search>
void search_all_blocks(Context& context, const LaidOut& papers, const OwnPapers& own, Search& search,
                       std::int64_t wanted, NearestLists& best) {
  const Communicator& comm = context.comm;
  constexpr TileShape shape = Search::kShape;
  const std::int64_t blocks = (own.count() + shape.block_rows - 1) / shape.block_rows;
  Progress progress(context.log, "neighbours", "papers", papers.total());
  CirculatingBlocks(comm, papers, own, shape.block_rows).for_each([&](const Block& block) {
    leave_if_stopped(comm);
    search.begin(block, floors_of(comm, papers, block, best));
    NearestLists of_block(block.count(), wanted);
    for_each_tile(own, shape, [&](Range tile, std::int64_t number) {
      if (is_mine(comm.rank(), number, blocks, block, shape.block_rows)) search.compare(tile, of_block);
    });
    give_to_owner(comm, papers, block, of_block, best);
    progress.advance(block.count());
  });
}

}  // namespace

Neighbours nearest_neighbours(Context& context, const LaidOut& papers, std::int64_t wanted) {
  const bool on_devices = fits_on_devices(context, papers);
  return nearest_neighbours(context, papers, wanted, on_devices ? SearchedOn::device : SearchedOn::host);
}

Neighbours nearest_neighbours(Context& context, const LaidOut& papers, std::int64_t wanted, SearchedOn where) {
  const Region region(context.timings, "project: neighbours");
  const std::int64_t count = std::min(wanted, papers.total() - 1);
  if (count < 1) return {};
  const OwnPapers own(papers);
  NearestLists best(papers.own.size(), count);
  HostTileSearch on_host(own, count, best);
  search_within_blocks(context.comm, own, on_host);
  if (where == SearchedOn::host) {
    search_all_blocks(context, papers, own, on_host, count, best);
  } else {
    DeviceTileSearch on_device(context.device, own, best);
    search_all_blocks(context, papers, own, on_device, count, best);
  }
  return best.take();
}

Neighbours nearest_of(const Neighbours& neighbours, std::int64_t wanted) {
  const std::int64_t count = std::min(wanted, neighbours.count);
  return {count, first_of_each(neighbours.positions, neighbours.count, count),
          first_of_each(neighbours.similarity, neighbours.count, count)};
}

}  // namespace thema::maps
