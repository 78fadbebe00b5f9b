// SPDX-License-Identifier: Apache-2.0
// Stands alone, because the request to stop stays for the rest of the process.
#include <gtest/gtest.h>

#include "stop_signal.hpp"
#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/error.hpp"
#include "thema/ingest/ingest.hpp"

namespace thema {
namespace {

TEST(IngestStop, ARequestToOneRankEndsAllRanksBeforeTheFileIsBegun) {
  Context context = test_context();
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 30; ++i) text += R"({"id":")" + std::to_string(i) + "\",\"title\":\"T\",\"abstract\":\"A\"}\n";
  IngestOptions options;
  options.min_abstract = 0;
  options.input = {folder.write("p.jsonl", text)};
  if (context.comm.rank() == context.comm.size() - 1) send_stop_signal(SIGTERM);
  EXPECT_THROW(ingest(context, folder.path(), {"documents", "", {}, {}}, options), Stopped);
  context.comm.barrier();
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "documents.h5"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "documents.h5.partial"));
}

}  // namespace
}  // namespace thema
