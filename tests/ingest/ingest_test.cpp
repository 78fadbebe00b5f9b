// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/ingest.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "documents_equal.hpp"
#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/ingest/input_faults.hpp"
#include "thema/ingest/scan_lines.hpp"

namespace thema {
namespace {

const std::string kLongEnough = "An abstract of more than fifty characters, so that the paper stays in the corpus.";

std::string paper(const std::string& id, const std::string& abstract = kLongEnough,
                  const std::string& category = "cs.LG") {
  return fmt::format(R"({{"id":"{}","title":"Paper {}","authors":"A. B.","categories":"{}","abstract":"{}",)"
                     R"("update_date":"2010-01-0{}"}})",
                     id, id, category, abstract, 1 + id.size() % 9);
}

// 300 lines: each ninth id repeats one of another part of the file, each eleventh abstract is short, some lines are
// broken, blank or end in CRLF.
std::string mixed_file() {
  std::string text = "\xEF\xBB\xBF";
  for (int i = 0; i < 300; ++i) {
    const std::string end = i % 5 == 0 ? "\r\n" : "\n";
    if (i % 50 == 17) text += "{\"id\":\"cut off" + end;
    if (i % 60 == 31) text += "  " + end;
    const int id = i % 9 == 4 ? (i * 7) % 300 : i;
    text += paper(fmt::format("x{}", id), i % 11 == 3 ? "Too short." : kLongEnough, i % 2 ? "cs.LG" : "math.CO") + end;
  }
  return text + paper("last");  // no newline at the end
}

StageRecord record() { return {"documents", "", {"test = 1"}, {}}; }

class Ingest : public testing::Test {
 protected:
  IngestOptions options_for(const std::vector<std::string>& files) {
    IngestOptions options;
    options.input = files;
    options.max_rejected = 0.1;
    return options;
  }
  /// Runs on all ranks, and on rank 0 alone with a second reading of all lines, and expects equal files. Collective.
  IngestReport run(const IngestOptions& options) {
    const auto many = folder_.make_folder("many"), one = folder_.make_folder("one");
    const IngestReport report = ingest(context_, many, record(), options);
    if (context_.comm.is_root()) {
      Context alone = test_context(MPI_COMM_SELF);
      IngestOptions reading_twice = options;
      reading_twice.keep_parsed = 0;
      EXPECT_EQ(ingest(alone, one, record(), reading_twice).documents, report.documents);
      test::expect_equal_files(many / "documents.h5", one / "documents.h5");
    }
    context_.comm.barrier();
    store::DocumentSource source(many);
    EXPECT_EQ(source.total(), report.documents);
    documents_ = source.read({0, source.total()});
    file_ = many / "documents.h5";
    context_.comm.barrier();
    return report;
  }
  std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < documents_.size(); ++i) all.emplace_back(documents_.id[i]);
    return all;
  }
  Context context_ = test_context();
  const TemporaryFolder folder_;
  Documents documents_;
  std::filesystem::path file_;
};

TEST_F(Ingest, CountsAndKeepsWhatItShould) {
  const IngestReport report = run(options_for({folder_.write("mixed.jsonl", mixed_file())}));
  // Counted by hand from the rules above: an id counts as seen only once a long abstract came with it.
  std::vector<std::string> expected;
  std::int64_t too_short = 0, duplicates = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string id = fmt::format("x{}", i % 9 == 4 ? (i * 7) % 300 : i);
    if (i % 11 == 3)
      ++too_short;
    else if (std::find(expected.begin(), expected.end(), id) != expected.end())
      ++duplicates;
    else
      expected.push_back(id);
  }
  expected.push_back("last");
  EXPECT_GT(duplicates, 10);
  EXPECT_EQ(report.lines, 301 + 6 + 5);
  EXPECT_EQ(report.blank, 5);
  EXPECT_EQ(report.rejected, 6);
  EXPECT_EQ(report.too_short, too_short);
  EXPECT_EQ(report.duplicates, duplicates);
  EXPECT_EQ(report.bytes, static_cast<std::int64_t>(mixed_file().size()));
  EXPECT_EQ(ids(), expected);
  EXPECT_EQ(documents_.title[0], "Paper x0");
  EXPECT_EQ(documents_.source_offset[0], 0u);
}

TEST_F(Ingest, SourceOffsetsPointAtTheLines) {
  const std::string a = mixed_file(), b = paper("only-in-b") + "\n";
  run(options_for({folder_.write("a.jsonl", a), folder_.write("empty.jsonl", ""), folder_.write("b.jsonl", b)}));
  for (std::size_t i = 0; i < documents_.size(); ++i) {
    const std::string& text = documents_.source_file[i] == 0 ? a : b;
    const std::string line = text.substr(documents_.source_offset[i], 80);
    EXPECT_NE(line.find(fmt::format("{{\"id\":\"{}\"", documents_.id[i])), std::string::npos) << line;
  }
  EXPECT_EQ(documents_.id[documents_.size() - 1], "only-in-b");
  EXPECT_EQ(documents_.source_file.back(), 2);
  EXPECT_EQ(documents_.source_offset.back(), 0u);
}

