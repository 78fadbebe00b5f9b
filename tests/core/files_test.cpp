// SPDX-License-Identifier: Apache-2.0
#include "thema/core/files.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "temporary_folder.hpp"
#include "thema/core/error.hpp"

namespace thema {
namespace {

namespace fs = std::filesystem;

ExitCode code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return ExitCode::done;
}

TEST(Files, TextIsReplacedWhole) {
  const TemporaryFolder folder;
  write_text_file(folder.path() / "a", "old");
  write_text_file(folder.path() / "a", "new text");
  EXPECT_EQ(read_text_file(folder.path() / "a"), "new text");
  EXPECT_FALSE(fs::exists(folder.path() / "a.partial"));
}

TEST(Files, AMissingInputIsADataError) {
  EXPECT_EQ(code_of([] { FileDescriptor::open_read("/nonexistent/x"); }), ExitCode::data);
  EXPECT_EQ(code_of([] { expand_glob("/nonexistent/*.jsonl"); }), ExitCode::data);
}

TEST(Files, ReadingPastTheEndIsADataError) {
  const TemporaryFolder folder;
  write_text_file(folder.path() / "a", "123");
  std::array<char, 4> out{};
  EXPECT_EQ(code_of([&] { FileDescriptor::open_read(folder.path() / "a").read_at(0, out); }), ExitCode::data);
}

TEST(Files, GlobsAreSorted) {
  const TemporaryFolder folder;
  for (const char* name : {"b.jsonl", "a.jsonl", "c.txt"}) write_text_file(folder.path() / name, "x");
  const auto files = expand_glob((folder.path() / "*.jsonl").string());
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].filename(), "a.jsonl");
}

TEST(Files, ALockedFolderIsRefusedUntilTheHolderEnds) {
  const TemporaryFolder folder;
  {
    const FolderLock first(folder.path());
    EXPECT_EQ(code_of([&] { FolderLock second(folder.path()); }), ExitCode::output);
  }
  EXPECT_EQ(code_of([&] { FolderLock third(folder.path()); }), ExitCode::done);
}

}  // namespace
}  // namespace thema
