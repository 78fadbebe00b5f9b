// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/cluster.hpp"

#include <algorithm>
#include <utility>

#include "thema/cluster/candidates.hpp"
#include "thema/cluster/choice_rule.hpp"
#include "thema/cluster/clustering_of.hpp"
#include "thema/cluster/device_rows.hpp"
#include "thema/cluster/select_k.hpp"
#include "thema/cluster/starts.hpp"
#include "thema/cluster/topic_space.hpp"
#include "thema/core/error.hpp"

namespace thema {

namespace {

using clusters::Rows;

std::int64_t most_topics(const ClusterOptions& options) {
  return options.k != 0 ? options.k : clusters::candidates_of(options).back();
}

}  // namespace

void describe(OptionTable& table, ClusterOptions& options) {
  table.add("cluster.k", options.k, {1, 100'000}, {"auto", 0}, Affects::result,
            "number of topics; auto: chosen among candidates by cluster.criterion");
  table.add("cluster.candidates", options.candidates, {2, 100'000}, Affects::result,
            "numbers of topics to try; none: a geometric grid from cluster.k_min to cluster.k_max");
  table.add("cluster.k_min", options.k_min, {2, 100'000}, Affects::result, "smallest number of topics of the grid");
  table.add("cluster.k_max", options.k_max, {2, 100'000}, Affects::result, "largest number of topics of the grid");
  table.add("cluster.k_steps", options.k_steps, {2, 1000}, Affects::result,
            "numbers of topics in the grid; those that are the same when rounded are tried once");
  table.add("cluster.selection_sample", options.selection_sample, {1, 1'000'000'000'000}, Affects::result,
            "papers (a keyed sample) the candidates are tried on; all when there are no more");
  table.add("cluster.criterion", options.criterion, clusters::criteria(), Affects::result,
            "rule that chooses among the candidates; consensus: by silhouette, stability and topic quality");
  table.add("cluster.subsamples", options.subsamples, {0, 1000}, Affects::result,
            "halves of these papers that are clustered too, to measure stability");
  table.add(
      "cluster.gap_references", options.gap_references, {0, 10'000}, Affects::result,
      "sets without topics that the gap statistic compares with, each clustered for every K; 0: no gap statistic");
  table.add("cluster.starts", options.starts, {1, 10'000}, Affects::result,
            "independent starts of k-means; the highest mean similarity wins");
  table.add("cluster.max_iterations", options.max_iterations, {1, 1'000'000}, Affects::result,
            "iterations after which a start stops, with a warning");
  table.add("cluster.tolerance", options.tolerance, {0.0, 1.0}, Affects::result,
            "stop when at most this share of the papers changed topic; 0: when none did");
  table.add("cluster.init", options.init, {"kmeans||", "kmeans++"}, Affects::result,
            "how the first centroids are found; kmeans++ looks at all papers for each of them and is slower");
  table.add("cluster.bootstraps", options.bootstraps, {0, 1000}, Affects::result,
            "bootstrap samples of the papers that are clustered, to see whether each topic is found again; 0: none");
  table.add("cluster.soft_topics", options.soft_topics, {2, 1000}, Affects::result,
            "nearest topics among which each paper is shared out");
  table.add("cluster.soft_temperature", options.soft_temperature, {0.0, 2.0}, Affects::result,
            "similarity that makes a topic e times likelier; 0: the mean margin between a paper's two nearest topics");
  table.add("cluster.outlier_quantile", options.outlier_quantile, {0.0, 1.0}, Affects::result,
            "share of the papers, those least similar to their topic, that are flagged as outliers");
  table.add("cluster.center", options.center, Affects::result,
            "subtract the mean of all embeddings first, and renormalise");
  table.add("cluster.smooth", options.smooth, Affects::result,
            "move each embedding towards the mean of the landmarks nearest to it first; topics agree better with "
            "categories");
  table.add("cluster.landmarks", options.landmarks, {16, 100'000}, {"auto", 0}, Affects::result,
            "how many there are, with cluster.smooth; auto: one for every 3 papers, at least 64, 32768 at most");
}

void check(const ClusterOptions& options) {
  if (options.center && options.smooth)
    fail_usage("cluster.center and cluster.smooth are both true; one of them can be");
  if (options.landmarks != 0 && !options.smooth)
    fail_usage(fmt::format("cluster.landmarks = {} needs cluster.smooth = true", options.landmarks));
  if (options.k != 0) return;
  if (options.candidates.empty() && options.k_min > options.k_max)
    fail_usage(fmt::format("cluster.k_min = {} is above cluster.k_max = {}; the grid goes up from k_min to k_max",
                           options.k_min, options.k_max));
  if (options.criterion == "gap" && options.gap_references == 0)
    fail_usage("cluster.criterion = gap needs cluster.gap_references of 1 or more; 10 or more are usual");
  if (options.criterion == "stability" && options.starts < 2 && options.subsamples == 0)
    fail_usage("cluster.criterion = stability needs cluster.subsamples of 1 or more, or cluster.starts of 2 or more");
}

void check(const ClusterOptions& options, std::int64_t papers) {
  if (options.k > papers)
    fail_usage(fmt::format("cluster.k = {}, but there are only {} papers; k topics need at least k papers", options.k,
                           papers));
  const std::int64_t tried_on = std::min(papers, options.selection_sample);
  if (options.k == 0 && clusters::candidates_of(options).front() > tried_on)
    fail_usage(fmt::format(
        "{}: no K can be tried on {} papers; k topics need at least k papers",
        options.candidates.empty() ? fmt::format("cluster.k_min = {}", options.k_min) : "cluster.candidates",
        tried_on));
}

KmeansCheckpointShape checkpoint_shape(const ClusterOptions& options, std::int64_t papers, std::int64_t width) {
  constexpr std::int64_t most_bytes = std::int64_t{1} << 30, most_runs = std::int64_t{1} << 20;
  const auto bytes = static_cast<std::int64_t>(sizeof(float)) * width;
  const std::int64_t last_runs = options.starts + options.bootstraps;
  KmeansCheckpointShape shape{width, options.k, last_runs, options.k * last_runs};
  if (options.k == 0) {
    // Of each K the starts, one from the topics of fewer, and the starts of each half and reference.
    const std::int64_t runs = options.starts * (1 + options.subsamples + options.gap_references) + 1;
    for (const std::int64_t k : clusters::candidates_of(options)) {
      if (k > papers) continue;
      shape.largest_k = k;
      shape.runs += runs;
      shape.centroid_rows += runs * k;
    }
    shape.centroid_rows += shape.largest_k * last_runs;
  }
  shape.runs = std::min(shape.runs, most_runs);
  shape.centroid_rows = std::min(shape.centroid_rows, most_bytes / bytes);
  return shape;
}

Clustering cluster(Context& context, Embeddings& embeddings, const ClusterOptions& options, const JudgeTopics& judge,
                   KmeansCheckpoint& checkpoint) {
  Rows rows{embeddings.values, embeddings.width, embeddings.first_row, embeddings.total_rows};
  check(options, rows.total);
  require_unit_rows(embeddings);
  TopicSpace space = clusters::enter_topic_space(context, embeddings, options);
  const std::int64_t landmarks = std::ssize(space.landmarks) / rows.width;
  if (landmarks > 0 && landmarks < most_topics(options))
    context.log.warning("{} landmarks are fewer than the {} topics that are looked for; cluster.landmarks can be more",
                        landmarks, most_topics(options));
  const auto on_device = clusters::rows_on_device(context, rows, most_topics(options));
  rows.on_device = on_device.get();
  clusters::Selection selection = options.k == 0 ? clusters::select_k(context, rows, options, judge, checkpoint)
                                                 : clusters::given_k(rows, options.k);
  clusters::Solution solution = selection.solution ? std::move(*selection.solution)
                                                   : clusters::solve(context, rows, selection.k, options, checkpoint);
  Clustering result = clusters::clustering_of(context, rows, std::move(solution), options, checkpoint);
  result.space = std::move(space);
  if (!selection.tried.empty()) result.selection = std::move(selection.tried);
  result.selection_metric = std::move(selection.metric);
  result.selection_rows = selection.rows;
  result.selection_elbow = selection.elbow;
  return result;
}

}  // namespace thema
