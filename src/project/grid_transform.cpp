// SPDX-License-Identifier: Apache-2.0
#include "thema/project/grid_transform.hpp"

#include <algorithm>

#include "thema/core/error.hpp"

namespace thema::maps {

namespace {

using fourier::Complex;

constexpr std::int64_t kTile = GridTransform::kTile;

// Tiles of `total` lines that a rank owns, as lines.
Range whole_tiles(std::int64_t total, int ranks, int rank) {
  const Range tiles = even_part((total + kTile - 1) / kTile, ranks, rank);
  return {std::min(total, tiles.first * kTile), std::min(total, tiles.last * kTile)};
}

template <class T>
std::span<T> lines(std::vector<T>& values, std::int64_t width, std::int64_t first, std::int64_t count) {
  return std::span(values).subspan(static_cast<std::size_t>(first * width), static_cast<std::size_t>(count * width));
}

template <class T>
std::span<const T> lines(const std::vector<T>& values, std::int64_t width, std::int64_t first, std::int64_t count) {
  return std::span(values).subspan(static_cast<std::size_t>(first * width), static_cast<std::size_t>(count * width));
}

// Calls work(first, count) for each tile of `total` lines.
template <class Work> void for_each_tile(std::int64_t total, Work work) {
  for (std::int64_t first = 0; first < total; first += kTile) work(first, std::min(kTile, total - first));
}

// Lines i of this rank's become the places i of all ranks' lines: own[count, width], of which rank r gets the columns
// target(r); back come [its columns, all lines] of `lines_of(r)` each.
template <class LinesOf, class Target>
std::vector<Complex> transpose(const Communicator& comm, const std::vector<Complex>& own, std::int64_t width,
                               std::int64_t all_lines, LinesOf lines_of, Target target) {
  const std::int64_t count = lines_of(comm.rank()).size();
  std::vector<std::vector<Complex>> outgoing(static_cast<std::size_t>(comm.size()));
  for (int r = 0; r < comm.size(); ++r) {
    const Range columns = target(r);
    std::vector<Complex>& part = outgoing[static_cast<std::size_t>(r)];
    part.resize(static_cast<std::size_t>(columns.size() * count));
    for (std::int64_t i = 0; i < count; ++i)
      for (std::int64_t c = columns.first; c < columns.last; ++c)
        part[static_cast<std::size_t>((c - columns.first) * count + i)] = own[static_cast<std::size_t>(i * width + c)];
  }
  const auto incoming = comm.all_to_all(outgoing);
  const std::int64_t columns = target(comm.rank()).size();
  std::vector<Complex> out(static_cast<std::size_t>(columns * all_lines));
  for (int r = 0; r < comm.size(); ++r) {
    const Range theirs = lines_of(r);
    for (std::int64_t c = 0; c < columns; ++c)
      std::copy_n(incoming[static_cast<std::size_t>(r)].begin() + c * theirs.size(), theirs.size(),
                  out.begin() + c * all_lines + theirs.first);
  }
  return out;
}

}  // namespace

GridTransform::GridTransform(const Communicator& comm, std::int64_t nodes) : comm_(&comm), nodes_(nodes) {
  require(nodes > 0 && nodes % kTile == 0, "a grid has whole tiles");
}

Range GridTransform::rows_of(std::int64_t rows, int rank) const { return whole_tiles(rows, comm_->size(), rank); }

Range GridTransform::columns_of(int rank) const { return whole_tiles(nodes_ + 1, comm_->size(), rank); }

std::vector<Complex> GridTransform::forward(std::int64_t rows, std::int64_t width,
                                            const std::function<void(std::int64_t, float*)>& fill) const {
  const Range own = rows_of(rows, comm_->rank());
  const std::int64_t half = nodes_ + 1;
  std::vector<float> tile(static_cast<std::size_t>(kTile * width));
  std::vector<Complex> halves(static_cast<std::size_t>(own.size() * half));
  for_each_tile(own.size(), [&](std::int64_t first, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) fill(own.first + first + i, tile.data() + i * width);
    fourier::transform_real(lines(tile, width, 0, count), width, padded(), lines(halves, half, first, count));
  });
  const auto columns = transpose(
      *comm_, halves, half, rows, [&](int r) { return rows_of(rows, r); }, [&](int r) { return columns_of(r); });
  const std::int64_t mine = own_columns().size();
  std::vector<Complex> spectrum(static_cast<std::size_t>(mine * padded()));
  for_each_tile(mine, [&](std::int64_t first, std::int64_t count) {
    fourier::transform(lines(columns, rows, first, count), rows, padded(), lines(spectrum, padded(), first, count));
  });
  return spectrum;
}

std::vector<float> GridTransform::inverse(const std::vector<Complex>& spectrum) const {
  const std::int64_t mine = own_columns().size(), half = nodes_ + 1;
  std::vector<Complex> columns(spectrum.size());
  for_each_tile(mine, [&](std::int64_t first, std::int64_t count) {
    fourier::invert(lines(spectrum, padded(), first, count), padded(), lines(columns, padded(), first, count));
  });
  // Of each column the first `nodes` numbers are wanted.
  const auto halves = transpose(
      *comm_, columns, padded(), half, [&](int r) { return columns_of(r); }, [&](int r) { return rows_of(nodes_, r); });
  const Range own = rows_of(nodes_, comm_->rank());
  std::vector<float> tile(static_cast<std::size_t>(kTile * padded()));
  std::vector<float> field(static_cast<std::size_t>(own.size() * nodes_));
  for_each_tile(own.size(), [&](std::int64_t first, std::int64_t count) {
    fourier::invert_real(lines(halves, half, first, count), padded(), lines(tile, padded(), 0, count));
    for (std::int64_t i = 0; i < count; ++i)
      std::copy_n(tile.begin() + i * padded(), nodes_, field.begin() + (first + i) * nodes_);
  });
  return comm_->all_gather(field);
}

}  // namespace thema::maps
