// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema {

inline constexpr std::int32_t kUnknownMonth = std::numeric_limits<std::int32_t>::min();

/// Months since 1970-01 of a date in days since 1970-01-01. A date that is unknown, or outside the years 1900 to 2099,
/// has none: one wrong date would else make a table of thousands of empty months.
std::int32_t month_of(std::int32_t date);
/// The calendar year of a known month.
std::int32_t year_of(std::int32_t month);

/// Papers by topic and month. The same on all ranks.
struct MonthCounts {
  std::int64_t topics = 0;
  std::vector<std::int32_t> months;   ///< [P], from the first to the last that has papers, without gaps
  std::vector<std::int64_t> counts;   ///< [topics, P]
  std::vector<std::int64_t> undated;  ///< [topics], papers without a month
};

/// Collective. `months` and `topics_of_rows` have one entry per row of this rank.
MonthCounts count_months(const Communicator& comm, std::span<const std::int32_t> months,
                         std::span<const std::int32_t> topics_of_rows, std::int64_t topics);

/// The same by calendar years.
struct YearCounts {
  std::vector<std::int32_t> years;   ///< [Y], without gaps
  std::vector<std::int64_t> counts;  ///< [topics, Y]
};
YearCounts by_year(const MonthCounts& counts);

}  // namespace thema
