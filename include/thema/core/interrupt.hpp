// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/core/communicator.hpp"

namespace thema {

/// SIGUSR1 (a batch system's warning) and SIGTERM ask for an early end. Ranks look at the flag at points where they
/// may stop, finish what is begun, and agree in the stage's next collective; they never assume that all were told.
void catch_stop_signals();
/// This process was asked to stop. Costs one atomic load.
bool stop_requested() noexcept;
/// Throws Stopped (core/error.hpp) on all ranks when any of them was asked to stop. For the steps of long work that
/// all ranks take equally often; one small message. Collective.
void leave_if_stopped(const Communicator& comm);

}  // namespace thema
