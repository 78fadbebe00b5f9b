// SPDX-License-Identifier: Apache-2.0
#include "thema/project/umap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "thema/core/interrupt.hpp"
#include "thema/core/random.hpp"
#include "thema/kernels/move_on_map.hpp"
#include "thema/project/similarity_curve.hpp"

namespace thema::maps {

namespace {

constexpr float kStartExtent = 10;
constexpr double kStartNoise = 1e-4;
// Implicit steps move a whole topic slowly, because its papers hold each other; with momentum topics still part.
constexpr double kMomentum = 0.9;
constexpr std::int64_t kEpochsKept = 10;  // lost at most when a job is killed
constexpr auto kNoiseDraw = std::numeric_limits<std::uint32_t>::max();  // an index no epoch uses

std::int64_t epochs_of(const ProjectOptions& options, std::int64_t papers) {
  if (options.epochs > 0) return options.epochs;
  return papers <= 10'000 ? 500 : 200;
}

// Of this rank's papers.
LayoutState first_state(const Context& context, const LaidOut& papers, std::span<const float> start,
                        const ProjectOptions& options, LayoutCheckpoint& checkpoint) {
  if (auto kept = checkpoint.layout(papers.own)) {
    context.log.line("project: UMAP goes on after epoch {}, from the checkpoint", kept->epochs);
    return std::move(*kept);
  }
  const std::vector<float> all = starting_positions(start, options.seed);
  LayoutState state{0, {all.begin() + 2 * papers.own.first, all.begin() + 2 * papers.own.last}, {}};
  state.last_move.resize(state.positions.size());
  return state;
}

}  // namespace

std::vector<float> starting_positions(std::span<const float> start, std::int64_t seed) {
  float largest = 0;
  for (const float x : start) largest = std::max(largest, std::abs(x));
  const float scale = largest > 0 ? kStartExtent / largest : 0;
  std::vector<float> positions(start.size());
  for (std::size_t i = 0; i < start.size(); ++i) {
    const double noise = 2 * random_unit(static_cast<std::uint64_t>(seed), Draw::layout, i, kNoiseDraw) - 1;
    positions[i] = scale * start[i] + static_cast<float>(kStartNoise * noise);
  }
  return positions;
}

std::vector<float> umap_layout(Context& context, const LaidOut& papers, const FuzzyGraph& graph,
                               std::span<const float> start, const ProjectOptions& options,
                               LayoutCheckpoint& checkpoint) {
  const Region region(context.timings, "project: umap");
  const SimilarityCurve curve = fit_similarity_curve(options.min_dist, options.spread);
  const kernels::MapGraph edges{papers.own.first,    papers.own.size(),    papers.total(),
                                graph.starts.data(), graph.columns.data(), graph.weights.data()};
  LayoutState state = first_state(context, papers, start, options, checkpoint);
  std::vector<float> positions = context.comm.all_gather(state.positions);
  const std::int64_t epochs = epochs_of(options, papers.total());
  Progress progress(context.log, "UMAP", "epochs", epochs - state.epochs);
  for (std::int64_t epoch = state.epochs; epoch < epochs; ++epoch) {
    leave_if_stopped(context.comm);
    const double left = 1 - static_cast<double>(epoch) / static_cast<double>(epochs);
    const kernels::MapEpoch now{static_cast<float>(curve.a),
                                static_cast<float>(curve.b),
                                static_cast<float>(options.learning_rate * left),
                                static_cast<float>(kMomentum * left),
                                options.negatives,
                                epoch,
                                static_cast<std::uint64_t>(options.seed)};
    kernels::move_on_map(edges, now, positions.data(), state.last_move.data(), state.positions.data());
    positions = context.comm.all_gather(state.positions);
    state.epochs = epoch + 1;
    if (state.epochs % kEpochsKept == 0 && state.epochs < epochs) checkpoint.keep(papers.own, state);
    progress.advance(1);
    pulse::reached("epoch", epoch);
  }
  return positions;
}

}  // namespace thema::maps
