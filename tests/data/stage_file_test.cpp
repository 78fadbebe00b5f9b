// SPDX-License-Identifier: Apache-2.0
#include "thema/data/stage_file.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/error.hpp"
#include "thema/core/partition.hpp"

namespace thema {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kRows = 3'000'000;  // 12 MB of int32: three checksum pieces, shared by ranks

StageRecord record_named(const std::string& line) { return {"example", "", {"stage = example", line}, {}}; }

void write_example(Context& context, const fs::path& run) {
  StageWriter writer = StageWriter::create(
      context, run, record_named("a = 1"),
      {{"numbers", h5::element_type<std::int32_t>(), {kRows}}, {"empty", h5::element_type<float>(), {0, 4}}});
  const Range mine = even_part(kRows, context.comm.size(), context.comm.rank());
  std::vector<std::int32_t> values(static_cast<std::size_t>(mine.size()));
  std::iota(values.begin(), values.end(), static_cast<std::int32_t>(mine.first));
  writer.write_collectively<std::int32_t>("numbers", mine.first, values);
  writer.set_attribute("", "answer", std::int64_t{42});
  writer.complete(context);
}

void flip_byte(const fs::path& path, std::int64_t offset) {
  const FileDescriptor file = FileDescriptor::open_write(path);
  char byte = 0;
  file.read_at(offset, std::span(&byte, 1));
  byte = static_cast<char>(byte ^ 0x10);
  file.write_at(offset, std::string_view(&byte, 1));
}

std::string data_error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data) << error.what();
    return error.what();
  }
  return "";
}

TEST(StageFile, AllRanksReadBackWhatAllWrote) {
  Context context = test_context();
  const TemporaryFolder folder;
  write_example(context, folder.path());
  EXPECT_FALSE(fs::exists(partial_path(folder.path(), "example")));
  StageReader reader(folder.path(), "example");
  EXPECT_EQ(reader.rows("numbers"), kRows);
  EXPECT_EQ(reader.int_attribute("answer"), 42);
  EXPECT_TRUE(reader.read<float>("empty").empty());
  std::vector<std::int32_t> some(1000);
  for (const std::int64_t first : {std::int64_t{0}, std::int64_t{1'048'000}, kRows - 1000}) {  // across a piece's end
    reader.read_rows("numbers", first, std::span(some));
    EXPECT_EQ(some.front(), first);
    EXPECT_EQ(some.back(), first + 999);
  }
  const auto all = reader.read<std::int32_t>("numbers");
  EXPECT_EQ(all[1'234'567], 1'234'567);
  const std::int64_t checked = reader.verify_part(context.comm.size(), context.comm.rank());
  EXPECT_EQ(context.comm.sum(checked), kRows * 4);
}

TEST(StageFile, ADamagedByteIsRefusedWithFileDatasetAndRows) {
  Context context = test_context();
  const TemporaryFolder folder;
  write_example(context, folder.path());
  const fs::path path = stage_path(folder.path(), "example");
  if (context.comm.is_root()) flip_byte(path, static_cast<std::int64_t>(fs::file_size(path)) / 2);
  context.comm.barrier();
  StageReader reader(folder.path(), "example");
  const std::string message = data_error_of([&] { reader.read<std::int32_t>("numbers"); });
  EXPECT_NE(message.find("example.h5"), std::string::npos) << message;
  EXPECT_NE(message.find("'numbers' are damaged"), std::string::npos) << message;
  std::vector<std::int32_t> one(1);
  reader.read_rows("numbers", 0, std::span(one));  // sound pieces stay readable
  EXPECT_EQ(one[0], 0);
}

TEST(StageFile, ACutFileIsRefused) {
  Context context = test_context();
  const TemporaryFolder folder;
  write_example(context, folder.path());
  const fs::path path = stage_path(folder.path(), "example");
  if (context.comm.is_root()) fs::resize_file(path, fs::file_size(path) / 2);
  context.comm.barrier();
  EXPECT_NE(data_error_of([&] { StageReader(folder.path(), "example").read<std::int32_t>("numbers"); }), "");
}

TEST(StageFile, ResumesOnlyWithTheSameFingerprint) {
  Context context = test_context();
  const TemporaryFolder folder;
  const std::vector<DatasetSpec> specs{{"x", h5::element_type<std::int64_t>(), {8}}};
  {
    StageWriter writer = StageWriter::create(context, folder.path(), record_named("a = 1"), specs);
    const std::int64_t value = 7;
    if (context.comm.is_root()) writer.write<std::int64_t>("x", 3, std::span(&value, 1));
  }
  EXPECT_FALSE(StageWriter::resume(context, folder.path(), record_named("a = 2"), specs));
  auto resumed = StageWriter::resume(context, folder.path(), record_named("a = 1"), specs);
  ASSERT_TRUE(resumed);
  std::int64_t value = 0;
  resumed->read("x", 3, std::span(&value, 1));
  EXPECT_EQ(value, 7);
}

TEST(StageFile, AnUnreadablePartialFileIsNotResumed) {
  Context context = test_context();
  const TemporaryFolder folder;
  if (context.comm.is_root()) write_text_file(partial_path(folder.path(), "example"), "not HDF5");
  context.comm.barrier();
  EXPECT_FALSE(StageWriter::resume(context, folder.path(), record_named("a = 1"), {}));
}

TEST(StageFile, FingerprintDifferenceShowsBothSides) {
  EXPECT_EQ(fingerprint_difference("a = 1\nb = 2", "a = 1\nb = 3"), "  - b = 2\n  + b = 3\n");
}

}  // namespace
}  // namespace thema
