// SPDX-License-Identifier: Apache-2.0
#include "thema/core/interrupt.hpp"

#include <csignal>

#include "thema/core/error.hpp"

namespace thema {

namespace {
// A signal handler can reach nothing but static storage.
volatile std::sig_atomic_t stop_flag = 0;
void set_stop_flag(int) { stop_flag = 1; }
}  // namespace

void catch_stop_signals() {
  std::signal(SIGUSR1, set_stop_flag);
  std::signal(SIGTERM, set_stop_flag);
}

bool stop_requested() noexcept { return stop_flag != 0; }

void leave_if_stopped(const Communicator& comm) {
  if (comm.any(stop_requested())) throw Stopped();
}

}  // namespace thema
