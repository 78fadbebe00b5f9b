// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/quality.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "thema/cluster/assign.hpp"
#include "thema/cluster/cosine_distance.hpp"
#include "thema/cluster/topic_sums.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// The topics that have rows, with their arithmetic means.
struct Means {
  std::vector<std::int64_t> topics;  // their ids
  std::vector<std::int32_t> place;   // [k]: where a topic stands in `topics`, -1 for an empty one
  std::vector<double> sizes;         // [topics]
  std::vector<float> values;         // [topics, d]
  std::int64_t count() const { return static_cast<std::int64_t>(topics.size()); }
};

Means means_of(const TopicSums& sums, std::int64_t width) {
  Means means;
  means.place.assign(sums.sizes().size(), -1);
  for (std::size_t t = 0; t < sums.sizes().size(); ++t) {
    if (sums.sizes()[t] == 0) continue;
    means.place[t] = static_cast<std::int32_t>(means.count());
    means.topics.push_back(static_cast<std::int64_t>(t));
    means.sizes.push_back(static_cast<double>(sums.sizes()[t]));
    means.values.resize(means.values.size() + static_cast<std::size_t>(width));
    sums.mean(static_cast<std::int64_t>(t), std::span(means.values).last(static_cast<std::size_t>(width)));
  }
  return means;
}

/// Sums over rows, fixed point until `decode`.
struct RowSums {
  std::vector<std::int64_t> fixed;  // silhouette, squared norms, then each topic's distances to its mean / 2
  explicit RowSums(std::int64_t topics) : fixed(static_cast<std::size_t>(topics) + 2) {}
  std::int64_t& silhouette() { return fixed[0]; }
  std::int64_t& squared_norms() { return fixed[1]; }
  std::int64_t& half_distances(std::int32_t topic) { return fixed[static_cast<std::size_t>(topic) + 2]; }
};

/// `own`: x . mean of the own topic of `size` rows; `other`: the largest x . mean of another topic.
double silhouette_of(double own, double other, double size, double squared_norm) {
  if (size < 2) return 0;
  const double within = cosine_distance((size * own - squared_norm) / (size - 1));
  const double between = cosine_distance(other);
  const double larger = std::max(within, between);
  return larger == 0 ? 0 : (between - within) / larger;
}

/// One pass over the rows; fills `silhouette` and the sums of this rank.
RowSums sum_rows(const Log& log, const Rows& rows, const std::vector<std::int32_t>& labels, const Means& means,
                 std::vector<float>& silhouette) {
  const FixedPoint fixed(rows.total);
  const std::int64_t d = rows.width;
  RowSums sums(means.count());
  Progress progress(log, "silhouettes", "papers", rows.count());
  std::vector<double> squared_means;
  for (std::int64_t t = 0; t < means.count(); ++t)
    squared_means.push_back(exact_dot(means.values.data() + t * d, means.values.data() + t * d, d));
  for_each_nearest_two(rows, means.values, [&](std::int64_t i, const NearestTwo& nearest) {
    const float* const x = rows.row(i);
    const std::int32_t topic = means.place[static_cast<std::size_t>(labels[static_cast<std::size_t>(i)])];
    const bool is_nearest = nearest.best == topic;
    const double own = is_nearest ? nearest.best_similarity : exact_dot(x, means.values.data() + topic * d, d);
    const double other = is_nearest ? nearest.second_similarity : nearest.best_similarity;
    const double norm = exact_dot(x, x, d), squared_mean = squared_means[static_cast<std::size_t>(topic)];
    const double s =
        means.count() < 2 ? 0 : silhouette_of(own, other, means.sizes[static_cast<std::size_t>(topic)], norm);
    silhouette[static_cast<std::size_t>(i)] = static_cast<float>(s);
    sums.silhouette() += fixed.encode(s);
    sums.squared_norms() += fixed.encode(norm);
    sums.half_distances(topic) += fixed.encode(std::sqrt(std::max(0.0, norm - 2 * own + squared_mean)) / 2);
    progress.advance(1);
  });
  return sums;
}

double squared_distance(const float* a, const float* b, std::int64_t d) {
  double sum = 0;
  for (std::int64_t j = 0; j < d; ++j) {
    const double difference = static_cast<double>(a[j]) - static_cast<double>(b[j]);
    sum += difference * difference;
  }
  return sum;
}

