// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/paper_filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "thema/core/error.hpp"
#include "thema/ingest/dates.hpp"

namespace thema {

namespace {

std::int32_t parse_bound(const char* key, const std::string& text, std::int32_t without) {
  if (text.empty()) return without;
  const auto day = parse_iso_day(text);
  if (!day) fail_usage(fmt::format("ingest.{} = '{}': a day as YYYY-MM-DD is allowed", key, text));
  return *day;
}

std::int64_t code_points(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

bool belongs(std::string_view category, std::string_view wanted) {
  return category.starts_with(wanted) && (category.size() == wanted.size() || category[wanted.size()] == '.');
}

}  // namespace

PaperFilter::PaperFilter(const IngestOptions& options)
    : min_abstract_(options.min_abstract),
      categories_(options.categories),
      first_day_(parse_bound("from", options.from, std::numeric_limits<std::int32_t>::min())),
      last_day_(parse_bound("to", options.to, std::numeric_limits<std::int32_t>::max())),
      any_day_(options.from.empty() && options.to.empty()) {
  if (first_day_ > last_day_)
    fail_usage(fmt::format("ingest.from = '{}' comes after ingest.to = '{}'", options.from, options.to));
}

PaperFilter::Verdict PaperFilter::judge(const Document& paper) const {
  if (code_points(paper.abstract) < min_abstract_) return Verdict::too_short;
  return category_wanted(paper.categories) && date_wanted(paper.date) ? Verdict::keep : Verdict::filtered;
}

bool PaperFilter::category_wanted(std::string_view categories) const {
  if (categories_.empty()) return true;
  while (!categories.empty()) {
    const std::string_view category = categories.substr(0, categories.find(' '));
    for (const std::string& wanted : categories_)
      if (belongs(category, wanted)) return true;
    categories.remove_prefix(std::min(category.size() + 1, categories.size()));
  }
  return false;
}

bool PaperFilter::date_wanted(std::int32_t date) const {
  return any_day_ || (date != kUnknownDate && date >= first_day_ && date <= last_day_);
}

}  // namespace thema
