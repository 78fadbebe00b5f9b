// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "thema/core/config.hpp"
#include "thema/core/context.hpp"
#include "thema/data/clustering.hpp"
#include "thema/data/store.hpp"
#include "thema/data/topics.hpp"
#include "thema/label/bursts.hpp"
#include "thema/label/ctfidf.hpp"
#include "thema/label/diverse_representatives.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

struct LabelOptions {
  std::int64_t max_ngram = 2;              ///< words of the longest term, 1 to 3
  std::int64_t min_documents = 10;         ///< papers a term must be in; scaled down for small corpora (see README)
  std::int64_t max_terms = 200'000;        ///< most frequent terms that are kept; bounds memory and topics.h5
  std::int64_t keywords = 10;              ///< words a topic is described by
  std::int64_t representatives = 5;        ///< papers nearest to the centroid
  std::string linkage = "ward";            ///< of the tree of topics: ward or average
  BurstOptions bursts;                     ///< what counts as a burst of a topic
  std::vector<std::string> stop_words;     ///< left out besides the English and scientific ones
  std::string general_words = "in_pairs";  ///< words of all sciences: "in_pairs" or "alone"; see stop_words.hpp
  std::string weighting = "ctfidf";        ///< "ctfidf" or "bm25"; see ctfidf.hpp
  std::string frequent_words = "keep";     ///< "keep" or "reduce"
  std::vector<std::string> seed_words;     ///< terms that weigh more
  double seed_multiplier = 2;              ///< by this factor
  double diversity = 0;                    ///< of keywords, 0 to 1; see diverse_keywords.hpp
  std::string label_template = "{keyword} | {title}";  ///< see label_template.hpp
  std::map<std::int64_t, std::string> given;           ///< labels that edits gave to topics; no option
};

void describe(OptionTable& table, LabelOptions& options);

/// How terms are counted for topics.
CountOptions count_options(const LabelOptions& options);

/// How they are weighted.
CtfidfOptions ctfidf_options(const LabelOptions& options);

/// What can be refused before anything is read: an Error of kind `usage` for a template that cannot be filled.
void check(const LabelOptions& options);

/// Names the topics. Counting runs on all ranks; the result is complete on rank 0 and empty elsewhere (k is set on
/// all). `clustering` holds the same rows of this rank that it counts. `embeddings` reads those that were clustered;
/// without it no representative is named as a diverse one. Collective.
Topics label(Context& context, store::DocumentSource& documents, const Clustering& clustering,
             const LabelOptions& options, const ReadEmbeddingRows& embeddings = {});

}  // namespace thema
