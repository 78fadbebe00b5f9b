// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/select_k.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "thema/cluster/candidates.hpp"
#include "thema/cluster/choice_rule.hpp"
#include "thema/cluster/gap_statistic.hpp"
#include "thema/cluster/quality.hpp"
#include "thema/cluster/sampled_rows.hpp"
#include "thema/cluster/selection_table.hpp"
#include "thema/cluster/stability.hpp"
#include "thema/cluster/starts.hpp"
#include "thema/cluster/warm_start.hpp"
#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"

namespace thema::clusters {

namespace {

/// The best solution of each K and its figures, ascending K.
struct Sweep {
  std::vector<Solution> solutions;
  std::vector<double> seeded_log_w;  // of the best seeded start, as the gap statistic's references have no other
  std::vector<SelectionRow> tried;
};

// Ascending; not empty, because cluster() has checked the smallest against the number of papers.
std::vector<std::int64_t> usable_candidates(const Context& context, std::int64_t rows, const ClusterOptions& options) {
  std::vector<std::int64_t> candidates = candidates_of(options);
  while (!candidates.empty() && candidates.back() > rows) {
    context.log.line("cluster: k = {} is not tried: the choice is made on {} papers", candidates.back(), rows);
    candidates.pop_back();
  }
  return candidates;
}

double mean(const std::vector<double>& values) {
  if (values.empty()) return SelectionRow::unknown;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void add_stability(const Context& context, const Rows& rows, const ClusterOptions& options, const Runs& runs,
                   SelectionRow& row, KmeansCheckpoint& checkpoint) {
  const auto agreement = [&](const std::vector<std::int32_t>& one, const std::vector<std::int32_t>& other) {
    return label_agreement(context.comm, one, other, row.k);
  };
  std::vector<double> of_starts, of_halves;
  for (const auto& labels : runs.rest) of_starts.push_back(agreement(runs.seeded, labels));
  for (std::int64_t half = 0; half < options.subsamples && row.k <= half_of(rows.total); ++half)
    of_halves.push_back(agreement(runs.best.labels, labels_by_half(context, rows, row.k, half, options, checkpoint)));
  row.stability_starts = mean(of_starts);
  row.stability_subsamples = mean(of_halves);
}

void show(const Log& log, const SelectionRow& row, std::size_t number, std::size_t of, double seconds) {
  log.line("cluster: k = {} ({} of {}): silhouette {:.4f}, stability {:.3f}, topics of {} to {} papers, {:.1f} s",
           row.k, number, of, row.silhouette, stability(row), row.smallest, row.largest, seconds);
}

Sweep sweep_candidates(const Context& context, const Rows& rows, const ClusterOptions& options,
                       KmeansCheckpoint& checkpoint) {
  Sweep sweep;
  const std::vector<std::int64_t> candidates = usable_candidates(context, rows.total, options);
  for (const std::int64_t k : candidates) {
    const Stopwatch watch;
    std::vector<float> warm;
    if (!sweep.solutions.empty()) warm = split_topics(context.comm, rows, sweep.solutions.back(), k);
    Runs runs = run_starts(context, rows, k, warm, options, checkpoint);
    leave_if_stopped(context.comm);
    sweep.tried.push_back(measure(context, rows, runs.best).figures);
    add_stability(context, rows, options, runs, sweep.tried.back(), checkpoint);
    show(context.log, sweep.tried.back(), sweep.tried.size(), candidates.size(), watch.seconds());
    sweep.seeded_log_w.push_back(log_dispersion(runs.seeded_objective, rows.total));
    sweep.solutions.push_back(std::move(runs.best));
  }
  return sweep;
}

/// `chosen`: the own rows, of `own_rows`, that the solutions sort.
void add_word_figures(const Context& context, const JudgeTopics& judge, const std::vector<std::int64_t>& chosen,
                      std::int64_t own_rows, Sweep& sweep) {
  if (!judge) return;
  context.log.line("cluster: the topics of {} K are judged by their words", sweep.tried.size());
  std::vector<TopicsOfPapers> sorted;
  for (const Solution& solution : sweep.solutions) {
    std::vector<std::int32_t> topics(static_cast<std::size_t>(own_rows), -1);
    for (std::size_t i = 0; i < chosen.size(); ++i) topics[static_cast<std::size_t>(chosen[i])] = solution.labels[i];
    sorted.push_back({sweep.tried[sorted.size()].k, std::move(topics)});
  }
  const std::vector<WordFigures> figures = judge(sorted);
  require(figures.size() == sweep.tried.size(), "one judgement for each K is needed");
  for (std::size_t i = 0; i < figures.size(); ++i) {
    sweep.tried[i].npmi = figures[i].npmi;
    sweep.tried[i].diversity = figures[i].diversity;
    sweep.tried[i].v_measure = figures[i].v_measure;
  }
}

Selection choose(const Context& context, std::vector<SelectionRow> tried, const ClusterOptions& options) {
  Selection selection;
  selection.tried = std::move(tried);
  context.comm.broadcast(selection.tried);  // the logarithms of one machine for all
  const auto best = best_row(selection.tried, options.criterion), bend = elbow(selection.tried);
  selection.k = selection.tried[best.value_or(0)].k;
  selection.elbow = bend ? selection.tried[*bend].k : 0;
  selection.metric = rule_in_words(selection.tried, options.criterion);
  if (!best) {
    context.log.warning("no K could be judged: {} is not defined for any; are all papers the same?", options.criterion);
    selection.metric += "; here it is defined for none and the smallest K was taken";
  }
  for (const std::string& line : selection_table(selection.tried, best.value_or(0), bend))
    context.log.line("cluster: {}", line);
  if (selection.tried.size() > 2 &&
      (selection.k == selection.tried.front().k || selection.k == selection.tried.back().k))
    context.log.line("cluster: the chosen K is at the end of what was tried: the best by this rule may lie beyond it");
  return selection;
}

}  // namespace

Selection given_k(const Rows& rows, std::int64_t k) {
  Selection selection;
  selection.k = k;
  selection.metric = "none: cluster.k was given";
  selection.rows = rows.total;
  return selection;
}

Selection select_k(const Context& context, const Rows& all, const ClusterOptions& options, const JudgeTopics& judge,
                   KmeansCheckpoint& checkpoint) {
  const bool whole = options.selection_sample >= all.total;
  SampledRows sample;
  if (!whole)
    sample = sample_rows(context.comm, all, options.selection_sample, static_cast<std::uint64_t>(options.seed),
                         Draw::selection_sample);
  if (whole) {
    sample.chosen.resize(static_cast<std::size_t>(all.count()));
    std::iota(sample.chosen.begin(), sample.chosen.end(), std::int64_t{0});
  }
  const Rows rows = whole ? all : sample.rows();
  Sweep sweep = sweep_candidates(context, rows, options, checkpoint);
  if (options.gap_references > 0) add_gaps(context, rows, options, sweep.seeded_log_w, sweep.tried, checkpoint);
  add_word_figures(context, judge, sample.chosen, all.count(), sweep);
  Selection selection = choose(context, std::move(sweep.tried), options);
  selection.rows = rows.total;
  for (std::size_t i = 0; whole && i < selection.tried.size(); ++i)
    if (selection.tried[i].k == selection.k) selection.solution = std::move(sweep.solutions[i]);
  context.log.line("cluster: chose k = {} on {} papers; {}", selection.k, selection.rows, selection.metric);
  return selection;
}

}  // namespace thema::clusters
