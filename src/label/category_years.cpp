// SPDX-License-Identifier: Apache-2.0
#include "thema/label/category_years.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace thema {

namespace {

std::vector<std::int32_t> most_frequent(const CategoryCounts& all, std::int64_t years) {
  std::vector<std::int64_t> papers;
  for (auto row = all.counts.begin(); row != all.counts.end(); row += all.topics)
    papers.push_back(std::accumulate(row, row + all.topics, std::int64_t{0}));
  std::vector<std::int32_t> order(papers.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return papers[static_cast<std::size_t>(a)] > papers[static_cast<std::size_t>(b)];
  });
  const std::int64_t fitting = kMostCategoryYearCells / std::max<std::int64_t>(1, all.topics * years);
  order.resize(std::min(order.size(), static_cast<std::size_t>(std::min(kMostCategoriesByYear, fitting))));
  return order;
}

// Rank 0's names on all ranks: name -> place. A name holds no blank.
std::map<std::string, std::int64_t, std::less<>> places_of(const Communicator& comm,
                                                           const std::vector<std::int32_t>& categories,
                                                           const CategoryCounts& all) {
  std::string text;
  for (const std::int32_t category : categories) text += all.names[static_cast<std::size_t>(category)] + ' ';
  comm.broadcast(text);
  std::map<std::string, std::int64_t, std::less<>> places;
  for (std::size_t first = 0, end = 0; first < text.size(); first = end + 1) {
    end = text.find(' ', first);
    places.emplace(text.substr(first, end - first), static_cast<std::int64_t>(places.size()));
  }
  return places;
}

}  // namespace

CategoryYears count_category_years(const Communicator& comm, Range rows, std::span<const std::int32_t> topics_of_rows,
                                   std::span<const std::int32_t> years_of_rows, std::int64_t years,
                                   const CategoryCounts& all, const ReadCategories& read) {
  CategoryYears result;
  if (comm.is_root()) result.categories = most_frequent(all, years);
  const auto places = places_of(comm, result.categories, all);
  result.counts.assign(places.size() * static_cast<std::size_t>(all.topics * years), 0);
  for_each_category(rows, read, [&](std::size_t row, std::string_view category) {
    const auto place = places.find(category);
    if (place == places.end() || years_of_rows[row] < 0) return;
    ++result.counts[static_cast<std::size_t>((place->second * all.topics + topics_of_rows[row]) * years +
                                             years_of_rows[row])];
  });
  comm.sum(std::span(result.counts));
  if (!comm.is_root()) result.counts = {};
  return result;
}

}  // namespace thema
