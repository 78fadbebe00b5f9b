// SPDX-License-Identifier: Apache-2.0
#include "thema/compare/matching.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "thema/core/pulse.hpp"

namespace thema::comparison {

namespace {

constexpr std::int64_t kInfinite = std::numeric_limits<std::int64_t>::max();

/// Matches every row; there are no more rows than columns. Costs are negative counts.
class ShortestPaths {
 public:
  ShortestPaths(std::span<const std::int64_t> counts, std::size_t rows, std::size_t columns)
      : counts_(counts),
        columns_(columns),
        row_price_(rows, 0),
        column_price_(columns, 0),
        column_of_(rows, -1),
        row_of_(columns, -1),
        distance_(columns),
        from_(columns),
        open_(columns) {
    for (std::size_t row = 0; row < rows; ++row) {
      match(row);
      pulse::step();
    }
  }

  const std::vector<std::int64_t>& column_of() const { return column_of_; }

 private:
  // The cheapest path from an unmatched row to an unmatched column, every second edge of it matched, is turned over.
  void match(std::size_t start) {
    std::ranges::fill(distance_, kInfinite);
    std::iota(open_.begin(), open_.end(), 0);
    std::size_t open = columns_;
    std::int64_t length = 0;
    std::size_t row = start;
    for (;;) {
      const std::size_t place = nearest_open(row, length, open);
      const std::size_t column = open_[place];
      length = distance_[column];
      std::swap(open_[place], open_[--open]);
      if (row_of_[column] < 0) {
        change_prices(start, open, length);
        turn_over(start, column);
        return;
      }
      row = static_cast<std::size_t>(row_of_[column]);
    }
  }

  // Lets the open columns know the way by `row`; returns the place of the nearest, an unmatched one if it can be.
  std::size_t nearest_open(std::size_t row, std::int64_t length, std::size_t open) {
    const std::int64_t* const counts = counts_.data() + row * columns_;
    const std::int64_t base = length - row_price_[row];
    std::int64_t lowest = kInfinite;
    std::size_t place = 0;
    for (std::size_t p = 0; p < open; ++p) {
      const std::size_t column = open_[p];
      const std::int64_t by_row = base - counts[column] - column_price_[column];
      if (by_row < distance_[column]) {
        distance_[column] = by_row;
        from_[column] = row;
      }
      if (distance_[column] > lowest || (distance_[column] == lowest && row_of_[column] >= 0)) continue;
      lowest = distance_[column];
      place = p;
    }
    return place;
  }

  // Columns that were closed stand behind the open ones.
  void change_prices(std::size_t start, std::size_t open, std::int64_t length) {
    row_price_[start] += length;
    for (std::size_t p = open; p < columns_; ++p) {
      const std::size_t column = open_[p];
      const std::int64_t change = length - distance_[column];
      column_price_[column] -= change;
      if (row_of_[column] >= 0) row_price_[static_cast<std::size_t>(row_of_[column])] += change;
    }
  }

  void turn_over(std::size_t start, std::size_t column) {
    for (;;) {
      const std::size_t row = from_[column];
      row_of_[column] = static_cast<std::int64_t>(row);
      const std::int64_t before = column_of_[row];
      column_of_[row] = static_cast<std::int64_t>(column);
      if (row == start) return;
      column = static_cast<std::size_t>(before);
    }
  }

  std::span<const std::int64_t> counts_;
  std::size_t columns_;
  std::vector<std::int64_t> row_price_, column_price_;
  std::vector<std::int64_t> column_of_, row_of_;
  std::vector<std::int64_t> distance_;  // of each column, by the path under way
  std::vector<std::size_t> from_;       // the row before each column on it
  std::vector<std::size_t> open_;       // columns: first those that the path may still reach
};

std::vector<std::int64_t> transposed(std::span<const std::int64_t> counts, std::size_t rows, std::size_t columns) {
  std::vector<std::int64_t> other(counts.size());
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) other[j * rows + i] = counts[i * columns + j];
  return other;
}

}  // namespace

std::vector<std::int64_t> best_matching(std::span<const std::int64_t> counts, std::int64_t columns) {
  if (columns == 0) return {};
  const auto m = static_cast<std::size_t>(columns), n = counts.size() / m;
  std::vector<std::int64_t> column_of(n, -1);
  if (n <= m) {
    column_of = ShortestPaths(counts, n, m).column_of();
  } else {
    const std::vector<std::int64_t> turned = transposed(counts, n, m);
    const std::vector<std::int64_t> row_of = ShortestPaths(turned, m, n).column_of();
    for (std::size_t j = 0; j < m; ++j) column_of[static_cast<std::size_t>(row_of[j])] = static_cast<std::int64_t>(j);
  }
  for (std::size_t i = 0; i < n; ++i)
    if (column_of[i] >= 0 && counts[i * m + static_cast<std::size_t>(column_of[i])] == 0) column_of[i] = -1;
  return column_of;
}

}  // namespace thema::comparison
