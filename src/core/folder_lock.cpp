// SPDX-License-Identifier: Apache-2.0
#include "thema/core/folder_lock.hpp"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string_view>
#include <thread>

#include "thema/core/error.hpp"
#include "thema/core/placement.hpp"
#include "thema/core/pulse.hpp"

namespace thema {

namespace {

constexpr int kSecondsForRemains = 120;

LockHolder this_process() {
  const char* job = std::getenv("SLURM_JOB_ID");
  return {host_name(), static_cast<long>(::getpid()), job ? job : ""};
}

std::string read_all(const FileDescriptor& file) {
  std::string text(static_cast<std::size_t>(file.size()), '\0');
  file.read_at(0, text);
  return text;
}

void empty(const FileDescriptor& file) {
  if (::ftruncate(file.native(), 0) != 0)
    fail_output("cannot write to " + file.path().string() + ": " + std::strerror(errno));
}

// Who held the lock until now may have removed its file when the folder was done with.
bool is_still_there(const FileDescriptor& file) {
  struct stat open {
  }, there{};
  return ::stat(file.path().c_str(), &there) == 0 && ::fstat(file.native(), &open) == 0 &&
         open.st_ino == there.st_ino && open.st_dev == there.st_dev;
}

// Of an earlier start of this very job, which Slurm has put back into the queue.
bool is_of_this_job(const FileDescriptor& file) {
  const char* restarts = std::getenv("SLURM_RESTART_COUNT");
  if (restarts == nullptr || std::string_view(restarts) == "0") return false;
  const auto holder = parse_lock_holder(read_all(file));
  return holder && !holder->job.empty() && holder->job == this_process().job;
}

// 0, or why not. A job that starts again after the death of its node may be there before the file system gives back
// what that node had locked.
int take_lock(const FileDescriptor& file) {
  for (int second = 0;; ++second) {
    if (::flock(file.native(), LOCK_EX | LOCK_NB) == 0) return 0;
    const int reason = errno;
    if (reason != EWOULDBLOCK || second == kSecondsForRemains || !is_of_this_job(file)) return reason;
    std::this_thread::sleep_for(std::chrono::seconds(1));
    pulse::step();
  }
}

[[noreturn]] void refuse(const std::filesystem::path& folder, const std::string& holder, const std::string& advice) {
  fail_output(folder.string() + " is in use by another job (" + holder + "); wait for it, or give another --run. " +
              advice + ", remove " + (folder / kLockFile).string() + " to break the lock");
}

}  // namespace

std::string LockHolder::text() const {
  return "host " + host + ", process " + std::to_string(process) + (job.empty() ? "" : ", job " + job);
}

std::optional<LockHolder> parse_lock_holder(const std::string& text) {
  std::istringstream in(text);
  std::string host_word, process_word, job_word;
  LockHolder holder;
  char comma = 0;
  if (!(in >> host_word >> holder.host >> process_word >> holder.process)) return std::nullopt;
  if (host_word != "host" || process_word != "process" || !holder.host.ends_with(',')) return std::nullopt;
  holder.host.pop_back();
  if (in >> comma >> job_word >> holder.job && job_word != "job") return std::nullopt;
  return holder;
}

bool is_surely_gone(const LockHolder& holder, const LockHolder& own) {
  if (!holder.job.empty() && holder.job == own.job) return true;  // requeued: a job runs once at a time
  return holder.host == own.host && ::kill(static_cast<pid_t>(holder.process), 0) != 0 && errno == ESRCH;
}

FolderLock::FolderLock(const std::filesystem::path& folder) : file_(FileDescriptor::open_or_create(folder / kLockFile)) {
  const int reason = take_lock(file_);
  if (reason == 0) {
    held_ = true;
    if (!is_still_there(file_))
      fail_output(folder.string() + " was in use by another job, which has just ended; start again");
  } else if (reason == EWOULDBLOCK) {
    refuse(folder, read_all(file_), "If that job is gone, and a file system of several machines still keeps its lock");
  } else if (reason != ENOSYS && reason != ENOTSUP && reason != ENOLCK) {
    fail_output("cannot lock " + file_.path().string() + ": " + std::strerror(reason));
  } else if (const auto holder = parse_lock_holder(read_all(file_));
             holder && !is_surely_gone(*holder, this_process())) {
    refuse(folder, holder->text(),
           "This file system has no locks, and a job that was killed leaves its name behind: if it is gone");
  }
  empty(file_);
  file_.write_at(0, this_process().text());
}

FolderLock::~FolderLock() {
  if (held_ || file_.native() < 0) return;  // its lock ends with it; moved from
  if (::ftruncate(file_.native(), 0) != 0) return;  // a destructor must not throw: the next job is told who it was
}

}  // namespace thema
