// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/label/categories.hpp"

namespace thema {

/// Words of a topic in one category.
inline constexpr std::int64_t kKeywordsPerCategory = 5;

/// Categories that are looked at by topic: at most this many, and of these at most what makes kMostCategoryCells
/// counts by year (256 MiB on each rank), and an eighth as many keywords, which take some 64 bytes each on rank 0.
inline constexpr std::int64_t kMostFrequentCategories = 50;
inline constexpr std::int64_t kMostCategoryCells = std::int64_t{1} << 25;

/// The primary categories with most papers.
struct FrequentCategories {
  std::vector<std::int32_t> categories;  ///< [F], indices of CategoryCounts::names, most papers first, then by name
  std::vector<std::int32_t> of_rows;     ///< own rows: place among them in [0, F), -1 for another category or none
};

/// Of the documents `rows`, which `all` (complete on rank 0) counts; `years` that are to be told apart, 0 for none.
/// Complete on all ranks. Collective.
FrequentCategories frequent_categories(const Communicator& comm, Range rows, const CategoryCounts& all,
                                       std::int64_t years, const ReadCategories& read);

/// Papers of the frequent categories by topic and year: [F, topics, years], complete on rank 0, empty elsewhere.
/// `years_of_rows` has the year's place in [0, years) for each row, or a negative number for a paper that is left out.
/// Collective.
std::vector<std::int64_t> count_category_years(const Communicator& comm, const FrequentCategories& frequent,
                                               std::span<const std::int32_t> topics_of_rows, std::int64_t topics,
                                               std::span<const std::int32_t> years_of_rows, std::int64_t years);

}  // namespace thema
