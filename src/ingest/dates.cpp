// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/dates.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace thema {

namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// A number of nothing but decimal digits.
std::optional<int> parse_digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return value;
}

std::optional<std::int32_t> day_number(std::optional<int> year, std::optional<int> month, std::optional<int> day) {
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

std::optional<int> month_number(std::string_view name) {
  for (std::size_t m = 0; m < kMonths.size(); ++m)
    if (name == kMonths[m]) return static_cast<int>(m) + 1;
  return std::nullopt;
}

}  // namespace

std::optional<std::int32_t> parse_iso_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return day_number(parse_digits(text.substr(0, 4)), parse_digits(text.substr(5, 2)), parse_digits(text.substr(8, 2)));
}

std::optional<std::int32_t> parse_mail_day(std::string_view text) {
  if (const std::size_t comma = text.find(','); comma != std::string_view::npos) text.remove_prefix(comma + 1);
  const std::string_view day = take_word(text), month = take_word(text), year = take_word(text);
  if (year.size() != 4) return std::nullopt;
  return day_number(parse_digits(year), month_number(month), parse_digits(day));
}

}  // namespace thema
