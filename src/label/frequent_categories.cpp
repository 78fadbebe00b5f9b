// SPDX-License-Identifier: Apache-2.0
#include "thema/label/frequent_categories.hpp"

#include <algorithm>
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

}  // namespace

FrequentCategories frequent_categories(const Communicator& comm, Range rows, const CategoryCounts& all,
                                       std::int64_t years, const ReadCategories& read) {
  FrequentCategories frequent;
  if (comm.is_root()) frequent.categories = most_frequent(all, years);
  comm.broadcast(frequent.categories);
  frequent.of_rows.assign(static_cast<std::size_t>(std::max<std::int64_t>(0, rows.size())), -1);
  if (frequent.categories.empty()) return frequent;
  std::vector<std::int32_t> places(static_cast<std::size_t>(kMostCategories), -1);
  for (std::size_t place = 0; place < frequent.categories.size(); ++place)
    places[static_cast<std::size_t>(frequent.categories[place])] = static_cast<std::int32_t>(place);
  const std::vector<std::int32_t> numbers = number_categories(comm, rows, read);
  for (std::size_t row = 0; row < numbers.size(); ++row)
    if (numbers[row] >= 0) frequent.of_rows[row] = places[static_cast<std::size_t>(numbers[row])];
  return frequent;
}

std::vector<std::int64_t> count_category_years(const Communicator& comm, const FrequentCategories& frequent,
                                               std::span<const std::int32_t> topics_of_rows, std::int64_t topics,
                                               std::span<const std::int32_t> years_of_rows, std::int64_t years) {
  std::vector<std::int64_t> counts(frequent.categories.size() * static_cast<std::size_t>(topics * years), 0);
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
