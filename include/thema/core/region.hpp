// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/core/pulse.hpp"

namespace thema {

/// Seconds spent in named steps of this rank; the same names make the timing table and the provenance.
class Timings {
 public:
  struct Entry {
    std::string name;
    double seconds = 0;
    std::int64_t count = 0;
  };
  void add(const std::string& name, double seconds);
  const std::vector<Entry>& entries() const { return entries_; }
  double seconds(const std::string& name) const;

 private:
  std::vector<Entry> entries_;
};

/// A named step: its time goes to `timings` when the scope ends, also by an exception; while it lives the process is
/// at this phase (core/pulse.hpp). Of the thread that computes.
class Region {
 public:
  Region(Timings& timings, std::string name)
      : timings_(timings), name_(std::move(name)), phase_(name_), start_(std::chrono::steady_clock::now()) {}
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;
  ~Region() { timings_.add(name_, std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count()); }

 private:
  Timings& timings_;
  std::string name_;
  pulse::Phase phase_;
  std::chrono::steady_clock::time_point start_;
};

/// Adds the seconds of a scope to a number.
class Lap {
 public:
  explicit Lap(double& seconds) : seconds_(seconds) {}
  Lap(const Lap&) = delete;
  Lap& operator=(const Lap&) = delete;
  ~Lap() { seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  double& seconds_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace thema
