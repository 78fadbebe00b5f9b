// SPDX-License-Identifier: Apache-2.0
#include "thema/project/neighbours.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>

#include "thema/core/float_rounding.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/kernels/candidate_pairs.hpp"
#include "thema/kernels/quantized_points.hpp"
#include "thema/project/nearest_lists.hpp"
#include "thema/project/similar_order.hpp"

namespace thema::maps {

namespace {

// Own rows are multiplied with a block at a time: 256 x 1024 fp32 products are 1 MiB.
constexpr std::int64_t kTileRows = 256, kBlockRows = 1024;
constexpr float kNever = std::numeric_limits<float>::infinity();

// In fp32, within dot_error_bound(); many sums side by side, so that the compiler makes vector instructions of them.
float product(const float* a, const float* b, std::int64_t d) {
  constexpr std::int64_t kSums = 32;
  std::array<float, kSums> sums{};
  std::int64_t i = 0;
  for (; i + kSums <= d; i += kSums)
    for (std::int64_t s = 0; s < kSums; ++s) sums[static_cast<std::size_t>(s)] += a[i + s] * b[i + s];
  for (; i < d; ++i) sums[0] += a[i] * b[i];
  return std::accumulate(sums.begin(), sums.end(), 0.0F);
}

/// This rank's papers in similar_order(): so a paper's nearest are often in its own block, and few others are near
/// enough to look at.
struct OwnPapers {
  explicit OwnPapers(const LaidOut& papers)
      : first(papers.own.first), width(papers.width), positions(similar_order(papers)) {
    values.reserve(positions.size() * static_cast<std::size_t>(width));
    for (const std::int64_t position : positions)
      values.insert(values.end(), papers.row(position), papers.row(position) + width);
  }
  std::int64_t count() const { return std::ssize(positions); }
  const float* row(std::int64_t place) const { return values.data() + place * width; }
  /// Which of the own papers it is, in the order of positions.
  std::int64_t number(std::int64_t place) const { return positions[static_cast<std::size_t>(place)] - first; }

  std::int64_t first, width;
  std::vector<std::int64_t> positions;
  std::vector<float> values;
};

/// Papers that follow one another in their owner's order, whole on every rank for a moment.
struct Block {
  int owner = 0;
  std::int64_t number = 0;  ///< of the owner's blocks
  std::span<const std::int64_t> positions;
  std::span<const float> values;  ///< [count, d]
  std::int64_t count() const { return std::ssize(positions); }
};

/// A neighbour of a paper of a block, found by a rank that does not own the block.
struct Found {
  std::int64_t block_row, position;
  double similarity;
};

/// Multiplies tiles of own papers with a block and offers what may be a neighbour; holds the memory that this needs.
class TileSearch {
 public:
  TileSearch(const OwnPapers& papers, std::int64_t wanted, NearestLists& best)
      : papers_(papers),
        wanted_(wanted),
        best_(best),
        products_(static_cast<std::size_t>(kTileRows * kBlockRows)),
        columns_(products_.size()),
        counts_(static_cast<std::size_t>(kTileRows)),
        row_floors_(counts_.size()) {}

  /// The block that the next tiles are multiplied with, and what a neighbour of each of its papers must reach.
  void begin(const Block& block, std::vector<double> floors) {
    block_ = block;
    floors_ = std::move(floors);
    if (kernels::can_quantize_points(papers_.width))
      quantized_ = kernels::quantize_points(block.values.data(), block.count(), papers_.width);
  }

  /// A tile of the block itself, which is the own one that begins at `block_first`.
  void compare_with_itself(Range tile, std::int64_t block_first) {
    const double error = multiply(tile);
    for (std::int64_t i = 0; i < tile.size(); ++i) {
      float* row = products_.data() + i * block_.count();
      row[tile.first + i - block_first] = -kNever;  // a paper is not its own neighbour
      row_floors_[static_cast<std::size_t>(i)] = floor_within(row, error);
    }
    choose_pairs(tile, std::vector<float>(static_cast<std::size_t>(block_.count()), kNever));
    for_each_near(tile, [&](std::int64_t place, std::int64_t column, double similarity) {
      best_.offer(papers_.number(place), position_of(column), similarity);
    });
  }

