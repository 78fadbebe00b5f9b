// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/row_results.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "thema/cluster/outliers.hpp"
#include "thema/cluster/soft_topics.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {

namespace {

void tell_similarities(const Rows& rows, const SoftTopics& soft, Clustering& result) {
  const std::int64_t m = soft.topics;
  for (std::int64_t i = 0; i < rows.count(); ++i) {
    const auto at = static_cast<std::size_t>(i * m);
    const std::int32_t own = result.assignment[static_cast<std::size_t>(i)];
    const bool is_nearest = soft.nearest[at] == own;
    result.similarity.push_back(
        is_nearest ? soft.similarity[at]
                   : static_cast<float>(exact_dot(rows.row(i), result.centroids.data() + own * rows.width, rows.width)));
    const std::size_t other = is_nearest ? at + 1 : at;
    result.second.push_back(m > 1 ? soft.nearest[other] : -1);
    result.second_similarity.push_back(m > 1 ? soft.similarity[other] : std::numeric_limits<float>::quiet_NaN());
  }
}

void tell_sizes(const Communicator& comm, Clustering& result) {
  result.sizes.assign(static_cast<std::size_t>(result.k), 0);
  for (const std::int32_t topic : result.assignment) ++result.sizes[static_cast<std::size_t>(topic)];
  comm.sum(result.sizes);
}

void warn_of_empty_topics(const Log& log, const Clustering& result) {
  const auto empty = std::count(result.sizes.begin(), result.sizes.end(), 0);
  if (empty > 0)
    log.warning(
        "{} of {} topics have no paper: there are fewer different embeddings than topics, or k-means was "
        "stopped early",
        empty, result.k);
}

}  // namespace

void tell_rows(const Context& context, const Rows& rows, const ClusterOptions& options, Clustering& result) {
  SoftTopics soft = soft_topics(context.comm, context.log, rows, result.centroids, options.soft_topics,
                                options.soft_temperature);
  tell_similarities(rows, soft, result);
  result.soft_topics = soft.topics;
  result.soft_topic = std::move(soft.nearest);
  result.soft_share = std::move(soft.share);
  result.soft_temperature = soft.temperature;
  Outliers outliers = find_outliers(context.comm, result.similarity, options.outlier_quantile);
  result.outlier = std::move(outliers.flag);
  result.outlier_quantile = options.outlier_quantile;
  result.outlier_similarity = static_cast<double>(outliers.similarity);
  tell_sizes(context.comm, result);
  warn_of_empty_topics(context.log, result);
}

}  // namespace thema::clusters
