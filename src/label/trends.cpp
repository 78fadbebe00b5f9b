// SPDX-License-Identifier: Apache-2.0
#include "thema/label/trends.hpp"

#include <algorithm>

#include "thema/core/region.hpp"
#include "thema/label/frequent_categories.hpp"
#include "thema/label/group_keywords.hpp"
#include "thema/label/month_counts.hpp"
#include "thema/label/shares_over_time.hpp"

namespace thema {

namespace {

std::vector<std::int32_t> months_of_rows(store::DocumentSource& documents, Range rows) {
  std::vector<std::int32_t> months = documents.read_dates(rows);
  for (std::int32_t& date : months) date = month_of(date);
  return months;
}

// Place of each row's year, -1 without a date.
std::vector<std::int32_t> years_of_rows(std::span<const std::int32_t> months, std::int32_t first_year) {
  std::vector<std::int32_t> years;
  years.reserve(months.size());
  for (const std::int32_t month : months) years.push_back(month == kUnknownMonth ? -1 : year_of(month) - first_year);
  return years;
}

void add_bursts(TopicTimes& time, std::int32_t topic, const std::vector<Burst>& bursts) {
  for (const Burst& burst : bursts) {
    time.burst_topic.push_back(topic);
    time.burst_first.push_back(time.months[burst.first]);
    time.burst_last.push_back(time.months[burst.last]);
    time.burst_weight.push_back(burst.weight);
  }
}

TopicTimes times_of(MonthCounts counts, YearCounts years, const BurstOptions& bursts) {
  TopicTimes time;
  const std::size_t periods = counts.months.size();
  std::vector<std::int64_t> all(periods, 0);
  for (std::size_t i = 0; i < counts.counts.size(); ++i) all[i % periods] += counts.counts[i];
  time.undated = std::move(counts.undated);
  time.months = std::move(counts.months);
  time.month_counts = std::move(counts.counts);
  time.years = std::move(years.years);
  time.year_counts = std::move(years.counts);
  for (std::int64_t topic = 0; periods > 0 && topic < counts.topics; ++topic) {
    const auto relevant =
        std::span<const std::int64_t>(time.month_counts).subspan(static_cast<std::size_t>(topic) * periods, periods);
    const std::vector<float> shares = smoothed_shares(relevant, all);
    time.smoothed_share.insert(time.smoothed_share.end(), shares.begin(), shares.end());
    const Growth growth = growth_of(relevant, all);
    time.growth.push_back(growth.slope);
    time.growth_error.push_back(growth.error);
    add_bursts(time, static_cast<std::int32_t>(topic), bursts_of(relevant, all, bursts));
  }
  return time;
}

// A group for each topic and part of it, a year or a category: number topic * parts + part, so that ranks, which have
// contiguous groups, have about equal shares of the papers. Parts below 0 are none.
std::vector<std::int32_t> groups_of_parts(std::span<const std::int32_t> topics,
                                          std::span<const std::int32_t> part_of_row, std::int64_t parts) {
  std::vector<std::int32_t> groups;
  groups.reserve(part_of_row.size());
  for (std::size_t i = 0; i < part_of_row.size(); ++i)
    groups.push_back(part_of_row[i] < 0 ? -1 : topics[i] * static_cast<std::int32_t>(parts) + part_of_row[i]);
  return groups;
}

// Collective; complete on rank 0. Papers by category, and which words a topic has in the frequent ones.
TopicCategories categories_of(Context& context, Corpus& corpus, const Clustering& clustering, const TermCounts& counts,
                              const CategoryCounts& all, const FrequentCategories& frequent,
                              const TrendOptions& options) {
  TopicCategories categories;
  GroupKeywords keywords;
  if (!frequent.categories.empty()) {
    const std::int64_t places = std::ssize(frequent.categories);
    const auto groups = groups_of_parts(clustering.assignment, frequent.of_rows, places);
    keywords = keywords_of_groups(context, corpus, groups, clustering.k * places, counts,
                                  {options.words, options.weighting, kKeywordsPerCategory});
  }
  if (!context.comm.is_root()) return categories;
  categories.names = all.names;
  categories.counts = all.counts;
  categories.frequent = frequent.categories;
  categories.keywords_per_category = kKeywordsPerCategory;
  categories.keywords = std::move(keywords.terms);
  categories.keyword_weights = std::move(keywords.weights);
  return categories;
}

}  // namespace

Trends trends_of(Context& context, store::DocumentSource& documents, Corpus& corpus, const Clustering& clustering,
                 const TermCounts& counts, const CategoryCounts& categories, const TrendOptions& options) {
  const Region region(context.timings, "label: topics over time and by category");
  const Communicator& comm = context.comm;
  const Range rows = corpus.rows();
  const std::vector<std::int32_t> months = months_of_rows(documents, rows);
  MonthCounts by_month = count_months(comm, months, clustering.assignment, clustering.k);
  YearCounts years = by_year(by_month);
  const std::int64_t number_of_years = std::ssize(years.years);
  const FrequentCategories frequent = frequent_categories(
      comm, rows, categories, number_of_years, [&](Range slice) { return documents.read_column("categories", slice); });
  Trends trends;
  trends.categories = categories_of(context, corpus, clustering, counts, categories, frequent, options);
  if (years.years.empty()) {
    context.log.line("label: no paper has a date, so there is nothing over time");
    if (comm.is_root()) trends.time.undated = std::move(by_month.undated);
    return trends;
  }
  const std::vector<std::int32_t> places = years_of_rows(months, years.years.front());
  const auto groups = groups_of_parts(clustering.assignment, places, number_of_years);
  GroupKeywords keywords = keywords_of_groups(context, corpus, groups, clustering.k * number_of_years, counts,
                                              {options.words, options.weighting, kKeywordsPerYear});
  trends.categories.year_counts =
      count_category_years(comm, frequent, clustering.assignment, clustering.k, places, number_of_years);
  if (!comm.is_root()) return trends;
  trends.time = times_of(std::move(by_month), std::move(years), options.bursts);
  trends.time.keywords_per_year = kKeywordsPerYear;
  trends.time.year_keywords = std::move(keywords.terms);
  trends.time.year_keyword_weights = std::move(keywords.weights);
  return trends;
}

}  // namespace thema
