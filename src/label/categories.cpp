// SPDX-License-Identifier: Apache-2.0
#include "thema/label/categories.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace thema {

namespace {

// Counts per topic of each category this rank meets; one beyond the limit is enough to tell that there are too many.
using Counts = std::map<std::string, std::vector<std::int64_t>, std::less<>>;

// The column of each count: the topics of one grouping follow those of the one before.
std::vector<std::int64_t> first_columns(std::span<const Grouping> groupings) {
  std::vector<std::int64_t> first{0};
  for (const Grouping& grouping : groupings) first.push_back(first.back() + grouping.groups);
  return first;
}

// Of a category, new ones with so many columns; null for one too many.
Counts::value_type* entry_of(Counts& counts, std::string_view category, std::size_t columns) {
  auto entry = counts.find(category);
  if (entry == counts.end()) {
    if (std::ssize(counts) > kMostCategories) return nullptr;
    entry = counts.emplace(category, columns).first;
  }
  return &*entry;
}

Counts counts_here(Range rows, std::span<const Grouping> groupings, const ReadCategories& read) {
  const std::vector<std::int64_t> columns = first_columns(groupings);
  Counts counts;
  for_each_category(rows, read, [&](std::size_t row, std::string_view category) {
    auto* const entry = entry_of(counts, category, static_cast<std::size_t>(columns.back()));
    if (entry == nullptr) return;
    for (std::size_t g = 0; g < groupings.size(); ++g) {
      const std::int32_t topic = groupings[g].group_of_row[row];
      if (topic >= 0) ++entry->second[static_cast<std::size_t>(columns[g] + topic)];
    }
  });
  return counts;
}

// Collective: the names that any rank met, sorted by bytes.
std::vector<std::string> all_names(const Communicator& comm, const Counts& counts) {
  std::vector<char> mine;
  for (const auto& entry : counts) {
    mine.insert(mine.end(), entry.first.begin(), entry.first.end());
    mine.push_back(' ');
  }
  const std::vector<char> all = comm.all_gather(mine);
  std::string_view left(all.data(), all.size());
  std::set<std::string> names;
  while (!left.empty()) {
    names.emplace(primary_category(left));
    left.remove_prefix(left.find(' ') + 1);
  }
  return {names.begin(), names.end()};
}

}  // namespace

std::string_view primary_category(std::string_view categories) {
  const std::size_t first = std::min(categories.find_first_not_of(' '), categories.size());
  return categories.substr(first, std::min(categories.find(' ', first), categories.size()) - first);
}

void for_each_category(Range rows, const ReadCategories& read,
                       const std::function<void(std::size_t, std::string_view)>& visit) {
  constexpr std::int64_t slice_rows = 8192;
  for (std::int64_t first = rows.first; first < rows.last; first += slice_rows) {
    const PackedText slice = read({first, std::min(first + slice_rows, rows.last)});
    for (std::size_t i = 0; i < slice.size(); ++i)
      if (const std::string_view category = primary_category(slice[i]); !category.empty())
        visit(static_cast<std::size_t>(first - rows.first) + i, category);
  }
}

std::vector<std::int32_t> number_categories(const Communicator& comm, Range rows, const ReadCategories& read) {
  Counts here;  // without columns
  std::vector<const std::string*> of_rows(static_cast<std::size_t>(std::max<std::int64_t>(0, rows.size())), nullptr);
  for_each_category(rows, read, [&](std::size_t row, std::string_view category) {
    if (const auto* const entry = entry_of(here, category, 0)) of_rows[row] = &entry->first;
  });
  const std::vector<std::string> names = all_names(comm, here);
  std::vector<std::int32_t> numbers(of_rows.size(), -1);
  if (std::ssize(names) > kMostCategories) return numbers;
  for (std::size_t row = 0; row < numbers.size(); ++row)
    if (of_rows[row] != nullptr)
      numbers[row] = static_cast<std::int32_t>(std::ranges::lower_bound(names, *of_rows[row]) - names.begin());
  return numbers;
}

CategoryCounts count_categories(Context& context, Range rows, std::span<const std::int32_t> topics_of_rows,
                                std::int64_t topics, const ReadCategories& read) {
  const Grouping grouping{topics_of_rows, topics};
  return std::move(count_categories(context, rows, std::span(&grouping, 1), read)[0]);
}

std::vector<CategoryCounts> count_categories(Context& context, Range rows, std::span<const Grouping> groupings,
                                             const ReadCategories& read) {
  const Communicator& comm = context.comm;
  const Counts here = counts_here(rows, groupings, read);
  std::vector<CategoryCounts> all(groupings.size());
  for (std::size_t g = 0; g < groupings.size(); ++g) all[g].topics = groupings[g].groups;
  const std::vector<std::string> names = all_names(comm, here);
  if (static_cast<std::int64_t>(names.size()) > kMostCategories) {
    context.log.warning("more than {} different primary categories; topics get none", kMostCategories);
    return all;
  }
  const std::vector<std::int64_t> columns = first_columns(groupings);
  const auto width = static_cast<std::size_t>(columns.back());
  std::vector<std::int64_t> counts;
  counts.reserve(names.size() * width);
  for (const std::string& name : names) {
    const auto entry = here.find(name);
    if (entry == here.end())
      counts.insert(counts.end(), width, 0);
    else
      counts.insert(counts.end(), entry->second.begin(), entry->second.end());
  }
  comm.sum(std::span(counts));
  if (!comm.is_root()) return all;
  for (std::size_t g = 0; g < groupings.size(); ++g) {
    all[g].names = names;
    for (std::size_t c = 0; c < names.size(); ++c) {
      const auto row = counts.begin() + static_cast<std::ptrdiff_t>(c * width);
      all[g].counts.insert(all[g].counts.end(), row + columns[g], row + columns[g + 1]);
    }
  }
  return all;
}

std::string main_categories(const CategoryCounts& categories, std::int64_t topic) {
  constexpr std::size_t most = 3;
  constexpr std::int64_t least_percent = 5;
  std::vector<std::pair<std::int64_t, std::string_view>> order;  // minus the count, name
  std::int64_t total = 0;
  for (std::size_t c = 0; c < categories.names.size(); ++c) {
    const auto count =
        categories.counts[c * static_cast<std::size_t>(categories.topics) + static_cast<std::size_t>(topic)];
    total += count;
    if (count > 0) order.emplace_back(-count, categories.names[c]);
  }
  std::sort(order.begin(), order.end());
  std::string text;
  for (std::size_t i = 0; i < std::min(most, order.size()); ++i) {
    const std::int64_t count = -order[i].first;
    if (i > 0 && 100 * count < least_percent * total) break;
    const std::int64_t percent = (200 * count + total) / (2 * total);
    text += (i > 0 ? ", " : "") + std::string(order[i].second) + " " + std::to_string(percent) + "%";
  }
  return text;
}

}  // namespace thema