  /// A tile of another block: each pair is for both of its papers, in `of_block` for the block's.
  void compare(Range tile, NearestLists& of_block) {
    const double error = multiply(tile);
    for (std::int64_t i = 0; i < tile.size(); ++i)
      row_floors_[static_cast<std::size_t>(i)] = round_down(best_.floor(papers_.number(tile.first + i)) - error);
    std::vector<float> column_floors;
    for (const double floor : floors_) column_floors.push_back(round_down(floor - error));
    choose_pairs(tile, column_floors);
    for_each_near(tile, [&](std::int64_t place, std::int64_t column, double similarity) {
      best_.offer(papers_.number(place), position_of(column), similarity);
      double& floor = floors_[static_cast<std::size_t>(column)];
      if (similarity < floor) return;
      of_block.offer(column, papers_.positions[static_cast<std::size_t>(place)], similarity);
      floor = std::max(floor, of_block.floor(column));
    });
  }

 private:
  std::int64_t position_of(std::int64_t column) const { return block_.positions[static_cast<std::size_t>(column)]; }

  // Fills products_; returns a bound of their errors.
  double multiply(Range tile) {
    const std::int64_t d = papers_.width, rows = tile.size();
    if (quantized_) return kernels::multiply_quantized(papers_.row(tile.first), rows, *quantized_, products_.data());
    multiply_transposed({papers_.row(tile.first), static_cast<std::size_t>(rows * d)}, block_.values, d,
                        std::span(products_).first(static_cast<std::size_t>(rows * block_.count())));
    return dot_error_bound(d);
  }

  // Below the exact values of the wanted largest of these products; above -infinity, which stands for no product.
  float floor_within(const float* row, double error) {
    if (block_.count() <= wanted_) return std::numeric_limits<float>::lowest();
    sorted_.assign(row, row + block_.count());
    const auto last = sorted_.begin() + (wanted_ - 1);
    std::nth_element(sorted_.begin(), last, sorted_.end(), std::greater<>());
    return round_down(static_cast<double>(*last) - 2 * error);
  }

  void choose_pairs(Range tile, const std::vector<float>& column_floors) {
    kernels::candidate_pairs(products_.data(), tile.size(), block_.count(), row_floors_.data(), column_floors.data(),
                             columns_.data(), counts_.data());
  }

  // Calls use(place, column, exact similarity) for the chosen pairs that are near enough for either paper in fp32,
  // which tells apart most of what products of integers cannot.
  template <class Use> void for_each_near(Range tile, Use use) {
    const std::int64_t d = papers_.width;
    const double bound = dot_error_bound(d);
    for (std::int64_t i = 0; i < tile.size(); ++i) {
      const std::int64_t place = tile.first + i, paper = papers_.number(place);
      const float* own = papers_.row(place);
      for (std::int32_t c = 0; c < counts_[static_cast<std::size_t>(i)]; ++c) {
        const std::int64_t column = columns_[static_cast<std::size_t>(i * block_.count() + c)];
        const float* other = block_.values.data() + column * d;
        const double reached = product(own, other, d) + bound;
        if (reached < best_.floor(paper) && reached < floors_[static_cast<std::size_t>(column)]) continue;
        use(place, column, exact_dot(own, other, d));
      }
    }
  }

  const OwnPapers& papers_;
  std::int64_t wanted_;
  NearestLists& best_;
  Block block_;
  std::vector<double> floors_;
  std::optional<kernels::QuantizedPoints> quantized_;  // where the processor multiplies 8-bit integers
  std::vector<float> products_, sorted_;
  std::vector<std::int32_t> columns_, counts_;
  std::vector<float> row_floors_;
};

// Calls work(tile, its block's number, where the block begins) for all tiles of own papers.
template <class Work> void for_each_tile(const OwnPapers& papers, Work work) {
  for (std::int64_t first = 0; first < papers.count(); first += kTileRows)
    work(Range{first, std::min(first + kTileRows, papers.count())}, first / kBlockRows,
         first / kBlockRows * kBlockRows);
}

Block own_block(const Communicator& comm, const OwnPapers& papers, std::int64_t number) {
  const auto first = static_cast<std::size_t>(number * kBlockRows), d = static_cast<std::size_t>(papers.width);
  const std::size_t count = std::min(static_cast<std::size_t>(kBlockRows), papers.positions.size() - first);
  return {comm.rank(), number, std::span(papers.positions).subspan(first, count),
          std::span(papers.values).subspan(first * d, count * d)};
}

// Own blocks against themselves: after it nearly all lists are full, so that little of what follows is near enough.
void search_within_blocks(const Communicator& comm, const OwnPapers& papers, TileSearch& search) {
  for_each_tile(papers, [&](Range tile, std::int64_t number, std::int64_t first) {
    if (tile.first == first) {
      const Block block = own_block(comm, papers, number);
      search.begin(block, std::vector<double>(static_cast<std::size_t>(block.count()), kNever));
    }
    search.compare_with_itself(tile, first);
  });
}

/// The blocks of all ranks, one after the other, whole on all.
class CirculatingBlocks {
 public:
  CirculatingBlocks(const Communicator& comm, const LaidOut& papers, const OwnPapers& own)
      : comm_(comm), papers_(papers), own_(own) {}

