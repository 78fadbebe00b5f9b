// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

/// Faults on purpose, for tests of what a job does when a node dies, a disk fills or a rank hangs. Off unless
/// `--inject` is given; then one fault strikes one rank, once.
namespace thema::faults {

enum class Kind {
  crash,    ///< SIGKILL: the process is gone at once
  hang,     ///< computes no more, for good
  stop,     ///< SIGUSR1, as a batch system sends it before the time is over
  enospc,   ///< from now on nothing can be written to files, as on a full disk
  corrupt,  ///< a byte of the file being written is changed
};

struct Fault {
  Kind kind = Kind::crash;
  std::string stage;        ///< "encode", or the name of another command
  std::string unit;         ///< "step" for any step of the stage, or what pulse::reached() tells: "block"
  std::int64_t number = 1;  ///< of the unit; steps count from 1 in each stage
  int rank = 0;
  std::int64_t byte = -1;   ///< of the file, for `corrupt`; -1: the middle one
};

/// "crash@encode:block=7,rank=1"; without unit the first step, without rank rank 0. An Error of kind `usage` says what
/// is allowed.
Fault parse(const std::string& text);
std::string help_text();

/// The fault will strike if this process is its rank.
void arm(const Fault& fault, int rank);
/// Costs one atomic load.
bool is_armed() noexcept;
/// Called wherever work steps (core/pulse.hpp).
void strike_if_due(const std::string& stage, const std::string& unit, std::int64_t number);
/// The file that `corrupt` changes from now on.
void set_file(const std::filesystem::path& file);

}  // namespace thema::faults
