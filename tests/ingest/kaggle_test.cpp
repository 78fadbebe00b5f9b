// SPDX-License-Identifier: Apache-2.0
// The true Kaggle snapshot, against Python's json.
#include <gtest/gtest.h>

#include <cstdlib>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/ingest/ingest.hpp"

namespace thema {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

TEST(Kaggle, EveryFieldIsWhatPythonReads) {
  const std::string papers = environment("THEMA_TEST_DATA") + "/arxiv/arxiv-kaggle-1k.jsonl";
  const std::string python = environment("THEMA_PYTHON") + "/bin/python";
  if (!std::filesystem::exists(papers)) GTEST_SKIP() << "no " << papers;
  if (!std::filesystem::exists(python)) GTEST_SKIP() << "no " << python;
  Context context = test_context();
  const TemporaryFolder folder;
  for (const int min_abstract : {50, 400}) {
    IngestOptions options;
    options.input = {papers};
    options.min_abstract = min_abstract;
    const IngestReport report = ingest(context, folder.path(), {"documents", "", {}, {}}, options);
    EXPECT_EQ(report.lines, 1'000);
    EXPECT_EQ(report.rejected, 0);
    EXPECT_EQ(report.documents + report.too_short, 1'000);
    if (!context.comm.is_root()) continue;
    const std::string command = python + " '" + environment("THEMA_SOURCE") + "/tests/ingest/check_documents.py' '" +
                                papers + "' '" + (folder.path() / "documents.h5").string() + "' " +
                                std::to_string(min_abstract);
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
  }
}

}  // namespace
}  // namespace thema