/// Between-topic over within-topic dispersion, each by its degrees of freedom. `squared_norms`: sum of |x|^2.
double calinski_harabasz(const TopicSums& sums, const TopicSums& whole, const Means& means, double squared_norms,
                         std::int64_t rows) {
  double explained = 0;  // sum over topics of size x |mean|^2
  for (std::size_t t = 0; t < means.topics.size(); ++t)
    explained += sums.squared_norm(means.topics[t]) / means.sizes[t];
  const double between = explained - whole.squared_norm(0) / static_cast<double>(rows);
  const double within = squared_norms - explained;
  if (means.count() < 2 || means.count() == rows || within <= 0) return kUndefined;
  return between * static_cast<double>(rows - means.count()) / (within * static_cast<double>(means.count() - 1));
}

/// Mean over topics of the worst (scatter + scatter) / distance; `scatter`: mean distance to the topic's mean.
double davies_bouldin(const Means& means, const std::vector<double>& scatter, std::int64_t d) {
  if (means.count() < 2) return kUndefined;
  double sum = 0;
  for (std::int64_t a = 0; a < means.count(); ++a) {
    double worst = 0;
    for (std::int64_t b = 0; b < means.count(); ++b) {
      if (a == b) continue;
      const double distance = std::sqrt(squared_distance(means.values.data() + a * d, means.values.data() + b * d, d));
      const double spread = scatter[static_cast<std::size_t>(a)] + scatter[static_cast<std::size_t>(b)];
      if (spread > 0) worst = std::max(worst, spread / distance);
    }
    sum += worst;
  }
  return sum / static_cast<double>(means.count());
}

/// Sum of |x - c|^2 = |x|^2 - 2 x . c + |c|^2 over all rows.
double inertia_of(const Rows& rows, const Solution& solution, const TopicSums& sums, double squared_norms) {
  double inertia = squared_norms - 2 * FixedPoint(rows.total).decode(solution.objective);
  for (std::size_t t = 0; t < sums.sizes().size(); ++t) {
    const float* const c = solution.centroids.data() + static_cast<std::int64_t>(t) * rows.width;
    inertia += static_cast<double>(sums.sizes()[t]) * exact_dot(c, c, rows.width);
  }
  return std::max(0.0, inertia);
}

}  // namespace

Quality measure(const Context& context, const Rows& rows, const Solution& solution) {
  const Region region(context.timings, "cluster: quality");
  const Communicator& comm = context.comm;
  const auto n = static_cast<double>(rows.total);
  const std::int64_t k = static_cast<std::int64_t>(solution.centroids.size()) / rows.width;
  TopicSums sums(k, rows), whole(1, rows);
  sums.apply(comm, rows, moves_into(solution.labels));
  whole.apply(comm, rows, moves_into(std::vector<std::int32_t>(solution.labels.size(), 0)));
  const Means means = means_of(sums, rows.width);

  Quality quality;
  quality.silhouette.resize(solution.labels.size());
  RowSums row_sums = sum_rows(context.log, rows, solution.labels, means, quality.silhouette);
  comm.sum(row_sums.fixed);
  const FixedPoint fixed(rows.total);
  const double squared_norms = fixed.decode(row_sums.squared_norms());
  std::vector<double> scatter;
  for (std::int32_t t = 0; t < static_cast<std::int32_t>(means.count()); ++t)
    scatter.push_back(2 * fixed.decode(row_sums.half_distances(t)) / means.sizes[static_cast<std::size_t>(t)]);

  const auto [smallest, largest] = std::minmax_element(sums.sizes().begin(), sums.sizes().end());
  quality.figures = {.k = k,
                     .mean_similarity = fixed.decode(solution.objective) / n,
                     .inertia = inertia_of(rows, solution, sums, squared_norms),
                     .silhouette = means.count() < 2 ? kUndefined : fixed.decode(row_sums.silhouette()) / n,
                     .calinski_harabasz = calinski_harabasz(sums, whole, means, squared_norms, rows.total),
                     .davies_bouldin = davies_bouldin(means, scatter, rows.width),
                     .iterations = solution.iterations,
                     .smallest = *smallest,
                     .largest = *largest};
  return quality;
}

}  // namespace thema::clusters
