// SPDX-License-Identifier: Apache-2.0
#include "thema/core/files.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <array>
#include <csignal>
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

TEST(Files, WhatCannotBeWrittenIsKnownBefore) {
  const TemporaryFolder folder;
  write_text_file(folder.path() / "a", "old");
  require_writable(folder.path() / "a");
  EXPECT_EQ(read_text_file(folder.path() / "a"), "old");
  require_writable(folder.path() / "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
  EXPECT_EQ(code_of([] { require_writable("/nonexistent/x"); }), ExitCode::output);
  EXPECT_EQ(code_of([&] { require_writable(folder.path()); }), ExitCode::output);
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

// While it lives, no file of this process may grow above `bytes`.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_DFL);
  }

 private:
  rlimit before_{};
};

TEST(Files, OutputThatCannotBeOpenedIsAnOutputError) {
  const TemporaryFolder folder;
  write_text_file(folder.path() / "file", "x");
  const auto create = [&](const fs::path& path) { return code_of([&] { FileDescriptor::create(path); }); };
  EXPECT_EQ(create(folder.path()), ExitCode::output);                          // EISDIR
  EXPECT_EQ(create(folder.path() / "file" / "below"), ExitCode::output);       // ENOTDIR
  EXPECT_EQ(create(folder.path() / "no" / "such"), ExitCode::output);          // ENOENT
  EXPECT_EQ(create(folder.path() / std::string(300, 'n')), ExitCode::output);  // ENAMETOOLONG
  EXPECT_EQ(code_of([&] { create_folder(folder.path() / "file" / "below"); }), ExitCode::output);
}

TEST(Files, OutputThatCannotBeWrittenIsAnOutputError) {
  EXPECT_EQ(code_of([] { FileDescriptor::open_write("/dev/full").write_at(0, "x"); }), ExitCode::output);  // ENOSPC
  const TemporaryFolder folder;
  const FileSizeLimit limit(4'096);
  const FileDescriptor file = FileDescriptor::create(folder.path() / "large");
  EXPECT_EQ(code_of([&] { file.write_at(0, std::string(8'192, 'x')); }), ExitCode::output);  // EFBIG
}

TEST(Files, GlobsAreSorted) {
  const TemporaryFolder folder;
  for (const char* name : {"b.jsonl", "a.jsonl", "c.txt"}) write_text_file(folder.path() / name, "x");
  const auto files = expand_glob((folder.path() / "*.jsonl").string());
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].filename(), "a.jsonl");
}

}  // namespace
}  // namespace thema
