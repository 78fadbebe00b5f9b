// SPDX-License-Identifier: Apache-2.0
#include "thema/label/month_counts.hpp"

#include <algorithm>
#include <chrono>

#include "thema/core/error.hpp"
#include "thema/data/documents.hpp"

namespace thema {

std::int32_t month_of(std::int32_t date) {
  if (date == kUnknownDate) return kUnknownMonth;
  const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(date))};
  const int year = static_cast<int>(day.year());
  if (year < 1900 || year > 2099) return kUnknownMonth;
  return 12 * (year - 1970) + static_cast<std::int32_t>(static_cast<unsigned>(day.month())) - 1;
}

std::int32_t year_of(std::int32_t month) { return 1970 + (month >= 0 ? month : month - 11) / 12; }

MonthCounts count_months(const Communicator& comm, std::span<const std::int32_t> months,
                         std::span<const std::int32_t> topics_of_rows, std::int64_t topics) {
  require(months.size() == topics_of_rows.size(), "counting months needs one topic per row");
  std::int64_t first = std::numeric_limits<std::int32_t>::max(), last = kUnknownMonth;
  for (const std::int32_t month : months) {
    if (month == kUnknownMonth) continue;
    first = std::min<std::int64_t>(first, month);
    last = std::max<std::int64_t>(last, month);
  }
  first = comm.min(first);
  last = comm.max(last);
  MonthCounts all;
  all.topics = topics;
  for (std::int64_t month = first; month <= last; ++month) all.months.push_back(static_cast<std::int32_t>(month));
  const auto periods = static_cast<std::int64_t>(all.months.size());
  all.counts.assign(static_cast<std::size_t>(topics * periods), 0);
  all.undated.assign(static_cast<std::size_t>(topics), 0);
  for (std::size_t i = 0; i < months.size(); ++i) {
    const std::int64_t topic = topics_of_rows[i];
    if (months[i] == kUnknownMonth)
      ++all.undated[static_cast<std::size_t>(topic)];
    else
      ++all.counts[static_cast<std::size_t>(topic * periods + months[i] - first)];
  }
  comm.sum(std::span(all.counts));
  comm.sum(std::span(all.undated));
  return all;
}

YearCounts by_year(const MonthCounts& counts) {
  YearCounts all;
  if (counts.months.empty()) return all;
  const std::int32_t first = year_of(counts.months.front()), last = year_of(counts.months.back());
  for (std::int32_t year = first; year <= last; ++year) all.years.push_back(year);
  const std::size_t periods = counts.months.size(), years = all.years.size();
  all.counts.assign(static_cast<std::size_t>(counts.topics) * years, 0);
  for (std::size_t topic = 0; topic < static_cast<std::size_t>(counts.topics); ++topic)
    for (std::size_t p = 0; p < periods; ++p)
      all.counts[topic * years + static_cast<std::size_t>(year_of(counts.months[p]) - first)] +=
          counts.counts[topic * periods + p];
  return all;
}

}  // namespace thema
