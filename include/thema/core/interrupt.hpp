// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <thread>

#include "thema/core/communicator.hpp"

namespace thema {

/// While it lives, SIGUSR1 (a batch system's warning) and SIGTERM ask for an early end. Ranks look at the flag at
/// points where they may stop, finish what is begun, and agree in the stage's next collective; they never assume that
/// all were told. A thread of its own waits for the signals, all others block them: no handler interrupts computation,
/// and none may, because a JIT-compiled kernel of oneDNN uses the stack pointer for data (oneDNN issue 4845). To be
/// made before any other thread, so before MPI: threads take over what their maker blocks.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  std::jthread watcher_;
};

/// This process was asked to stop. Costs one atomic load.
bool stop_requested() noexcept;
/// Throws Stopped (core/error.hpp) on all ranks when any of them was asked to stop. For the steps of long work that
/// all ranks take equally often; one small message. Collective.
void leave_if_stopped(const Communicator& comm);

}  // namespace thema
