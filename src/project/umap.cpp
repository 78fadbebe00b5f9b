// SPDX-License-Identifier: Apache-2.0
#include "thema/project/umap.hpp"

#include <optional>

#include "thema/kernels/move_on_map.hpp"
#include "thema/project/layout_epochs.hpp"
#include "thema/project/local_density.hpp"
#include "thema/project/similarity_curve.hpp"
#include "thema/project/starting_positions.hpp"

namespace thema::maps {

namespace {

constexpr float kStartExtent = 10;
constexpr std::int64_t kRefiningShare = 3;
constexpr std::int64_t kTenthsWithoutDensity = 7;  // of the epochs: umap-learn's
// Implicit steps move a whole topic slowly, because its papers hold each other; with momentum topics still part.
constexpr double kMomentum = 0.9;

std::int64_t epochs_of(const ProjectOptions& options, std::int64_t papers) {
  if (options.epochs > 0) return options.epochs;
  return papers <= 10'000 ? 500 : 300;  // umap-learn's 200 go from edge to edge, which moves more
}

}  // namespace

std::vector<float> umap_layout(Context& context, const LaidOut& papers, const UmapSources& sources,
                               const MakeStart& start, const ProjectOptions& options, LayoutCheckpoint& checkpoint) {
  const SimilarityCurve curve = fit_similarity_curve(options.min_dist, options.spread);
  const kernels::MapGraph edges{papers.own.first,
                                papers.own.size(),
                                papers.total(),
                                sources.graph.starts.data(),
                                sources.graph.columns.data(),
                                sources.graph.weights.data()};
  const std::int64_t epochs = epochs_of(options, papers.total());
  std::optional<LocalDensity> density;
  if (!sources.radii.empty()) density.emplace(context.comm, edges, sources.radii, curve, options.density);
  const auto epoch = [&](std::int64_t number, const std::vector<float>& positions, LayoutState& own) {
    const double left = 1 - static_cast<double>(number) / static_cast<double>(epochs);
    const kernels::MapEpoch now{static_cast<float>(curve.a),
                                static_cast<float>(curve.b),
                                static_cast<float>(options.learning_rate * left),
                                static_cast<float>(kMomentum * left),
                                options.negatives,
                                number,
                                static_cast<std::uint64_t>(options.seed)};
    const bool keeps_density = density && 10 * (number + 1) > kTenthsWithoutDensity * epochs;
    const float* more = keeps_density ? density->forces(positions).data() : nullptr;
    kernels::move_on_map(edges, now, positions.data(), more, own.last_move.data(), own.positions.data());
  };
  const auto begin = [&]() -> EpochStart {
    const StartingMap map = start();
    if (map.kind == StartingMap::Kind::components)
      return {starting_positions(map.coordinates, kStartExtent, options.seed), 0};
    return {with_noise(map.coordinates, kStartExtent, options.seed), epochs - epochs / kRefiningShare};
  };
  return run_epochs(context, papers, "umap", begin, epochs, checkpoint, epoch);
}

}  // namespace thema::maps
