// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/data/topic_times.hpp"
#include "thema/data/topic_tree.hpp"

namespace thema {

/// What each topic is about. Complete on rank 0; its size is bounded by k and `label.max_terms`, not by the corpus.
struct Topics {
  std::int64_t k = 0;
  std::vector<std::string> terms;                ///< [V], sorted by bytes; of one to three words ("neural network")
  std::vector<std::int64_t> document_frequency;  ///< [V], papers that contain the term
  // c-TF-IDF as compressed sparse rows [k, V]: row t is entries [row_starts[t], row_starts[t+1]), columns ascending
  std::vector<std::int64_t> row_starts;  ///< [k+1]
  std::vector<std::int32_t> columns;     ///< [nnz], index into terms
  std::vector<std::int64_t> counts;      ///< [nnz], occurrences in the topic
  std::vector<float> weights;            ///< [nnz], c-TF-IDF
  std::vector<std::string> label;        ///< [k]
  std::int64_t keywords_per_topic = 0;
  std::vector<std::string> keywords;       ///< [k, keywords_per_topic], best first, "" when there are fewer
  std::vector<float> keyword_weights;      ///< [k, keywords_per_topic]
  std::vector<std::string> distinctive;    ///< [k, keywords_per_topic], best first, "" when there are fewer
  std::vector<float> distinctive_weights;  ///< [k, keywords_per_topic], z scores of the log odds
  std::int64_t representatives_per_topic = 0;
  std::vector<std::int64_t> representatives;  ///< [k, representatives_per_topic], rows nearest first, -1 when fewer
  std::vector<std::int64_t> representatives_diverse;  ///< same shape, rows that show the topic's breadth
  std::vector<std::int64_t> representatives_newest;   ///< same shape, rows latest date first
  std::vector<std::int64_t> sizes;                    ///< [k], papers
  std::vector<double> share;                          ///< [k], size / all papers
  std::vector<double> mean_similarity;                ///< [k]
  std::vector<double> mean_silhouette;                ///< [k]
  // coherence of the first keywords, at most 10, as gensim defines it; NaN where fewer than two are in use
  std::vector<double> npmi, c_v, u_mass, c_uci;  ///< [k]
  std::vector<std::string> main_categories;      ///< [k], "cs.LG 61%, stat.ML 12%, ..."
  TopicTree hierarchy;                           ///< from the topics up, by label.linkage
  TopicTree bisecting;                           ///< from all topics down, by halving
  TopicTimes time;
  TopicCategories categories;
  // agreement with the primary categories, NaN where no paper has one
  double v_measure = 0, homogeneity = 0, completeness = 0, purity = 0, nmi = 0, ari = 0, ami = 0;
  double mean_npmi = 0, mean_c_v = 0, mean_u_mass = 0, mean_c_uci = 0;  // over the topics that have one
  double diversity = 0, inverted_rbo = 0;                               // of the same keywords
};

}  // namespace thema
