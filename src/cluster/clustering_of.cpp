// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/clustering_of.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "thema/cluster/outliers.hpp"
#include "thema/cluster/overlap.hpp"
#include "thema/cluster/quality.hpp"
#include "thema/cluster/soft_topics.hpp"
#include "thema/cluster/topic_stability.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {

namespace {

void tell_similarities(const Rows& rows, const SoftTopics& soft, Clustering& result) {
  const std::int64_t m = soft.topics;
  for (std::int64_t i = 0; i < rows.count(); ++i) {
    const auto at = static_cast<std::size_t>(i * m);
    const std::int32_t own = result.assignment[static_cast<std::size_t>(i)];
    const bool is_nearest = soft.nearest[at] == own;
    result.similarity.push_back(is_nearest ? soft.similarity[at]
                                           : static_cast<float>(exact_dot(
                                                 rows.row(i), result.centroids.data() + own * rows.width, rows.width)));
    const std::size_t other = is_nearest ? at + 1 : at;
    result.second.push_back(m > 1 ? soft.nearest[other] : -1);
    result.second_similarity.push_back(m > 1 ? soft.similarity[other] : std::numeric_limits<float>::quiet_NaN());
  }
}

void warn_of_empty_topics(const Log& log, const Clustering& result) {
  const auto empty = std::count(result.sizes.begin(), result.sizes.end(), 0);
  if (empty > 0)
    log.warning(
        "{} of {} topics have no paper: there are fewer different embeddings than topics, or k-means was "
        "stopped early",
        empty, result.k);
}

// What is told of each row, from result.assignment and result.centroids as they stand.
void tell_rows(const Context& context, const Rows& rows, const ClusterOptions& options, Clustering& result) {
  const Region region(context.timings, "cluster: tell papers");
  SoftTopics soft =
      soft_topics(context.comm, context.log, rows, result.centroids, options.soft_topics, options.soft_temperature);
  tell_similarities(rows, soft, result);
  result.soft_topics = soft.topics;
  result.soft_topic = std::move(soft.nearest);
  result.soft_share = std::move(soft.share);
  result.soft_temperature = soft.temperature;
  Outliers outliers = find_outliers(context.comm, result.similarity, options.outlier_quantile);
  result.outlier = std::move(outliers.flag);
  result.outlier_quantile = options.outlier_quantile;
  result.outlier_similarity = static_cast<double>(outliers.similarity);
  result.sizes = sizes_of(context.comm, result.assignment, result.k);
  warn_of_empty_topics(context.log, result);
}

}  // namespace

Clustering clustering_of(const Context& context, const Rows& rows, Solution solution, const ClusterOptions& options,
                         KmeansCheckpoint& checkpoint) {
  Quality quality = measure(context, rows, solution);
  Clustering result;
  result.k = quality.figures.k;
  result.width = rows.width;
  result.first_row = rows.first;
  result.total_rows = rows.total;
  result.stability = topic_stability(context, rows, solution.labels, result.k, options, checkpoint);
  result.centroids = std::move(solution.centroids);
  result.assignment = std::move(solution.labels);
  tell_rows(context, rows, options, result);
  result.silhouette = std::move(quality.silhouette);
  result.selection = {quality.figures};
  result.selection_rows = rows.total;
  return result;
}

}  // namespace thema::clusters
