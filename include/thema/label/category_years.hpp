// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/label/categories.hpp"

namespace thema {

/// Categories whose papers are counted by year: at most this many, and of these at most what makes
/// kMostCategoryYearCells counts (256 MiB on each rank).
inline constexpr std::int64_t kMostCategoriesByYear = 50;
inline constexpr std::int64_t kMostCategoryYearCells = std::int64_t{1} << 25;

/// Papers of the most frequent primary categories by topic and year. Complete on rank 0, empty elsewhere.
struct CategoryYears {
  std::vector<std::int32_t> categories;  ///< [F], indices of CategoryCounts::names, most papers first, then by name
  std::vector<std::int64_t> counts;      ///< [F, topics, years]
};

/// Collective; the column is read once. `years_of_rows` has the year's place in [0, years) for each row, or a negative
/// number for a paper that is left out. `all` is complete on rank 0.
CategoryYears count_category_years(const Communicator& comm, Range rows, std::span<const std::int32_t> topics_of_rows,
                                   std::span<const std::int32_t> years_of_rows, std::int64_t years,
                                   const CategoryCounts& all, const ReadCategories& read);

}  // namespace thema
