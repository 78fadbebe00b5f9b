// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace thema {

/// When the papers of k topics appeared. All but `undated` are empty where no paper has a date.
struct TopicTimes {
  std::vector<std::int64_t> undated;       ///< [k], papers without a date
  std::vector<std::int32_t> months;        ///< [P], months since 1970-01, without gaps
  std::vector<std::int64_t> month_counts;  ///< [k, P], papers
  std::vector<std::int32_t> years;         ///< [Y], without gaps
  std::vector<std::int64_t> year_counts;   ///< [k, Y], papers
  std::vector<float> smoothed_share;       ///< [k, P], share of the papers around a month; NaN where there are none
  std::vector<double> growth;              ///< [k], slope of the log share per year; NaN where unknown
  std::vector<double> growth_error;        ///< [k], its standard error
  // bursts, by topic and then by time; months since 1970-01, both included
  std::vector<std::int32_t> burst_topic, burst_first, burst_last;  ///< [B]
  std::vector<double> burst_weight;                                ///< [B]
  std::int64_t keywords_per_year = 0;
  std::vector<std::string> year_keywords;   ///< [k, Y, keywords_per_year], best first, "" when there are fewer
  std::vector<float> year_keyword_weights;  ///< [k, Y, keywords_per_year], c-TF-IDF
};

/// Papers by primary category. Empty where no paper has one.
struct TopicCategories {
  std::vector<std::string> names;         ///< [C], sorted by bytes
  std::vector<std::int64_t> counts;       ///< [C, k]
  std::vector<std::int32_t> frequent;     ///< [F], indices of the categories with most papers, most first
  std::vector<std::int64_t> year_counts;  ///< [F, k, Y], papers with a date
  std::int64_t keywords_per_category = 0;
  std::vector<std::string> keywords;   ///< [k, F, keywords_per_category], best first, "" when there are fewer
  std::vector<float> keyword_weights;  ///< [k, F, keywords_per_category], c-TF-IDF
};

}  // namespace thema
