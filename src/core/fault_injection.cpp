// SPDX-License-Identifier: Apache-2.0
#include "thema/core/fault_injection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include "thema/core/error.hpp"
#include "thema/core/files.hpp"

namespace thema::faults {

namespace {

constexpr std::array<std::pair<std::string_view, Kind>, 5> kKinds{{{"crash", Kind::crash},
                                                                   {"hang", Kind::hang},
                                                                   {"stop", Kind::stop},
                                                                   {"enospc", Kind::enospc},
                                                                   {"corrupt", Kind::corrupt}}};
constexpr std::array<std::string_view, 11> kStages{"ingest", "encode", "cluster", "label",  "project", "assign",
                                                   "edit",   "search", "explain", "compare", "verify"};
constexpr std::array<std::string_view, 5> kUnits{"step", "block", "iteration", "epoch", "seal"};

// The fault of this process; a fault strikes a process, so there is one.
std::atomic<bool> armed{false};
std::mutex guard;
Fault due;
std::filesystem::path file_being_written;

[[noreturn]] void refuse(const std::string& text, const std::string& what) {
  fail_usage(fmt::format("--inject {}: {}; {}", text, what, help_text()));
}

std::int64_t number_of(const std::string& text, std::string_view value) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < 0)
    refuse(text, fmt::format("'{}' is not a whole number from 0", value));
  return number;
}

void set_part(Fault& fault, const std::string& text, std::string_view part) {
  const std::size_t equals = part.find('=');
  if (equals == std::string_view::npos) refuse(text, fmt::format("'{}' has no '='", part));
  const std::string_view name = part.substr(0, equals);
  const std::int64_t number = number_of(text, part.substr(equals + 1));
  if (name == "rank") {
    fault.rank = static_cast<int>(number);
  } else if (name == "byte") {
    fault.byte = number;
  } else if (std::ranges::find(kUnits, name) != kUnits.end()) {
    fault.unit = name;
    fault.number = number;
  } else {
    refuse(text, fmt::format("unknown unit '{}'", name));
  }
}

void flip_a_byte(const std::filesystem::path& path, std::int64_t byte) {
  if (!std::filesystem::exists(path)) return;  // its stage is done, or has not begun to write
  const FileDescriptor file = FileDescriptor::open_write(path);
  if (file.size() == 0) return;
  const std::int64_t at = byte >= 0 ? byte % file.size() : file.size() / 2;
  std::array<char, 1> value{};
  file.read_at(at, value);
  value[0] = static_cast<char>(value[0] ^ 0x20);
  file.write_at(at, std::string_view(value.data(), 1));
  std::fprintf(stderr, "thema: injected: byte %lld of %s is changed\n", static_cast<long long>(at), path.c_str());
}

void refuse_all_writes() {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = 0;  // the system refuses to write at or behind this byte; SIGXFSZ is ignored
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

void strike(const Fault& fault, const std::filesystem::path& file) {
  const auto kind = std::ranges::find(kKinds, fault.kind, [](const auto& k) { return k.second; });
  std::fprintf(stderr, "thema: injected: %s@%s:%s=%lld,rank=%d\n", std::string(kind->first).c_str(),
               fault.stage.c_str(), fault.unit.c_str(), static_cast<long long>(fault.number), fault.rank);
  switch (fault.kind) {
    case Kind::crash:
      ::kill(::getpid(), SIGKILL);
      break;
    case Kind::hang:
      for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
    case Kind::stop:
      ::kill(::getpid(), SIGUSR1);
      break;
    case Kind::enospc:
      refuse_all_writes();
      break;
    case Kind::corrupt:
      flip_a_byte(file, fault.byte);
      break;
  }
}

}  // namespace

std::string help_text() {
  return fmt::format("allowed is KIND@STAGE[:UNIT=N][,rank=R][,byte=B] with KIND crash, hang, stop, enospc, corrupt; "
                     "STAGE {}; UNIT {}",
                     fmt::join(kStages, ", "), fmt::join(kUnits, ", "));
}

Fault parse(const std::string& text) {
  Fault fault;
  fault.unit = "step";
  const std::size_t at = text.find('@');
  if (at == std::string::npos) refuse(text, "no '@'");
  const auto kind = std::ranges::find(kKinds, std::string_view(text).substr(0, at), [](const auto& k) { return k.first; });
  if (kind == kKinds.end()) refuse(text, fmt::format("unknown kind '{}'", text.substr(0, at)));
  fault.kind = kind->second;
  const std::size_t colon = text.find(':', at);
  fault.stage = text.substr(at + 1, colon == std::string::npos ? std::string::npos : colon - at - 1);
  if (std::ranges::find(kStages, fault.stage) == kStages.end())
    refuse(text, fmt::format("unknown stage '{}'", fault.stage));
  if (colon == std::string::npos) return fault;
  std::string_view rest = std::string_view(text).substr(colon + 1);
  for (;;) {
    const std::size_t comma = rest.find(',');
    set_part(fault, text, rest.substr(0, comma));
    if (comma == std::string_view::npos) return fault;
    rest.remove_prefix(comma + 1);
  }
}

void arm(const Fault& fault, int rank) {
  if (fault.rank != rank) return;
  const std::lock_guard lock(guard);
  due = fault;
  armed = true;
}

bool is_armed() noexcept { return armed.load(std::memory_order_relaxed); }

void strike_if_due(const std::string& stage, const std::string& unit, std::int64_t number) {
  std::filesystem::path file;
  Fault fault;
  {
    const std::lock_guard lock(guard);
    if (!armed || due.stage != stage || due.unit != unit || due.number != number) return;
    armed = false;
    fault = due;
    file = file_being_written;
  }
  strike(fault, file);
}

void set_file(const std::filesystem::path& file) {
  const std::lock_guard lock(guard);
  file_being_written = file;
}

}  // namespace thema::faults
