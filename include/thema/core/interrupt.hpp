// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace thema {

/// SIGUSR1 (a batch system's warning) and SIGTERM ask for an early end. Ranks look at the flag at points where they
/// may stop, finish what is begun, and agree in the stage's next collective; they never assume that all were told.
void catch_stop_signals();
/// This process was asked to stop. Costs one atomic load.
bool stop_requested() noexcept;

}  // namespace thema
