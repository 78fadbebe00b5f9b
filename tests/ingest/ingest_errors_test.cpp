// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/error.hpp"
#include "thema/ingest/ingest.hpp"
#include "thema/ingest/write_papers.hpp"

namespace thema {
namespace {

const std::string kPaper = R"({"id":"1","title":"T","abstract":"short"})"
                           "\n";

class IngestErrors : public testing::Test {
 protected:
  std::string refusal(const IngestOptions& options, ExitCode code = ExitCode::data) {
    try {
      ingest(context_, folder_.path(), {"documents", "", {}, {}}, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      EXPECT_FALSE(std::filesystem::exists(folder_.path() / "documents.h5"));
      return error.what();
    }
    return "";
  }
  std::string refusal(const std::string& name, const std::string& text) {
    IngestOptions options;
    options.input = {folder_.write(name, text)};
    return refusal(options);
  }
  static void expect_start(const std::string& text, const std::string& start) {
    EXPECT_EQ(text.rfind(start, 0), 0u) << text;
  }

  Context context_ = test_context(MPI_COMM_SELF);
  const TemporaryFolder folder_;
};

TEST_F(IngestErrors, AFileWithoutLines) {
  EXPECT_EQ(refusal("empty.jsonl", ""), "the input has no lines: empty.jsonl (0 bytes)");
  EXPECT_EQ(refusal("blank.jsonl", "\n \r\n\n"), "the input has no lines: blank.jsonl (5 bytes)");
  EXPECT_EQ(refusal("bom.jsonl", "\xEF\xBB\xBF"), "the input has no lines: bom.jsonl (3 bytes)");
}

TEST_F(IngestErrors, AFileThatIsNotJson) {
  const std::string fault = refusal("papers.csv", "id,title,abstract\n1,T,A\n");
  expect_start(fault,
               "none of the 2 lines of papers.csv is a paper (one JSON object a line is expected); the first:\n"
               "  papers.csv, byte 0: not JSON: ");
  EXPECT_NE(fault.find("papers.csv, byte 18: "), std::string::npos) << fault;
  expect_start(refusal("array.json", "[\n{\"id\":\"1\"},\n]"), "none of the 3 lines of array.json is a paper");
  expect_start(refusal("noise", std::string(100'000, '\x90')), "none of the 1 lines of noise is a paper");
  IngestOptions tolerant;
  tolerant.input = {(folder_.path() / "papers.csv").string()};
  tolerant.max_rejected = 1;
  expect_start(refusal(tolerant), "none of the 2 lines");
}

TEST_F(IngestErrors, TooManyRejectedLines) {
  expect_start(refusal("half.jsonl", kPaper + "broken\n"), "1 of 2 lines (50 %) are no papers, 1 % are allowed");
}

TEST_F(IngestErrors, NothingLeftTellsWhatDroppedIt) {
  EXPECT_EQ(refusal("short.jsonl", kPaper + kPaper),
            "no paper is left of 2 lines: 0 rejected, 2 with an abstract of fewer than 50 characters "
            "(ingest.min_abstract), 0 outside ingest.categories, ingest.from or ingest.to");
}

TEST_F(IngestErrors, InputsThatAreNotThere) {
  IngestOptions options;
  expect_start(refusal(options, ExitCode::usage), "ingest.input names no file");
  options.input = {"/nowhere/*.jsonl"};
  EXPECT_EQ(refusal(options), "no file is named /nowhere/*.jsonl");
  options.input = {folder_.path().string()};
  expect_start(refusal(options), "cannot read " + folder_.path().string());
}

TEST_F(IngestErrors, AChangeBetweenTheTwoReadings) {
  std::string text;
  for (int i = 0; i < 20; ++i)
    text += R"({"id":")" + std::to_string(i) +
            R"(","title":"T","abstract":"0123456789"})"
            "\n";
  std::string edited = text, shorter = text.substr(0, text.size() - 1), longer = text + kPaper;
  edited[edited.find("0123456789")] = 'X';
  std::string grown_inside = text;
  grown_inside.replace(grown_inside.find("\"T\""), 3, "\"TTT\"");
  for (const std::string& changed : {edited, shorter, longer, grown_inside, std::string("broken\n")}) {
    IngestOptions options;
    options.min_abstract = 0;
    options.input = {folder_.write("p.jsonl", text)};
    const auto files = open_inputs(context_, folder_.path(), options.input);
    const auto share = part_of_files(files, 1, 0);
    Scan scan = scan_lines(context_, files, share, 0, options);
    store::DocumentSizes planned;
    for (const PaperSizes& size : scan.sizes) {
      ++planned.documents;
      planned.text_bytes[0] += size.id;
      planned.text_bytes[1] += size.title;
      planned.text_bytes[2] += size.abstract;
    }
    store::DocumentSink sink(context_, folder_.path(), {"documents", "", {}, {}}, planned, {"p.jsonl"});
    folder_.write("p.jsonl", changed);
    try {
      write_papers(context_, files, share, std::move(scan), options, planned, sink);
      ADD_FAILURE() << "the change was not seen: " << changed.substr(0, 60);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::data);
      EXPECT_NE(std::string(error.what()).find("while it was being read"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace thema
