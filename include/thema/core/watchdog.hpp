// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/core/error.hpp"
#include "thema/core/pulse.hpp"

namespace thema {

/// Ends all ranks by MPI_Abort, and should that hang as well, this process after 30 s.
[[noreturn]] void abort_job(ExitCode code);

/// What a rank says of itself every now and then.
struct Beat {
  std::int64_t steps = 0, collectives = 0;
  std::int32_t waiting = 0;
  std::array<char, 60> phase{};
  std::array<char, 24> collective{};
  std::array<char, 64> host{};
};
Beat beat_of(const pulse::State& state);

/// What has been heard of some ranks of a job, and why the job must end: each question is answered with a text that
/// names rank, phase and number of the collective, or with nothing while all is well. Pure: times are handed in, in
/// seconds of any monotonic clock.
class Vigil {
 public:
  /// Of `count` ranks from `first` on, all taken as heard of at `now`.
  Vigil(int first, int count, double limit, double now);
  void heard(int rank, const Beat& beat, double now);
  /// The watcher itself did not run for so long (the job was suspended): that is nobody's fault.
  void forgive(double seconds);

  /// A rank was not heard of for longer than `limit`.
  std::optional<std::string> silent(double now) const;
  /// A rank neither stepped nor waited for others for so long.
  std::optional<std::string> hanging(double now) const;
  /// Each rank waits for others, and none has moved for so long. A rank that waits for others which move is healthy.
  std::optional<std::string> all_waiting(double now) const;

 private:
  struct Known {
    Beat beat;
    double heard = 0, moved = 0;
  };
  std::string place_of(std::size_t index) const;
  int first_;
  std::vector<Known> ranks_;
  double limit_;
};

/// Watches that the job goes on, in a thread of its own: rank 0 hears of all ranks, all hear of rank 0. Instead of
/// hanging, the job ends on all ranks with the reason and ExitCode::internal. Where MPI does not allow calls from a
/// second thread (MPI_THREAD_MULTIPLE), each rank watches itself alone.
class Watchdog {
 public:
  /// Collective. `limit`: seconds.
  Watchdog(const Communicator& comm, double limit);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  /// Without leave() the watching ends on this rank alone: right where the job is ended anyway.
  ~Watchdog();
  /// The work is done on all ranks. Collective.
  void leave();

 private:
  struct Watch;
  std::unique_ptr<Watch> watch_;
};

}  // namespace thema