TEST_F(Ingest, RejectedLinesAreRecorded) {
  const std::string text = mixed_file();
  run(options_for({folder_.write("mixed.jsonl", text)}));
  StageReader reader(file_.parent_path(), "documents");
  const auto offsets = reader.read<std::uint64_t>("rejected/offset");
  const auto reasons = reader.read_texts("rejected/reason"), excerpts = reader.read_texts("rejected/excerpt");
  EXPECT_EQ(offsets.size(), 6u);
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    EXPECT_EQ(text.substr(offsets[i], 7), "{\"id\":\"");
    EXPECT_EQ(reasons[i].rfind("not JSON: ", 0), 0u) << reasons[i];
    EXPECT_EQ(excerpts[i], "{\"id\":\"cut off");
  }
  EXPECT_TRUE(std::is_sorted(offsets.begin(), offsets.end()));
  EXPECT_EQ(reader.int_attribute("rejected"), 6);
  EXPECT_EQ(reader.read_texts("source_names"), std::vector<std::string>{"mixed.jsonl"});
}

TEST_F(Ingest, FiltersByCategoryAndDate) {
  IngestOptions options = options_for({folder_.write("mixed.jsonl", mixed_file())});
  options.categories = {"math"};
  const IngestReport all = run(options);
  EXPECT_GT(all.filtered, 100);
  for (std::size_t i = 0; i < documents_.size(); ++i) EXPECT_EQ(documents_.categories[i], "math.CO");
  options.from = options.to = "2010-01-04";  // ids of three characters
  run(options);
  EXPECT_GT(documents_.size(), 20u);
  for (const std::string& id : ids()) EXPECT_EQ(id.size(), 3u);
}

TEST_F(Ingest, LimitKeepsTheFirst) {
  IngestOptions options = options_for({folder_.write("mixed.jsonl", mixed_file())});
  run(options);
  const auto all = ids();
  options.limit = 101;
  const IngestReport report = run(options);
  EXPECT_EQ(ids(), std::vector<std::string>(all.begin(), all.begin() + 101));
  EXPECT_EQ(report.not_sampled, static_cast<std::int64_t>(all.size()) - 101);
}

TEST_F(Ingest, SampleIsExactKeyedAndInInputOrder) {
  IngestOptions options = options_for({folder_.write("mixed.jsonl", mixed_file())});
  run(options);
  const auto all = ids();
  options.sample = 40;
  const IngestReport report = run(options);
  EXPECT_EQ(report.documents, 40);
  const auto first = ids();
  std::size_t at = 0;
  for (const std::string& id : all) at += at < first.size() && id == first[at];
  EXPECT_EQ(at, first.size());
  options.seed = 1;
  run(options);
  EXPECT_NE(ids(), first);
  options.sample = 100'000;
  run(options);
  EXPECT_EQ(ids(), all);
}

TEST_F(Ingest, AnyPartMayStayInMemoryBetweenTheReadings) {
  const std::string a = mixed_file(), b = paper("only-in-b") + "\n" + paper("x5") + "\n";
  IngestOptions options = options_for({folder_.write("a.jsonl", a), folder_.write("b.jsonl", b)});
  const std::int64_t bytes = static_cast<std::int64_t>(a.size() + b.size());
  for (const std::int64_t keep : {std::int64_t{1}, std::int64_t{3'000}, std::int64_t{17'001},
                                  static_cast<std::int64_t>(a.size()), bytes - 1, bytes}) {
    options.keep_parsed = keep;
    run(options);
    EXPECT_EQ(documents_.id[documents_.size() - 1], "only-in-b");
  }
}

