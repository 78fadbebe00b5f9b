// SPDX-License-Identifier: Apache-2.0
#include "thema/core/watchdog.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <span>
#include <stop_token>
#include <string_view>
#include <thread>

#include "thema/core/error.hpp"
#include "thema/core/placement.hpp"

namespace thema {

namespace {

constexpr int kBeat = 1, kLast = 2;  // tags
constexpr double kShortestTick = 0.05, kLongestTick = 5;  // seconds
constexpr double kTicksOfLimit = 20;
constexpr double kMissedTicks = 6;  // so many in a row: this process did not run
constexpr std::size_t kShownRanks = 8;
constexpr int kTurns = 20;
constexpr unsigned kSecondsToAbort = 30;

double now_in_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void copy_text(std::string_view text, std::span<char> out) {
  std::ranges::copy(text.substr(0, out.size() - 1), out.begin());
}

}  // namespace

void abort_job(ExitCode code) {
  ::alarm(kSecondsToAbort);
  MPI_Abort(MPI_COMM_WORLD, static_cast<int>(code));
  std::_Exit(static_cast<int>(code));  // MPI_Abort does not return
}

Beat beat_of(const pulse::State& state) {
  Beat beat;
  beat.steps = state.steps;
  beat.collectives = state.collectives;
  beat.waiting = state.waiting;
  copy_text(state.phase, beat.phase);
  copy_text(state.collective, beat.collective);
  copy_text(host_name(), beat.host);
  return beat;
}

Vigil::Vigil(int first, int count, double limit, double now)
    : first_(first), ranks_(static_cast<std::size_t>(count), Known{{}, now, now}), limit_(limit) {}

void Vigil::heard(int rank, const Beat& beat, double now) {
  Known& known = ranks_[static_cast<std::size_t>(rank - first_)];
  const bool moved = beat.steps != known.beat.steps || beat.collectives != known.beat.collectives ||
                     beat.waiting != known.beat.waiting || beat.phase != known.beat.phase;
  known = {beat, now, moved ? now : known.moved};
}

void Vigil::forgive(double seconds) {
  for (Known& known : ranks_) {
    known.heard += seconds;
    known.moved += seconds;
  }
}

std::string Vigil::place_of(std::size_t index) const {
  const Beat& beat = ranks_[index].beat;
  const std::string phase = beat.phase[0] ? fmt::format("'{}'", beat.phase.data()) : "the start";
  const std::string host = beat.host[0] ? fmt::format(" on {}", beat.host.data()) : "";
  return fmt::format("rank {}{} in {}, {} collective {}{}", first_ + static_cast<int>(index), host, phase,
                     beat.waiting ? "in" : "after", beat.collectives,
                     beat.collective[0] ? fmt::format(" ({})", beat.collective.data()) : "");
}

std::optional<std::string> Vigil::silent(double now) const {
  for (std::size_t i = 0; i < ranks_.size(); ++i)
    if (now - ranks_[i].heard > limit_)
      return fmt::format("nothing was heard for {:.0f} s of {}: it, its machine or the network has stopped",
                         now - ranks_[i].heard, place_of(i));
  return std::nullopt;
}

std::optional<std::string> Vigil::hanging(double now) const {
  for (std::size_t i = 0; i < ranks_.size(); ++i)
    if (!ranks_[i].beat.waiting && now - ranks_[i].moved > limit_)
      return fmt::format("hangs, without progress for {:.0f} s: {}", now - ranks_[i].moved, place_of(i));
  return std::nullopt;
}

std::optional<std::string> Vigil::all_waiting(double now) const {
  double last_move = 0;
  for (const Known& known : ranks_) {
    if (!known.beat.waiting) return std::nullopt;
    last_move = std::max(last_move, known.moved);
  }
  if (now - last_move <= limit_) return std::nullopt;
  std::string text = fmt::format("all ranks wait for one another, none has moved for {:.0f} s:", now - last_move);
  for (std::size_t i = 0; i < std::min(ranks_.size(), kShownRanks); ++i) text += (i == 0 ? " " : "; ") + place_of(i);
  return ranks_.size() > kShownRanks ? text + "; and others" : text;
}

namespace {

/// Messages between the watchdogs of two ranks; one of ours is under way at most.
class Line {
 public:
  Line(MPI_Comm comm, int other) : comm_(comm), other_(other) {}

