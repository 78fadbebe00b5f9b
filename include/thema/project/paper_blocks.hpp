// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/nearest_lists.hpp"

namespace thema::maps {

/// This rank's papers in similar_order(): so a paper's nearest are often in its own block, and few others are near
/// enough to look at.
struct OwnPapers {
  explicit OwnPapers(const LaidOut& papers);

  std::int64_t count() const { return std::ssize(positions); }
  const float* row(std::int64_t place) const { return values.data() + place * width; }
  /// Which of the own papers it is, in the order of positions.
  std::int64_t number(std::int64_t place) const { return positions[static_cast<std::size_t>(place)] - first; }

  std::int64_t first, width;
  std::vector<std::int64_t> positions;
  std::vector<float> values;
};

/// How many own papers are multiplied at a time with how many of a block; a block has several tiles or one.
struct TileShape {
  std::int64_t rows, block_rows;
};

/// Papers that follow one another in their owner's order, whole on every rank for a moment.
struct Block {
  int owner = 0;
  bool is_own = false;      ///< this rank's
  std::int64_t number = 0;  ///< of the owner's blocks
  std::span<const std::int64_t> positions;
  std::span<const float> values;  ///< [count, d]
  std::int64_t count() const { return std::ssize(positions); }
};

/// A block of own papers, of so many rows at most.
Block own_block(const Communicator& comm, const OwnPapers& papers, std::int64_t number, std::int64_t rows);

/// Calls work(tile, its block's number) for all tiles of own papers.
template <class Work> void for_each_tile(const OwnPapers& papers, const TileShape& shape, Work work) {
  for (std::int64_t first = 0; first < papers.count(); first += shape.rows)
    work(Range{first, std::min(first + shape.rows, papers.count())}, first / shape.block_rows);
}

/// The blocks of all ranks, one after the other, whole on all.
class CirculatingBlocks {
 public:
  CirculatingBlocks(const Communicator& comm, const LaidOut& papers, const OwnPapers& own, std::int64_t block_rows)
      : comm_(comm), papers_(papers), own_(own), rows_(block_rows) {}

  /// Calls visit(block) on all ranks for one block after the other. Collective.
  template <class Visit> void for_each(Visit visit) {
    for (int owner = 0; owner < comm_.size(); ++owner) {
      const auto r = static_cast<std::size_t>(owner);
      const std::int64_t count = papers_.starts[r + 1] - papers_.starts[r];
      for (std::int64_t number = 0; number * rows_ < count; ++number)
        visit(receive(owner, number, std::min(rows_, count - number * rows_)));
    }
  }

 private:
  Block receive(int owner, std::int64_t number, std::int64_t count);

  const Communicator& comm_;
  const LaidOut& papers_;
  const OwnPapers& own_;
  std::int64_t rows_;
  std::vector<std::int64_t> positions_;
  std::vector<float> values_;
};

/// What a neighbour of each of a block's papers must reach, and offers of pairs to both of their lists.
class BlockOffers {
 public:
  /// The own papers begin at this position; `best` are theirs, by their numbers from there on.
  BlockOffers(std::int64_t first_position, NearestLists& best) : first_(first_position), best_(best) {}

  /// floors [count of the block]; infinity: what is found is of no use to a paper of the block.
  void begin(const Block& block, std::vector<double> floors) {
    block_ = block;
    floors_ = std::move(floors);
  }
  const Block& block() const { return block_; }
  double row_floor(std::int64_t paper) const { return best_.floor(paper); }
  double column_floor(std::int64_t column) const { return floors_[static_cast<std::size_t>(column)]; }

  /// To the own paper's list.
  void offer_to_row(std::int64_t paper, std::int64_t column, double similarity) {
    best_.offer(paper, block_.positions[static_cast<std::size_t>(column)], similarity);
  }
  /// And to the one in `of_block` of the block's paper.
  void offer(std::int64_t paper, std::int64_t column, double similarity, NearestLists& of_block) {
    offer_to_row(paper, column, similarity);
    double& floor = floors_[static_cast<std::size_t>(column)];
    if (similarity < floor) return;
    of_block.offer(column, first_ + paper, similarity);
    floor = std::max(floor, of_block.floor(column));
  }

 private:
  std::int64_t first_;
  NearestLists& best_;
  Block block_;
  std::vector<double> floors_;
};

}  // namespace thema::maps
