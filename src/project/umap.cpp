// SPDX-License-Identifier: Apache-2.0
#include "thema/project/umap.hpp"

#include <optional>
#include <span>

#include "thema/kernels/move_on_map.hpp"
#include "thema/project/forces_graph.hpp"
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
                               const MakeStart& start, const ProjectOptions& options, const KeptLayout& kept) {
  const SimilarityCurve curve = fit_similarity_curve(options.min_dist, options.spread);
  const Device device = device_of_forces(context, papers, sources.graph);
  const ForcesGraph graph(device, papers, sources.graph);
  const std::int64_t epochs = epochs_of(options, papers.total());
  std::optional<LocalDensity> density;
  if (!sources.radii.empty())
    density.emplace(context.comm, graph_of(papers, sources.graph), sources.radii, curve, options.density);
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
    const std::span<const float> forces = keeps_density ? density->forces(positions) : std::span<const float>{};
    const DeviceCopy<const float> all(device, positions), more(device, forces);
    const DeviceCopy<float> last_move(device, own.last_move), moved(device, own.positions);
    kernels::move_on_map(kernels::place_on(device), graph.edges(), now, all.data(),
                         keeps_density ? more.data() : nullptr, last_move.data(), moved.data());
    last_move.read_back();
    moved.read_back();
  };
  const auto begin = [&]() -> EpochStart {
    const StartingMap map = start();
    if (map.kind == StartingMap::Kind::components)
      return {starting_positions(map.coordinates, kStartExtent, options.seed), 0};
    return {with_noise(map.coordinates, kStartExtent, options.seed), epochs - epochs / kRefiningShare};
  };
  return run_epochs(context, papers, begin, epochs, kept, epoch);
}

}  // namespace thema::maps
