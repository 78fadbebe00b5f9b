// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/core/config.hpp"
#include "thema/core/context.hpp"
#include "thema/data/clustering.hpp"
#include "thema/data/store.hpp"
#include "thema/data/topics.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

struct LabelOptions {
  std::int64_t max_ngram = 2;           ///< words of the longest term, 1 or 2
  std::int64_t min_documents = 10;      ///< papers a term must be in; scaled down for small corpora (see README)
  std::int64_t max_terms = 200'000;     ///< most frequent terms that are kept; bounds memory and topics.h5
  std::int64_t keywords = 10;           ///< words a topic is described by
  std::int64_t representatives = 5;     ///< papers nearest to the centroid
  std::vector<std::string> stop_words;  ///< left out besides the English and scientific ones
};

void describe(OptionTable& table, LabelOptions& options);

/// How terms are counted for topics.
CountOptions count_options(const LabelOptions& options);

/// Names the topics. Counting runs on all ranks; the result is complete on rank 0 and empty elsewhere (k is set on
/// all). `clustering` holds the same rows of this rank that it counts. Collective.
Topics label(Context& context, store::DocumentSource& documents, const Clustering& clustering,
             const LabelOptions& options);

}  // namespace thema
