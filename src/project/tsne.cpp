// SPDX-License-Identifier: Apache-2.0
#include "thema/project/tsne.hpp"

#include "thema/kernels/move_by_tsne.hpp"
#include "thema/project/forces_graph.hpp"
#include "thema/project/grid_repulsion.hpp"
#include "thema/project/layout_epochs.hpp"
#include "thema/project/starting_positions.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kEarlyEpochs = 250;
constexpr double kEarlyExaggeration = 12;
constexpr float kMomentum = 0.8F;
constexpr std::int64_t kRefiningShare = 2;
constexpr float kStartExtent = 3e-4F;  // of the farthest paper: a standard deviation near 1e-4

}  // namespace

std::vector<float> tsne_layout(Context& context, const LaidOut& papers, const NeighbourGraph& affinities,
                               const MakeStart& start, const ProjectOptions& options, const KeptLayout& kept) {
  const Device device = device_of_forces(context, papers, affinities);
  const ForcesGraph graph(device, papers, affinities);
  GridRepulsion repulsion(context.comm, device);
  const auto epoch = [&](std::int64_t number, const std::vector<float>& positions, LayoutState& own) {
    const double exaggeration = number < kEarlyEpochs ? kEarlyExaggeration : options.exaggeration;
    const Repulsion all = repulsion.of(positions, papers.own);
    // The weights add up to M and the step is M / exaggeration, so the pull's factor is 1.
    const double push = static_cast<double>(papers.total()) / (exaggeration * all.normaliser);
    const DeviceCopy<const float> everyone(device, positions), push_x(device, all.x), push_y(device, all.y);
    const DeviceCopy<float> last_move(device, own.last_move), gains(device, own.gains), moved(device, own.positions);
    const kernels::TsneStep step{1, static_cast<float>(push), kMomentum, all.grid, push_x.data(), push_y.data()};
    kernels::move_by_tsne(kernels::place_on(device), graph.edges(), step, everyone.data(), last_move.data(),
                          gains.data(), moved.data());
    last_move.read_back();
    gains.read_back();
    moved.read_back();
  };
  const std::int64_t epochs = kEarlyEpochs + options.tsne_epochs;
  const auto begin = [&]() -> EpochStart {
    const StartingMap map = start();
    if (map.kind == StartingMap::Kind::components)
      return {starting_positions(map.coordinates, kStartExtent, options.seed), 0};
    return {with_noise(map.coordinates, 1, options.seed), epochs - options.tsne_epochs / kRefiningShare};
  };
  return run_epochs(context, papers, begin, epochs, kept, epoch);
}

}  // namespace thema::maps
