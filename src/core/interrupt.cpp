// SPDX-License-Identifier: Apache-2.0
#include "thema/core/interrupt.hpp"

#include <atomic>
#include <csignal>
#include <ctime>

#include "thema/core/error.hpp"

namespace thema {

namespace {

// A signal belongs to the process, and so does what it asked for.
std::atomic<bool> stop_flag{false};

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigaddset(&signals, SIGTERM);
  return signals;
}

void watch(const std::stop_token& end) {
  const sigset_t signals = stop_signals();
  constexpr timespec look_up{0, 100'000'000};  // whether to end
  while (!end.stop_requested())
    if (sigtimedwait(&signals, nullptr, &look_up) > 0) stop_flag = true;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t signals = stop_signals();
  require(pthread_sigmask(SIG_BLOCK, &signals, nullptr) == 0, "the stop signals cannot be blocked");
  watcher_ = std::jthread(watch);
}

bool stop_requested() noexcept { return stop_flag; }

void leave_if_stopped(const Communicator& comm) {
  if (comm.any(stop_requested())) throw Stopped();
}

}  // namespace thema
