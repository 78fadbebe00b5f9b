// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/count_above.hpp"

#include <Kokkos_Core.hpp>

#include "thema/core/float_rounding.hpp"

namespace thema::kernels {

namespace {

/// What a product must be above to be surely above a level, and reach to be perhaps.
struct Band {
  float low, high;
  Band(double level, double error) : low(round_down(level - error)), high(-round_down(-level - error)) {}
};

/// One row's products beside its levels, one level after another: two comparisons of all products in a row take less
/// time than to search the place of each product among the levels.
class RowCounts {
 public:
  RowCounts(const float* products, std::int64_t columns, std::int64_t self)
      : products_(products), columns_(columns), self_(self) {}

  /// Adds to `above`; returns how many columns are unclear.
  std::int32_t run(const double* levels, std::int64_t count, double error, std::int64_t* above, std::int32_t* unclear) {
    std::int32_t open = 0;
    float decided = 0;  // a column that reaches this is near a level before
    for (std::int64_t l = 0; l < count; ++l) {
      const Band band(levels[l], error);
      std::int32_t surely = 0, perhaps = 0;
      for (std::int64_t j = 0; j < columns_; ++j) {
        surely += static_cast<std::int32_t>(products_[j] > band.high);
        perhaps += static_cast<std::int32_t>(products_[j] >= band.low);
      }
      above[l] += surely - static_cast<std::int32_t>(is_within() && products_[self_] > band.high);
      if (perhaps > surely)
        for (std::int64_t j = 0; j < columns_; ++j)
          if (products_[j] >= band.low && products_[j] <= band.high && (l == 0 || products_[j] < decided) && j != self_)
            unclear[open++] = static_cast<std::int32_t>(j);
      decided = band.low;
    }
    for (std::int64_t l = 0; open > 0 && l < count; ++l) {
      const Band band(levels[l], error);
      for (std::int32_t u = 0; u < open; ++u) above[l] -= static_cast<std::int64_t>(products_[unclear[u]] > band.high);
    }
    return open;
  }

 private:
  bool is_within() const { return self_ >= 0 && self_ < columns_; }

  const float* products_;
  std::int64_t columns_, self_;
};

}  // namespace

void count_above(const ApproximateTile& tile, const std::int64_t* self, const double* levels, std::int64_t count,
                 std::int64_t* above, std::int32_t* unclear, std::int32_t* unclear_counts) {
  const ApproximateTile t = tile;
  const Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace, Kokkos::IndexType<std::int64_t>> all_rows(0, t.rows);
  Kokkos::parallel_for("count_above", all_rows, [=](std::int64_t i) {
    RowCounts row(t.products + i * t.columns, t.columns, self[i] - t.first_column);
    unclear_counts[i] = row.run(levels + i * count, count, t.error, above + i * count, unclear + i * t.columns);
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
