// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

/// What this process is at: told by the parts that work, asked by the watchdog (core/watchdog.hpp), by injected faults
/// (core/fault_injection.hpp) and by the report of a run. One for each process, as it is processes that hang, wait and
/// are killed. Costs a few atomic operations; any thread may tell a step.
namespace thema::pulse {

/// Work went on. All that can take more than a few seconds says so again and again: a process that neither steps nor
/// waits for others hangs. Progress, collectives and transfers to and from files step by themselves.
void step();
/// The same, at a place that faults can name: reached("block", 7).
void reached(const char* unit, std::int64_t number);

/// A stage, or another command, begins: its name, no steps yet, nothing spent.
void begin_stage(const std::string& name);

/// What the process did since the stage began.
struct Spent {
  double waiting = 0;   ///< seconds for other ranks to come to a collective; with split_waiting(false) also `transfer`
  double transfer = 0;  ///< seconds in collectives to which all had come
  double reading = 0, writing = 0;  ///< seconds, of files
  std::int64_t read_bytes = 0, written_bytes = 0;
  std::int64_t steps = 0;
};
Spent spent();

/// Whether collectives are preceded by a barrier, so that waiting and transfer can be told apart. Costs the barrier.
void split_waiting(bool split);
bool splits_waiting();

/// Where the process is. `steps` counts from its start.
struct State {
  std::int64_t steps = 0;
  std::int64_t collectives = 0;  ///< begun; the same on all ranks when they are at the same place
  bool waiting = false;          ///< inside the last of them
  std::string phase;             ///< "encode: model"
  std::string collective;        ///< the last one: "sum"
};
State state();

/// Names what the process does while it lives; of the thread that computes.
class Phase {
 public:
  explicit Phase(const std::string& name);
  Phase(const Phase&) = delete;
  Phase& operator=(const Phase&) = delete;
  ~Phase();

 private:
  std::string before_;
};

/// A call that returns when other ranks have made it too. Its time counts as waiting or, after all_arrived(), as
/// transfer; that of files as writing.
class Collective {
 public:
  enum class Of { messages, files };
  explicit Collective(const char* name, Of of = Of::messages);
  Collective(const Collective&) = delete;
  Collective& operator=(const Collective&) = delete;
  void all_arrived();
  ~Collective();

 private:
  Of of_;
  bool arrived_ = false;
  std::chrono::steady_clock::time_point start_;
};

/// So many bytes go to or come from a file while it lives.
class FileTransfer {
 public:
  enum class Direction { read, write };
  FileTransfer(Direction direction, std::int64_t bytes);
  FileTransfer(const FileTransfer&) = delete;
  FileTransfer& operator=(const FileTransfer&) = delete;
  ~FileTransfer();

 private:
  Direction direction_;
  std::int64_t bytes_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace thema::pulse
