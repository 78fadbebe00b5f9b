// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "thema/core/files.hpp"

namespace thema {

/// Name of FolderLock's file in its folder.
inline constexpr const char* kLockFile = ".lock";

/// Who holds a folder; a line of text in the lock's file.
struct LockHolder {
  std::string host;
  long process = 0;
  std::string job;  ///< of the batch system; empty: none
  std::string text() const;
};
/// What LockHolder::text() wrote; nothing for other text.
std::optional<LockHolder> parse_lock_holder(const std::string& text);
/// Of a file system without locks: whether the holder is surely gone, because it is an earlier run of the same job, or a
/// process of this machine that is no more.
bool is_surely_gone(const LockHolder& holder, const LockHolder& own);

/// Exclusive lock on a folder, held while the object lives. The kernel drops it when the process dies; on a file system
/// without locks the holder's name in the file stands for it, and a job that was killed leaves that behind.
class FolderLock {
 public:
  /// An Error of kind `output` names host, process and job that hold it, and how a stale lock is broken.
  explicit FolderLock(const std::filesystem::path& folder);
  FolderLock(FolderLock&&) = default;
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();
  /// Whether the file system has locks; some parallel ones are mounted without.
  bool held() const { return held_; }

 private:
  FileDescriptor file_;
  bool held_ = false;
};

}  // namespace thema
