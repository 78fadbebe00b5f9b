// SPDX-License-Identifier: Apache-2.0
#include "thema/label/frequent_categories.hpp"

#include <algorithm>
#include <functional>
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
  const std::int64_t cells = all.topics * std::max(years, 8 * kKeywordsPerCategory);  // of a category
  const std::int64_t fitting = std::min(kMostFrequentCategories, kMostCategoryCells / std::max<std::int64_t>(1, cells));
  order.resize(std::min(order.size(), static_cast<std::size_t>(fitting)));
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

FrequentCategories frequent_categories(const Communicator& comm, Range rows, const CategoryCounts& all,
                                       std::int64_t years, const ReadCategories& read) {
  FrequentCategories frequent;
  if (comm.is_root()) frequent.categories = most_frequent(all, years);
  const auto places = places_of(comm, frequent.categories, all);
  frequent.count = std::ssize(places);
  frequent.of_rows.assign(static_cast<std::size_t>(std::max<std::int64_t>(0, rows.size())), -1);
  if (places.empty()) return frequent;
  for_each_category(rows, read, [&](std::size_t row, std::string_view category) {
    const auto place = places.find(category);
    if (place != places.end()) frequent.of_rows[row] = static_cast<std::int32_t>(place->second);
  });
  return frequent;
}

std::vector<std::int64_t> count_category_years(const Communicator& comm, const FrequentCategories& frequent,
                                               std::span<const std::int32_t> topics_of_rows, std::int64_t topics,
                                               std::span<const std::int32_t> years_of_rows, std::int64_t years) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(frequent.count * topics * years), 0);
  for (std::size_t row = 0; row < frequent.of_rows.size(); ++row) {
    const std::int64_t place = frequent.of_rows[row];
    if (place < 0 || years_of_rows[row] < 0) continue;
    ++counts[static_cast<std::size_t>((place * topics + topics_of_rows[row]) * years + years_of_rows[row])];
  }
  comm.sum(std::span(counts));
  if (!comm.is_root()) counts.clear();
  return counts;
}

}  // namespace thema
