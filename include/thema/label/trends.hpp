// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/core/context.hpp"
#include "thema/data/clustering.hpp"
#include "thema/data/store.hpp"
#include "thema/data/topic_times.hpp"
#include "thema/label/bursts.hpp"
#include "thema/label/categories.hpp"
#include "thema/label/ctfidf.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

/// Words of a topic in one year.
inline constexpr std::int64_t kKeywordsPerYear = 5;

struct Trends {
  TopicTimes time;
  TopicCategories categories;
};

struct TrendOptions {
  CountOptions words;       ///< how terms are found, as for the topics
  CtfidfOptions weighting;  ///< how they are weighted, as for the topics
  BurstOptions bursts;
};

/// How topics, their words and their categories change over time, and which words a topic has in a category.
/// Collective; complete on rank 0, empty elsewhere. Reads the dates and the categories; with dates, and with
/// categories, goes once through `corpus`, the words of these documents. `counts` and `categories` are those of the
/// topics.
Trends trends_of(Context& context, store::DocumentSource& documents, Corpus& corpus, const Clustering& clustering,
                 const TermCounts& counts, const CategoryCounts& categories, const TrendOptions& options);

}  // namespace thema