  void send(const Beat& beat, int tag) {
    if (!finished()) return;
    sent_ = beat;
    MPI_Isend(&sent_, sizeof sent_, MPI_BYTE, other_, tag, comm_, &request_);
  }
  /// Hands all that came to `take`; whether the last message was among it.
  template <class Take> bool receive(const Take& take) {
    for (;;) {
      int there = 0;
      MPI_Status status{};
      MPI_Iprobe(other_, MPI_ANY_TAG, comm_, &there, &status);
      if (!there) return false;
      Beat beat;
      MPI_Recv(&beat, sizeof beat, MPI_BYTE, other_, status.MPI_TAG, comm_, MPI_STATUS_IGNORE);
      if (status.MPI_TAG == kLast) return true;
      take(beat);
    }
  }
  /// Sends the last message and waits for the other's.
  void close() {
    MPI_Wait(&request_, MPI_STATUS_IGNORE);
    send({}, kLast);
    while (!receive([](const Beat&) {})) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    MPI_Wait(&request_, MPI_STATUS_IGNORE);
  }
  int other() const { return other_; }

 private:
  bool finished() {
    int done = 0;
    MPI_Test(&request_, &done, MPI_STATUS_IGNORE);  // true of the null request too
    return done != 0;
  }
  MPI_Comm comm_;
  int other_;
  MPI_Request request_ = MPI_REQUEST_NULL;
  Beat sent_;
};

[[noreturn]] void end_job(const std::string& why) {
  std::fprintf(stderr, "thema: watchdog: %s (run.watchdog)\n", why.c_str());
  std::fflush(stderr);
  abort_job(ExitCode::internal);
}

bool may_call_mpi_from_threads() {
  int level = MPI_THREAD_SINGLE;
  check_mpi(MPI_Query_thread(&level));
  return level >= MPI_THREAD_MULTIPLE;
}

}  // namespace

/// The thread and what it knows. Rank 0 has a line to each other rank, each other rank one to rank 0.
struct Watchdog::Watch {
  Watch(const Communicator& of, double limit_seconds)
      : comm(&of), limit(limit_seconds), tick(std::clamp(limit / kTicksOfLimit, kShortestTick, kLongestTick)) {
    check_mpi(MPI_Comm_dup(of.native(), &native));
    if (of.size() > 1 && may_call_mpi_from_threads()) {
      const int first = of.is_root() ? 1 : 0, last = of.is_root() ? of.size() : 1;
      for (int other = first; other < last; ++other) lines.emplace_back(native, other);
    }
    thread = std::jthread([this](const std::stop_token& end) { watch(end); });
  }

  bool is_alone() const { return lines.empty(); }

  // Rank 0 judges all, the others only whether rank 0 is there, one after the other so that one speaks.
  Vigil new_vigil(double now) const {
    if (is_alone()) return {comm->rank(), 1, limit, now};
    if (comm->is_root()) return {0, comm->size(), limit, now};
    return {0, 1, limit + tick * (2 + std::min(comm->rank(), kTurns)), now};
  }

  std::optional<std::string> judge(const Vigil& vigil, double now) const {
    if (is_alone()) return vigil.hanging(now);
    auto why = vigil.silent(now);
    if (!why && comm->is_root()) why = vigil.hanging(now);
    if (!why && comm->is_root()) why = vigil.all_waiting(now);
    return why;
  }

  void watch(const std::stop_token& end) {
    double last = now_in_seconds();
    Vigil vigil = new_vigil(last);
    while (!end.stop_requested()) {
      {
        std::unique_lock lock(mutex);  // a sleep that the end of the job ends
        wake.wait_for(lock, end, std::chrono::duration<double>(tick), [] { return false; });
      }
      if (end.stop_requested()) return;
      const double now = now_in_seconds();
      if (now - last > kMissedTicks * tick) vigil.forgive(now - last);
      last = now;
      exchange(vigil, now);
      if (const auto why = judge(vigil, now)) end_job(*why);
    }
  }

  void exchange(Vigil& vigil, double now) {
    const Beat own = beat_of(pulse::state());
    if (is_alone() || comm->is_root()) vigil.heard(comm->rank(), own, now);
    for (Line& line : lines) {
      line.receive([&](const Beat& beat) { vigil.heard(line.other(), beat, now); });
      line.send(own, kBeat);
    }
  }

  const Communicator* comm;
  double limit, tick;
  MPI_Comm native = MPI_COMM_NULL;
  std::vector<Line> lines;
  std::mutex mutex;
  std::condition_variable_any wake;
  std::jthread thread;
};

Watchdog::Watchdog(const Communicator& comm, double limit) : watch_(std::make_unique<Watch>(comm, limit)) {}
Watchdog::~Watchdog() = default;

void Watchdog::leave() {
  watch_->comm->barrier();  // until all have done their work they are watched
  watch_->thread.request_stop();
  watch_->thread.join();
  watch_->comm->barrier();  // the last message is for close() and not for a thread that still runs
  for (Line& line : watch_->lines) line.close();
  check_mpi(MPI_Comm_free(&watch_->native));
}

}  // namespace thema
