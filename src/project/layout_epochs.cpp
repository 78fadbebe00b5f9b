// SPDX-License-Identifier: Apache-2.0
#include "thema/project/layout_epochs.hpp"

#include <utility>

#include "thema/core/interrupt.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kEpochsKept = 10;  // lost at most when a job is killed, unless nothing is kept at all

// Of this rank's papers.
LayoutState first_state(const Context& context, const LaidOut& papers, const std::function<EpochStart()>& start,
                        const KeptLayout& kept) {
  if (auto state = kept.checkpoint.layout(kept.name, papers.own)) {
    context.log.line("project: {} goes on after epoch {}, from the checkpoint", kept.name, state->epochs);
    return std::move(*state);
  }
  const auto [positions, first] = start();
  LayoutState state{first, {positions.begin() + 2 * papers.own.first, positions.begin() + 2 * papers.own.last}, {}, {}};
  state.last_move.assign(state.positions.size(), 0);
  state.gains.assign(state.positions.size(), 1);
  return state;
}

}  // namespace

std::vector<float> run_epochs(Context& context, const LaidOut& papers, const std::function<EpochStart()>& start,
                              std::int64_t epochs, const KeptLayout& kept, const Epoch& epoch) {
  LayoutState state = first_state(context, papers, start, kept);
  const Region region(context.timings, "project: " + kept.name);  // the start has regions of its own
  std::vector<float> positions = context.comm.all_gather(state.positions);
  Progress progress(context.log, kept.name, "epochs", epochs - state.epochs);
  while (state.epochs < epochs) {
    leave_if_stopped(context.comm);
    const std::int64_t now = state.epochs;
    epoch(now, positions, state);
    positions = context.comm.all_gather(state.positions);
    state.epochs = now + 1;
    if (state.epochs % kEpochsKept == 0 || state.epochs == epochs) kept.checkpoint.keep(kept.name, papers.own, state);
    progress.advance(1);
    pulse::reached("epoch", now);
  }
  return positions;
}

}  // namespace thema::maps
