// SPDX-License-Identifier: Apache-2.0
// No byte of a stage file can change, and none be lost, without being noticed: every one is tried.
#include "thema/data/file_seal.hpp"

#include <gtest/gtest.h>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/error.hpp"
#include "thema/data/stage_file.hpp"

namespace thema {
namespace {

namespace fs = std::filesystem;

fs::path write_small_file(Context& context, const fs::path& run) {
  StageWriter writer = StageWriter::create(context, run, {"small", "[small]\na = 1\n", {"stage = small"}, {}},
                                           {{"numbers", h5::element_type<std::int32_t>(), {40}},
                                            {"group/texts", {h5::ElementType::Kind::text, 5}, {3}},
                                            {"none", h5::element_type<float>(), {0, 4}}});
  const std::vector<std::int32_t> numbers(40, 7);
  writer.write<std::int32_t>("numbers", 0, numbers);
  writer.write_texts("group/texts", 0, {"alpha", "beta", ""});
  writer.set_attribute("numbers", "unit", std::string("papers"));
  writer.complete(context);
  return stage_path(run, "small");
}

// "" when the file is sound, else what is said of it.
std::string complaint(const fs::path& run) {
  try {
    StageReader(run, "small").verify_part(1, 0);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data) << error.what();
    return error.what();
  }
  return "";
}

TEST(FileSeal, EveryFlippedByteIsNoticed) {
  Context context = test_context();
  const TemporaryFolder folder;
  const fs::path path = write_small_file(context, folder.path());
  ASSERT_EQ(complaint(folder.path()), "");
  const FileDescriptor file = FileDescriptor::open_write(path);
  for (std::int64_t at = 0; at < file.size(); ++at) {
    char byte = 0;
    file.read_at(at, std::span(&byte, 1));
    const char flipped = static_cast<char>(byte ^ (1 << (at % 8)));
    file.write_at(at, std::string_view(&flipped, 1));
    const std::string said = complaint(folder.path());
    EXPECT_NE(said.find("small.h5"), std::string::npos) << "byte " << at << ": '" << said << "'";
    file.write_at(at, std::string_view(&byte, 1));
  }
  EXPECT_EQ(complaint(folder.path()), "");
}

TEST(FileSeal, EveryCutIsNoticed) {
  Context context = test_context();
  const TemporaryFolder folder;
  const fs::path path = write_small_file(context, folder.path());
  for (std::uintmax_t bytes = fs::file_size(path); bytes-- > 0;) {
    fs::resize_file(path, bytes);
    EXPECT_NE(complaint(folder.path()), "") << bytes;
  }
}

TEST(FileSeal, AFileThatGrewIsNoticed) {
  Context context = test_context();
  const TemporaryFolder folder;
  const fs::path path = write_small_file(context, folder.path());
  fs::resize_file(path, fs::file_size(path) + 1);
  EXPECT_NE(complaint(folder.path()).find("has grown"), std::string::npos);
}

TEST(FileSeal, AFileOfAnotherProgramIsRefused) {
  Context context = test_context();
  const TemporaryFolder folder;
  write_text_file(stage_path(folder.path(), "small"), "not HDF5");
  EXPECT_NE(complaint(folder.path()).find("is not a file of thema"), std::string::npos);
}

}  // namespace
}  // namespace thema
