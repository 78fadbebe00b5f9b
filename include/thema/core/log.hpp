// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace thema {

/// Lines for people, on standard error, so that standard output stays for results. Rank 0 speaks for all.
class Log {
 public:
  /// `progress`: "bar", "lines", or "auto": a bar where standard error is a terminal, which behind mpirun it never is.
  explicit Log(int rank, const std::string& progress = "auto");
  /// One line from rank 0.
  template <class... A> void line(fmt::format_string<A...> format, A&&... arguments) const {
    if (rank_ == 0) write(fmt::format(format, std::forward<A>(arguments)...));
  }
  template <class... A> void warning(fmt::format_string<A...> format, A&&... arguments) const {
    if (rank_ == 0) write("warning: " + fmt::format(format, std::forward<A>(arguments)...));
  }
  int rank() const { return rank_; }
  bool shows_bars() const { return bars_; }

 private:
  void write(const std::string& text) const;
  int rank_;
  bool bars_;
};

/// Seconds since it was made or restarted.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  void restart() { start_ = Clock::now(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

/// Seconds between two plain lines about work under way.
inline constexpr double kLineInterval = 10.0;

/// Progress of one long piece of work: on rank 0 a bar with rate and time left, or a plain line every 10 s (see
/// Log). Rank 0 counts its own share, which stands for all because shares are balanced.
class Progress {
 public:
  Progress(const Log& log, std::string what, std::string unit, std::int64_t total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();
  void advance(std::int64_t count);

 private:
  enum class Moment { underway, end };
  void show(Moment moment);
  std::string state() const;
  std::string what_, unit_;
  std::int64_t total_, done_ = 0;
  Stopwatch since_start_, since_shown_;
  bool speaks_, bars_, visible_ = false;
};

/// "1:05", "2:03:04"; whole seconds.
std::string clock_text(double seconds);

}  // namespace thema
