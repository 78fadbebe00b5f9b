// SPDX-License-Identifier: Apache-2.0
#include "thema/project/layout_epochs.hpp"

#include <utility>

#include "thema/core/interrupt.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kEpochsKept = 10;  // lost at most when a job is killed, unless nothing is kept at all

// Of this rank's papers.
LayoutState first_state(const Context& context, const LaidOut& papers, const std::string& name,
                        const std::function<EpochStart()>& start, LayoutCheckpoint& checkpoint) {
  if (auto kept = checkpoint.layout(name, papers.own)) {
    context.log.line("project: {} goes on after epoch {}, from the checkpoint", name, kept->epochs);
    return std::move(*kept);
  }
  const auto [positions, first] = start();
  LayoutState state{first, {positions.begin() + 2 * papers.own.first, positions.begin() + 2 * papers.own.last}, {}, {}};
  state.last_move.assign(state.positions.size(), 0);
  state.gains.assign(state.positions.size(), 1);
  return state;
}

}  // namespace

std::vector<float> run_epochs(Context& context, const LaidOut& papers, const std::string& name,
                              const std::function<EpochStart()>& start, std::int64_t epochs,
                              LayoutCheckpoint& checkpoint, const Epoch& epoch) {
  LayoutState state = first_state(context, papers, name, start, checkpoint);
  const Region region(context.timings, "project: " + name);  // the start has regions of its own
  std::vector<float> positions = context.comm.all_gather(state.positions);
  Progress progress(context.log, name, "epochs", epochs - state.epochs);
  while (state.epochs < epochs) {
    leave_if_stopped(context.comm);
    const std::int64_t now = state.epochs;
    epoch(now, positions, state);
    positions = context.comm.all_gather(state.positions);
    state.epochs = now + 1;
    if (state.epochs % kEpochsKept == 0 || state.epochs == epochs) checkpoint.keep(name, papers.own, state);
    progress.advance(1);
    pulse::reached("epoch", now);
  }
  return positions;
}

}  // namespace thema::maps
