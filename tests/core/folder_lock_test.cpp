// SPDX-License-Identifier: Apache-2.0
#include "thema/core/folder_lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <thread>

#include "temporary_folder.hpp"
#include "thema/core/error.hpp"
#include "thema/core/placement.hpp"

namespace thema {
namespace {

std::string refusal(const std::filesystem::path& folder) {
  try {
    const FolderLock lock(folder);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::output);
    return error.what();
  }
  return "";
}

TEST(FolderLock, ALockedFolderIsRefusedUntilTheHolderEnds) {
  const TemporaryFolder folder;
  {
    const FolderLock first(folder.path());
    const std::string why = refusal(folder.path());
    EXPECT_NE(why.find("host " + host_name() + ", process " + std::to_string(::getpid())), std::string::npos) << why;
    EXPECT_NE(why.find("remove " + (folder.path() / kLockFile).string() + " to break the lock"), std::string::npos);
  }
  EXPECT_EQ(refusal(folder.path()), "");
}

TEST(FolderLock, RemovingTheFileBreaksIt) {
  const TemporaryFolder folder;
  const FolderLock first(folder.path());
  std::filesystem::remove(folder.path() / kLockFile);
  EXPECT_EQ(refusal(folder.path()), "");
}

TEST(FolderLock, AJobThatSlurmStartsAgainWaitsForItsRemains) {
  const TemporaryFolder folder;
  ::setenv("SLURM_JOB_ID", "4711", 1);
  auto first = std::make_unique<FolderLock>(folder.path());
  EXPECT_NE(refusal(folder.path()), "") << "not started again";
  ::setenv("SLURM_RESTART_COUNT", "1", 1);
  std::jthread node_is_found_dead([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    first.reset();
  });
  EXPECT_EQ(refusal(folder.path()), "");
  ::unsetenv("SLURM_RESTART_COUNT");
  ::unsetenv("SLURM_JOB_ID");
}

TEST(FolderLock, TellsTheJobOfTheBatchSystem) {
  const TemporaryFolder folder;
  ::setenv("SLURM_JOB_ID", "4711", 1);
  const FolderLock first(folder.path());
  ::unsetenv("SLURM_JOB_ID");
  EXPECT_NE(refusal(folder.path()).find(", job 4711)"), std::string::npos);
}

TEST(LockHolder, IsReadAsItWasWritten) {
  for (const LockHolder& holder : {LockHolder{"n1", 12, ""}, LockHolder{"n1.site", 34, "77_5"}}) {
    const auto read = parse_lock_holder(holder.text());
    ASSERT_TRUE(read.has_value()) << holder.text();
    EXPECT_EQ(read->host, holder.host);
    EXPECT_EQ(read->process, holder.process);
    EXPECT_EQ(read->job, holder.job);
  }
  for (const char* text : {"", "vm 12", "host n1 process 12", "host n1, process x"})
    EXPECT_FALSE(parse_lock_holder(text).has_value()) << text;
}

TEST(LockHolder, IsGoneWhenItsProcessOrItsEarlierRunIs) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);  // its number names no process now
  const LockHolder own{"n1", ::getpid(), "9"};
  EXPECT_TRUE(is_surely_gone({"n1", child, ""}, own));
  EXPECT_FALSE(is_surely_gone({"n2", child, ""}, own)) << "another machine's processes cannot be seen";
  EXPECT_FALSE(is_surely_gone({"n1", ::getpid(), ""}, own));
  EXPECT_TRUE(is_surely_gone({"n2", 1, "9"}, own)) << "requeued on another node";
  EXPECT_FALSE(is_surely_gone({"n2", 1, ""}, {"n1", 2, ""})) << "no job is not the same job";
}

}  // namespace
}  // namespace thema
