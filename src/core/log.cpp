// SPDX-License-Identifier: Apache-2.0
#include "thema/core/log.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "thema/core/pulse.hpp"

namespace thema {

namespace {

constexpr double kBarInterval = 0.2;  // seconds between two states of a bar

}  // namespace

std::string clock_text(double seconds) {
  const auto s = static_cast<std::int64_t>(std::llround(std::max(0.0, seconds)));
  if (s >= 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
  return fmt::format("{}:{:02}", s / 60, s % 60);
}

Log::Log(int rank, const std::string& progress)
    : rank_(rank), bars_(progress == "bar" || (progress == "auto" && ::isatty(STDERR_FILENO) == 1)) {}

void Log::write(const std::string& text) const {
  const std::string line = "thema: " + text + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

Progress::Progress(const Log& log, std::string what, std::string unit, std::int64_t total)
    : what_(std::move(what)),
      unit_(std::move(unit)),
      total_(total),
      speaks_(log.rank() == 0),
      bars_(log.shows_bars()) {}

Progress::~Progress() {
  if (visible_) show(Moment::end);
}

void Progress::advance(std::int64_t count) {
  done_ += count;
  pulse::step();
  if (!speaks_) return;
  if (since_shown_.seconds() < (bars_ ? kBarInterval : kLineInterval)) return;
  since_shown_.restart();
  visible_ = bars_;
  show(Moment::underway);
}

std::string Progress::state() const {
  const double seconds = since_start_.seconds();
  const double rate = seconds > 0 ? static_cast<double>(done_) / seconds : 0;
  const double share = total_ > 0 ? std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_)) : 1;
  const std::string left = rate > 0 ? clock_text(static_cast<double>(total_ - done_) / rate) : "?";
  return fmt::format("{:3.0f} %, {:.4g} {}/s a rank, {} left", 100 * share, rate, unit_, left);
}

void Progress::show(Moment moment) {
  if (!bars_) {
    std::fprintf(stderr, "thema: %s: %s\n", what_.c_str(), state().c_str());
    return;
  }
  constexpr int width = 24;
  const double share = total_ > 0 ? std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_)) : 1;
  const auto filled = static_cast<std::size_t>(share * width);
  const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
  std::fprintf(stderr, "\r\033[K%-8s [%s] %s%s", what_.c_str(), bar.c_str(), state().c_str(),
               moment == Moment::end ? "\r\033[K" : "");
}

}  // namespace thema
