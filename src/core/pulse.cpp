// SPDX-License-Identifier: Apache-2.0
#include "thema/core/pulse.hpp"

#include <atomic>
#include <mutex>

#include "thema/core/fault_injection.hpp"

namespace thema::pulse {

namespace {

using Clock = std::chrono::steady_clock;
using Count = std::atomic<std::int64_t>;

struct Process {
  Count steps = 0, collectives = 0, first_step = 0;
  std::atomic<bool> waiting = false, splits_waiting = false;
  Count waiting_ns = 0, transfer_ns = 0, reading_ns = 0, writing_ns = 0, read_bytes = 0, written_bytes = 0;
  std::mutex naming;  // of what follows, which the watchdog's thread reads
  std::string stage, phase, collective;
};

// A process has one, as it has one set of signals (core/interrupt.cpp).
Process process;

std::string stage_name() {
  const std::lock_guard lock(process.naming);
  return process.stage;
}

void exchange_phase(std::string& name) {
  const std::lock_guard lock(process.naming);
  process.phase.swap(name);
}

void add_time_since(Clock::time_point start, Count& total) {
  total += std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
}

double seconds(const Count& nanoseconds) { return 1e-9 * static_cast<double>(nanoseconds.load()); }

}  // namespace

void step() {
  const std::int64_t number = ++process.steps - process.first_step;
  if (faults::is_armed()) faults::strike_if_due(stage_name(), "step", number);
}

void reached(const char* unit, std::int64_t number) {
  ++process.steps;
  if (faults::is_armed()) faults::strike_if_due(stage_name(), unit, number);
}

void begin_stage(const std::string& name) {
  for (Count* spent : {&process.waiting_ns, &process.transfer_ns, &process.reading_ns, &process.writing_ns,
                       &process.read_bytes, &process.written_bytes})
    *spent = 0;
  process.first_step = process.steps.load();
  const std::lock_guard lock(process.naming);
  process.stage = process.phase = name;
}

Spent spent() {
  return {seconds(process.waiting_ns), seconds(process.transfer_ns), seconds(process.reading_ns),
          seconds(process.writing_ns), process.read_bytes,           process.written_bytes,
          process.steps - process.first_step};
}

void split_waiting(bool split) { process.splits_waiting = split; }
bool splits_waiting() { return process.splits_waiting; }

State state() {
  const std::lock_guard lock(process.naming);
  return {process.steps, process.collectives, process.waiting, process.phase, process.collective};
}

Phase::Phase(const std::string& name) : before_(name) { exchange_phase(before_); }
Phase::~Phase() { exchange_phase(before_); }

Collective::Collective(const char* name, Of of) : of_(of), start_(Clock::now()) {
  {
    const std::lock_guard lock(process.naming);
    process.collective = name;
  }
  ++process.collectives;
  process.waiting = true;
}

void Collective::all_arrived() {
  add_time_since(start_, process.waiting_ns);
  start_ = Clock::now();
  arrived_ = true;
}

Collective::~Collective() {
  if (of_ == Of::files)
    add_time_since(start_, process.writing_ns);
  else
    add_time_since(start_, arrived_ ? process.transfer_ns : process.waiting_ns);
  process.waiting = false;
  step();
}

FileTransfer::FileTransfer(Direction direction, std::int64_t bytes)
    : direction_(direction), bytes_(bytes), start_(Clock::now()) {}

FileTransfer::~FileTransfer() {
  const bool reads = direction_ == Direction::read;
  add_time_since(start_, reads ? process.reading_ns : process.writing_ns);
  (reads ? process.read_bytes : process.written_bytes) += bytes_;
  step();
}

}  // namespace thema::pulse
