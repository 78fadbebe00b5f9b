// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/partition.hpp"
#include "thema/data/documents.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

/// More distinct primary categories than this are no categories; arXiv has fewer than 200.
inline constexpr std::int64_t kMostCategories = 10'000;

/// Papers by primary category (the first one named) and topic. Complete on rank 0, empty elsewhere.
struct CategoryCounts {
  std::int64_t topics = 0;
  std::vector<std::string> names;    ///< [C], sorted by bytes
  std::vector<std::int64_t> counts;  ///< [C, topics]; papers without a category are not in it
};

/// The first of blank-separated categories; empty where there is none.
std::string_view primary_category(std::string_view categories);

/// The column `categories` of rows [range.first, range.last).
using ReadCategories = std::function<PackedText(Range)>;

/// Visits those of the documents `rows` that have a category: their place among the rows, and the primary one.
void for_each_category(Range rows, const ReadCategories& read,
                       const std::function<void(std::size_t, std::string_view)>& visit);

/// The primary category of each of the documents `rows` as a number below kMostCategories, in the order of the names'
/// bytes; -1 for none. With more names than that all are -1. Collective.
std::vector<std::int32_t> number_categories(const Communicator& comm, Range rows, const ReadCategories& read);

/// Collective. One result per grouping of the documents `rows` into topics; those that a grouping leaves out it does
/// not count. With more than kMostCategories names the results are empty and a warning is given.
std::vector<CategoryCounts> count_categories(Context& context, Range rows, std::span<const Grouping> groupings,
                                             const ReadCategories& read);

/// The same for one grouping; `topics_of_rows` has one topic in [0, topics) per row.
CategoryCounts count_categories(Context& context, Range rows, std::span<const std::int32_t> topics_of_rows,
                                std::int64_t topics, const ReadCategories& read);

/// "cs.LG 61%, stat.ML 12%, cs.CV 7%": the three most frequent, those after the first only from 5 % on; shares of the
/// topic's papers that have a category, rounded to the nearest percent. Equal counts are ordered by name.
std::string main_categories(const CategoryCounts& categories, std::int64_t topic);

}  // namespace thema
