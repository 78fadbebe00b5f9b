// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/select_k.hpp"

#include <algorithm>
#include <cmath>

#include "thema/cluster/quality.hpp"
#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/data/keyed_sample.hpp"

namespace thema::clusters {

namespace {

/// The sampled rows of this rank, numbered by their place in the sample.
struct Sample {
  std::vector<float> values;
  Rows rows;
};

Sample draw_sample(const Communicator& comm, const Rows& all, const ClusterOptions& options) {
  const auto chosen = keyed_sample(comm, all.range(), options.selection_sample,
                                   static_cast<std::uint64_t>(options.seed), Draw::selection_sample);
  Sample sample;
  sample.values.reserve(chosen.size() * static_cast<std::size_t>(all.width));
  for (const std::int64_t row : chosen) {
    const float* const from = all.row(row - all.first);
    sample.values.insert(sample.values.end(), from, from + all.width);
  }
  const auto count = static_cast<std::int64_t>(chosen.size());
  sample.rows = {sample.values, all.width, comm.sum_before(count), comm.sum(count)};
  return sample;
}

// Ascending; not empty, because cluster() has checked the smallest against the number of papers.
std::vector<std::int64_t> usable_candidates(const Context& context, std::int64_t rows, const ClusterOptions& options) {
  std::vector<std::int64_t> candidates = options.candidates;
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  while (!candidates.empty() && candidates.back() > rows) {
    context.log.line("cluster: k = {} is not tried: there are only {} papers", candidates.back(), rows);
    candidates.pop_back();
  }
  return candidates;
}

double merit(const SelectionRow& row, const std::string& criterion) {
  if (criterion == "calinski_harabasz") return row.calinski_harabasz;
  if (criterion == "davies_bouldin") return -row.davies_bouldin;
  return row.silhouette;
}

std::string rule(const std::string& criterion) {
  if (criterion == "calinski_harabasz")
    return "calinski_harabasz: the K with the highest Calinski-Harabasz index on unit vectors; ties: the smaller K";
  if (criterion == "davies_bouldin")
    return "davies_bouldin: the K with the lowest Davies-Bouldin index on unit vectors; ties: the smaller K";
  return "silhouette: the K with the highest exact mean cosine silhouette; ties: the smaller K";
}

void show(const Log& log, const SelectionRow& row) {
  log.line(
      "cluster: k = {}: mean similarity {:.4f}, silhouette {:.4f}, Calinski-Harabasz {:.2f}, Davies-Bouldin {:.3f}, "
      "topics of {} to {} papers",
      row.k, row.mean_similarity, row.silhouette, row.calinski_harabasz, row.davies_bouldin, row.smallest, row.largest);
}

}  // namespace

Selection given_k(const Rows& rows, std::int64_t k) {
  Selection selection;
  selection.k = k;
  selection.metric = "none: cluster.k was given";
  selection.rows = rows.total;
  return selection;
}

std::size_t best_row(const std::vector<SelectionRow>& tried, const std::string& criterion) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < tried.size(); ++i) {
    const double here = merit(tried[i], criterion), there = merit(tried[best], criterion);
    if (here > there || (std::isnan(there) && !std::isnan(here))) best = i;
  }
  return best;
}

Selection select_k(const Context& context, const Rows& all, const ClusterOptions& options) {
  const bool whole = options.selection_sample >= all.total;
  const Sample sample = whole ? Sample{{}, all} : draw_sample(context.comm, all, options);
  Selection selection;
  selection.rows = sample.rows.total;
  Solution best;
  for (const std::int64_t k : usable_candidates(context, sample.rows.total, options)) {
    Solution solution = solve(context, sample.rows, k, options);
    leave_if_stopped(context.comm);
    selection.tried.push_back(measure(context, sample.rows, solution).figures);
    show(context.log, selection.tried.back());
    if (best_row(selection.tried, options.criterion) + 1 == selection.tried.size()) best = std::move(solution);
  }
  const SelectionRow& winner = selection.tried[best_row(selection.tried, options.criterion)];
  selection.k = winner.k;
  selection.metric = rule(options.criterion);
  if (std::isnan(merit(winner, options.criterion))) {
    context.log.warning("no K could be judged: {} is not defined for any; are all papers the same?", options.criterion);
    selection.metric += "; here it is defined for none and the smallest K was taken";
  }
  if (whole) selection.solution = std::move(best);
  context.log.line("cluster: chose k = {} on {} papers; {}", selection.k, selection.rows, selection.metric);
  return selection;
}

}  // namespace thema::clusters
