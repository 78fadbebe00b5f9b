// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace thema {

/// Figures of one K that was tried; one row of the `selection` table of clusters.h5. NaN stands
/// for what is not defined for this K, or was not asked for.
struct SelectionRow {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  std::int64_t k = 0;
  double mean_similarity = 0;    ///< mean cosine to the own centroid; higher is better
  double inertia = 0;            ///< sum of squared Euclidean distances to the own normalised centroid
  double silhouette = 0;         ///< exact mean cosine silhouette, O(n k d)
  double calinski_harabasz = 0;  ///< on unit vectors, Euclidean
  double davies_bouldin = 0;     ///< on unit vectors, Euclidean; lower is better
  std::int64_t iterations = 0;   ///< of the best start
  std::int64_t smallest = 0;     ///< papers in the smallest topic
  std::int64_t largest = 0;
  double stability_starts = unknown;      ///< mean adjusted Rand index of the best start with the other seeded ones
  double stability_subsamples = unknown;  ///< and with k-means of half the papers
  double npmi = unknown;                  ///< mean coherence of the topics' keywords, -1 to 1
  double diversity = unknown;             ///< share of the keywords that are distinct
  double v_measure = unknown;             ///< against the primary categories
  double gap = unknown;                   ///< gap statistic, in natural logarithms
  double gap_error = unknown;             ///< its standard error s_k
};

/// How a unit embedding e becomes the row that is compared with centroids: (e - s) / |e - s|, with one shift s for all,
/// or with one for each: the negative of the mean direction of the landmarks nearest to e. Without either it is e.
struct TopicSpace {
  std::vector<float> mean;          ///< [d]: s; or empty
  std::vector<float> landmarks;     ///< [L, d], unit L2 norm, or zero as a row may be; or empty
  std::int64_t near_landmarks = 0;  ///< how many of them are the nearest
};

/// Topics of the corpus: k centroids (on all ranks) and this rank's rows.
struct Clustering {
  std::int64_t k = 0, width = 0;
  std::int64_t first_row = 0, total_rows = 0;
  std::vector<float> centroids;     ///< [k, d], unit L2 norm
  std::vector<std::int64_t> sizes;  ///< [k]
  TopicSpace space;                 ///< in which centroids and all similarities here are
  /// [k]: mean over bootstrap samples of the largest Jaccard index with a topic of the sample; NaN: not known
  std::vector<double> stability;
  // one entry per row of this rank:
  std::vector<std::int32_t> assignment;  ///< nearest centroid, ties to the lower id; or where an edit put the paper
  std::vector<float> similarity;         ///< cosine to it, computed in double
  std::vector<std::int32_t> second;      ///< nearest of the other topics, -1 when k is 1
  std::vector<float> second_similarity;  ///< NaN when k is 1
  std::vector<float> silhouette;         ///< cosine silhouette, in [-1, 1]; 0 in a topic of one paper
  // [rows, soft_topics], the nearest topics of each paper, nearest first:
  std::int64_t soft_topics = 0;
  std::vector<std::int32_t> soft_topic;
  std::vector<float>
      soft_share;               ///< of the paper, 1 in all: softmax of similarity / soft_temperature over these topics
  double soft_temperature = 0;  ///< 0 when k is 1
  // papers far from every topic:
  std::vector<std::uint8_t> outlier;  ///< 1: its similarity is below outlier_similarity; it keeps its topic
  double outlier_quantile = 0;        ///< asked share of all papers
  double outlier_similarity = 0;      ///< -infinity: there are no outliers
  // how K was chosen:
  std::vector<SelectionRow> selection;  ///< one row per K tried
  std::string selection_metric;         ///< the rule that chose, in words
  std::int64_t selection_rows = 0;      ///< documents the K were tried on
  std::int64_t selection_elbow = 0;     ///< K at the elbow of the inertia, which chooses nothing; 0: there is none
};

}  // namespace thema
