// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <exception>
#include <source_location>
#include <stdexcept>
#include <string>

namespace thema {

/// What the process returns to the shell; the numbers follow sysexits.h.
enum class ExitCode : int {
  done = 0,
  usage = 64,     ///< command line or configuration
  data = 65,      ///< input: too many rejected lines, a failed checksum
  internal = 70,  ///< an error of the program or of its machine
  output = 73,    ///< output that may not be written: other fingerprint, locked, read-only, full disk
  stopped = 75,   ///< stopped early on request; the same command goes on where it stopped
};

/// Every failure thema reports. The message names file, key, row or rank, what was found and what is allowed.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, ExitCode code = ExitCode::internal)
      : std::runtime_error(message), code_(code) {}
  ExitCode code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

/// A stage gives up because it was asked to stop. Thrown on all ranks at the same point, after they agreed (see
/// leave_if_stopped in core/interrupt.hpp), so whoever catches it may go on with collectives: the pipeline ends with
/// ExitCode::stopped. Not an Error: nothing went wrong, and the same command begins the stage again.
struct Stopped : std::exception {
  const char* what() const noexcept override { return "stopped on request; the same command begins this stage again"; }
};

/// A fault of the program or machine: the message carries the place in the source.
[[noreturn]] void fail(const std::string& what, std::source_location where = std::source_location::current());

/// Faults the user can mend; these carry no source place, the message itself says what to do.
[[noreturn]] void fail_usage(const std::string& what);
[[noreturn]] void fail_data(const std::string& what);
[[noreturn]] void fail_output(const std::string& what);

inline void require(bool condition, const char* what, std::source_location where = std::source_location::current()) {
  if (!condition) fail(what, where);
}

}  // namespace thema