  /// Calls visit(block) on all ranks for one block after the other. Collective.
  template <class Visit> void for_each(Visit visit) {
    for (int owner = 0; owner < comm_.size(); ++owner) {
      const auto r = static_cast<std::size_t>(owner);
      const std::int64_t count = papers_.starts[r + 1] - papers_.starts[r];
      for (std::int64_t number = 0; number * kBlockRows < count; ++number)
        visit(receive(owner, number, std::min(kBlockRows, count - number * kBlockRows)));
    }
  }

 private:
  Block receive(int owner, std::int64_t number, std::int64_t count) {
    positions_.resize(static_cast<std::size_t>(count));
    values_.resize(static_cast<std::size_t>(count * papers_.width));
    if (comm_.rank() == owner) {
      const Block block = own_block(comm_, own_, number);
      positions_.assign(block.positions.begin(), block.positions.end());
      values_.assign(block.values.begin(), block.values.end());
    }
    comm_.broadcast(std::span(positions_), owner);
    comm_.broadcast(std::span(values_), owner);
    return {owner, number, positions_, values_};
  }

  const Communicator& comm_;
  const LaidOut& papers_;
  const OwnPapers& own_;
  std::vector<std::int64_t> positions_;
  std::vector<float> values_;
};

// Whether this rank multiplies its block `own` with the other one: each pair of blocks once, half of those of two ranks
// by each.
bool is_mine(int rank, std::int64_t own, const Block& other) {
  if (rank == other.owner) return own > other.number;
  return ((own + other.number) % 2 == 0) == (rank < other.owner);
}

// What a neighbour of each of the block's papers must reach, as its owner knows it.
std::vector<double> floors_of(const Communicator& comm, const LaidOut& papers, const Block& block,
                              const NearestLists& best) {
  std::vector<double> floors(static_cast<std::size_t>(block.count()));
  for (std::size_t i = 0; comm.rank() == block.owner && i < floors.size(); ++i)
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

}  // namespace

Neighbours nearest_neighbours(Context& context, const LaidOut& papers, std::int64_t wanted) {
  const Region region(context.timings, "project: neighbours");
  const Communicator& comm = context.comm;
  const std::int64_t count = std::min(wanted, papers.total() - 1);
  if (count < 1) return {};
  const OwnPapers own(papers);
  NearestLists best(papers.own.size(), count);
  TileSearch search(own, count, best);
  search_within_blocks(comm, own, search);
  Progress progress(context.log, "neighbours", "papers", papers.total());
  CirculatingBlocks(comm, papers, own).for_each([&](const Block& block) {
    leave_if_stopped(comm);
    search.begin(block, floors_of(comm, papers, block, best));
    NearestLists of_block(block.count(), count);
    for_each_tile(own, [&](Range tile, std::int64_t number, std::int64_t) {
      if (is_mine(comm.rank(), number, block)) search.compare(tile, of_block);
    });
    give_to_owner(comm, papers, block, of_block, best);
    progress.advance(block.count());
  });
  return best.take();
}

Neighbours nearest_of(const Neighbours& neighbours, std::int64_t wanted) {
  const std::int64_t count = std::min(wanted, neighbours.count);
  return {count, first_of_each(neighbours.positions, neighbours.count, count),
          first_of_each(neighbours.similarity, neighbours.count, count)};
}

}  // namespace thema::maps
