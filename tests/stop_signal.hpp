// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "thema/core/interrupt.hpp"

/// Sends this process a stop signal, as a batch system does, and waits until it has arrived.
inline void send_stop_signal(int signal) {
  kill(getpid(), signal);
  while (!thema::stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}