TEST_F(Ingest, WhatIsKeptOfManyShortLinesIsGivenUp) {
  std::string text;
  for (int i = 0; i < 2'000; ++i) text += "?\n";
  text += paper("a") + "\n";
  IngestOptions options = options_for({folder_.write("short.jsonl", text)});
  options.max_rejected = 1;
  EXPECT_EQ(run(options).rejected, 2'000);
  const std::vector<InputFile> files = open_inputs(context_, folder_.path(), options.input);
  const auto share = part_of_files(files, 1, 0);
  const Scan scan = scan_lines(context_, files, share, 1, options);
  EXPECT_EQ(scan.parsed.ranges(), 0u);
  EXPECT_EQ(scan.parsed.rejected().size(), 0u);
}

TEST_F(Ingest, RangesAreCutWhereTheyShould) {
  const std::vector<FileRange> ranges{{0, {10, 20}}, {2, {0, 5}}};
  const auto cut = [&](std::int64_t bytes) {
    std::vector<FileRange> copy = ranges;
    const std::size_t before = cut_ranges(copy, bytes);
    std::string text = fmt::format("{} of", before);
    for (const FileRange& range : copy) text += fmt::format(" {}:{}-{}", range.file, range.bytes.first, range.bytes.last);
    return text;
  };
  EXPECT_EQ(cut(0), "0 of 0:10-20 2:0-5");
  EXPECT_EQ(cut(1), "1 of 0:10-11 0:11-20 2:0-5");
  EXPECT_EQ(cut(10), "1 of 0:10-20 2:0-5");
  EXPECT_EQ(cut(12), "2 of 0:10-20 2:0-2 2:2-5");
  EXPECT_EQ(cut(15), "2 of 0:10-20 2:0-5");
  EXPECT_EQ(cut(99), "2 of 0:10-20 2:0-5");
}

TEST_F(Ingest, FewerLinesThanRanks) {
  EXPECT_EQ(run(options_for({folder_.write("one.jsonl", paper("a"))})).documents, 1);
  EXPECT_EQ(run(options_for({folder_.write("two.jsonl", paper("a") + "\n" + paper("b"))})).documents, 2);
}

TEST_F(Ingest, AllTextColumnsMayBeEmpty) {
  IngestOptions options = options_for({folder_.write("bare.jsonl", R"({"id":"1","title":"","abstract":""})")});
  options.min_abstract = 0;
  EXPECT_EQ(run(options).documents, 1);
  EXPECT_EQ(documents_.date[0], kUnknownDate);
}

TEST_F(Ingest, ALineOfManyRangesBelongsToOneRank) {
  const std::string text = paper("a") + "\n" + paper("b", std::string(200'000, 'x')) + "\n" + paper("c") + "\n";
  EXPECT_EQ(run(options_for({folder_.write("wide.jsonl", text)})).documents, 3);
  IngestOptions options = options_for({folder_.write("wide.jsonl", text)});
  options.max_line = 2'000;
  options.max_rejected = 0.5;
  const IngestReport report = run(options);
  EXPECT_EQ(report.rejected, 1);
  EXPECT_EQ(ids(), (std::vector<std::string>{"a", "c"}));
}

TEST_F(Ingest, TheFirstTenRejectedLinesOfAllRanksAreShown) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += fmt::format("broken {:02}\n", i) + paper(std::to_string(i)) + "\n";
  const IngestOptions options = options_for({folder_.write("bad.jsonl", text)});
  const std::vector<InputFile> files = open_inputs(context_, folder_.path(), options.input);
  const auto share = part_of_files(files, context_.comm.size(), context_.comm.rank());
  const Scan scan = scan_lines(context_, files, share, 0, options);
  IngestReport report;
  report.lines = context_.comm.sum(scan.counts.lines);
  report.rejected = context_.comm.sum(scan.counts.rejected);
  report.documents = 40;
  const std::string fault = find_fault(context_.comm, files, report, scan.first_rejected, options);
  EXPECT_EQ(fault.rfind("40 of 80 lines (50 %) are no papers, 10 % are allowed (ingest.max_rejected); the first:\n", 0),
            0u)
      << fault;
  std::size_t at = 0;
  for (int i = 0; i < 10; ++i) {
    at = fault.find(fmt::format(": broken {:02}", i), at);
    EXPECT_NE(at, std::string::npos) << i << "\n" << fault;
  }
  EXPECT_EQ(fault.find("broken 10"), std::string::npos);
  EXPECT_NE(fault.find("\n  bad.jsonl, byte 0: not JSON: "), std::string::npos) << fault;
}

TEST_F(Ingest, TheInputIsIdentifiedByNameSizeAndEveryByte) {
  std::string text(3 * (std::size_t{4} << 20) + 12'345, 'a');  // several pieces of 4 MiB, the last one short
  IngestOptions options = options_for({folder_.write("large.jsonl", text), folder_.write("empty.jsonl", "")});
  const auto before = identify_input(context_, options);
  EXPECT_EQ(before.size(), 3u);
  EXPECT_EQ(before[0].rfind("unicode = ICU ", 0), 0u) << before[0];
  EXPECT_EQ(before[1].rfind(fmt::format("input large.jsonl: {} bytes, ", text.size()), 0), 0u) << before[1];
  EXPECT_EQ(before[2].rfind("input empty.jsonl: 0 bytes, ", 0), 0u) << before[2];
  if (context_.comm.is_root()) {
    Context alone = test_context(MPI_COMM_SELF);
    EXPECT_EQ(identify_input(alone, options), before);
  }
  context_.comm.barrier();
  for (const std::size_t at : {std::size_t{100'000}, text.size() / 2, text.size() - 1}) {
    std::string edited = text;
    edited[at] = 'b';
    folder_.write("large.jsonl", edited);
    EXPECT_NE(identify_input(context_, options), before) << "byte " << at;
    context_.comm.barrier();
  }
}

}  // namespace
}  // namespace thema
