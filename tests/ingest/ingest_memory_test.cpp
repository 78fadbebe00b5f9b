// SPDX-License-Identifier: Apache-2.0
// Besides what it is allowed to keep parsed, what ingest holds does not grow with the file but for 32 bytes a paper.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "thema/core/peak_memory.hpp"

#include <fstream>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/ingest/ingest.hpp"

namespace thema {
namespace {

constexpr std::int64_t kMegabyte = std::int64_t{1} << 20;

std::string write_papers_file(const std::filesystem::path& path, std::int64_t bytes) {
  const std::string abstract(1'500, 'a');
  std::ofstream file(path, std::ios::binary);
  for (std::int64_t i = 0; file.tellp() < bytes; ++i)
    file << fmt::format(R"({{"id":"{}","title":"T","abstract":"{}"}})"
                        "\n",
                        i, abstract);
  return path.string();
}

TEST(IngestMemory, StaysFlatWhileTheFileGrows) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer keeps freed memory";
#endif
  Context context = test_context(MPI_COMM_SELF);
  const TemporaryFolder folder;
  const auto peak_after = [&](std::int64_t bytes) {
    IngestOptions options;
    options.input = {write_papers_file(folder.path() / "papers.jsonl", bytes)};
    options.keep_parsed = 8 * kMegabyte;
    ingest(context, folder.path(), {"documents", "", {}, {}}, options);
    return peak_memory_bytes();
  };
  const std::int64_t before = peak_memory_bytes();
  const std::int64_t small = peak_after(24 * kMegabyte);
  const std::int64_t large = peak_after(120 * kMegabyte);
  EXPECT_LT(large - small, 24 * kMegabyte);  // a quarter of what the file has grown by
  EXPECT_LT(large - before, 192 * kMegabyte);
}

}  // namespace
}  // namespace thema
