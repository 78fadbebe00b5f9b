// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "thema/core/config.hpp"
#include "thema/core/context.hpp"
#include "thema/data/clustering.hpp"
#include "thema/data/embeddings.hpp"
#include "thema/data/kmeans_checkpoint.hpp"

namespace thema {

struct ClusterOptions {
  std::int64_t k = 0;                       ///< topics; 0: chosen among the candidates
  std::vector<std::int64_t> candidates{};   ///< K to try; empty: a geometric grid
  std::int64_t k_min = 5;                   ///< its smallest K
  std::int64_t k_max = 100;                 ///< its largest K
  std::int64_t k_steps = 9;                 ///< how many K it has, less those that are the same when rounded
  std::int64_t selection_sample = 100'000;  ///< papers (keyed sample) the candidates are tried on
  std::string criterion = "consensus";      ///< the rule that chooses, see choice_rule.hpp
  std::int64_t subsamples = 2;              ///< halves of these papers that stability is measured on
  std::int64_t gap_references = 0;          ///< sets without topics for the gap statistic; 0: it is left out
  std::int64_t starts = 10;                 ///< independent starts; the highest mean similarity wins
  std::int64_t max_iterations = 300;
  double tolerance = 0;               ///< stop when at most this share of the papers changed topic
  std::string init = "kmeans||";      ///< kmeans|| or kmeans++
  bool center = false;                ///< subtract the corpus mean and renormalise first
  bool smooth = false;                ///< move each embedding towards the landmarks nearest to it first
  std::int64_t landmarks = 0;         ///< for that; 0: landmarks_for() the papers, see topic_space.hpp
  std::int64_t bootstraps = 4;        ///< samples of the papers in which each topic is looked for again
  std::int64_t soft_topics = 5;       ///< of each paper's soft distribution
  double soft_temperature = 0;        ///< of the softmax; 0: the mean margin between the two nearest topics
  double outlier_quantile = 0.05;     ///< share of the papers, the least similar to their topic, that are flagged
  std::int64_t seed = 0;              ///< set from run.seed
};

/// One way to sort this rank's papers into topics.
struct TopicsOfPapers {
  std::int64_t k = 0;
  std::vector<std::int32_t> topic;  ///< one per own row; -1 for a paper that was not looked at
};

/// What words and categories say about the topics; NaN where it is not known.
struct WordFigures {
  double npmi = SelectionRow::unknown;       ///< mean coherence of the topics' keywords
  double diversity = SelectionRow::unknown;  ///< share of the keywords that are distinct
  double v_measure = SelectionRow::unknown;  ///< against the primary categories
};

/// Judges several ways to sort the same papers, the same on all ranks. Collective. Given by the pipeline, so that
/// nothing here knows of texts.
using JudgeTopics = std::function<std::vector<WordFigures>(const std::vector<TopicsOfPapers>&)>;

void describe(OptionTable& table, ClusterOptions& options);
/// Refuses options that do not fit together; what the table cannot see.
void check(const ClusterOptions& options);
/// Refuses a K that so many papers cannot have.
void check(const ClusterOptions& options, std::int64_t papers);

/// Spherical k-means (Dhillon and Modha, 2001) of all ranks' rows; the same bits for any number of ranks. Collective.
/// `embeddings` goes into the topic space that the options ask for, in place. Throws Stopped on all ranks, between
/// iterations, steps of seeding and slices of papers that are smoothed (on a device all are one slice), when any rank
/// was asked to stop. Without `judge` the figures of words are not known. `checkpoint` keeps every iteration of
/// k-means; of this shape.
Clustering cluster(Context& context, Embeddings& embeddings, const ClusterOptions& options, const JudgeTopics& judge,
                   KmeansCheckpoint& checkpoint);
KmeansCheckpointShape checkpoint_shape(const ClusterOptions& options, std::int64_t papers, std::int64_t width);

}  // namespace thema
