// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/benchmark_texts.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/error.hpp"
#include "thema/model/model_preset.hpp"

namespace thema::bench {
namespace {

const Tokenizer& tokenizer() {
  static const Tokenizer loaded = Tokenizer::load(find_model("minilm").folder);
  return loaded;
}

// Quantiles and mean of the 100,627 papers that the table was made from, by the wheel `tokenizers`.
TEST(BenchmarkTexts, SyntheticLengthsAreSpreadAsThoseOfArxiv) {
  EXPECT_EQ(synthetic_length(0), 14);
  EXPECT_EQ(synthetic_length(0.5), 187);
  EXPECT_EQ(synthetic_length(0.1), 89);
  EXPECT_EQ(synthetic_length(0.9), 324);
  EXPECT_LE(synthetic_length(std::nextafter(1.0, 0.0)), 1001);
  double sum = 0;
  constexpr int draws = 100'000;
  for (int i = 0; i < draws; ++i) sum += static_cast<double>(synthetic_length((i + 0.5) / draws));
  EXPECT_NEAR(sum / draws, 198.7, 1.0);
}

TEST(BenchmarkTexts, SyntheticTextsHaveTheTokensThatWereDrawn) {
  Context context = test_context();
  BenchOptions options;
  options.seed = 3;
  const BenchmarkTexts texts = benchmark_texts(context, options, 101, tokenizer());
  EXPECT_EQ(texts.total, 101);
  EXPECT_EQ(context.comm.sum(static_cast<std::int64_t>(texts.size())), 101);
  std::vector<std::int32_t> ids;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    tokenizer().encode(encoder_text(texts.title[i], texts.abstract[i]), 1 << 20, ids);
    EXPECT_GE(std::ssize(ids), 13);
    EXPECT_LE(std::ssize(ids), 1001 + 20);  // the last word may go beyond
  }
}

TEST(BenchmarkTexts, TheSamePapersForAnyNumberOfRanks) {
  Context all = test_context(), alone = test_context(MPI_COMM_SELF);
  const auto mine = benchmark_texts(all, {}, 20, tokenizer()), whole = benchmark_texts(alone, {}, 20, tokenizer());
  const auto first = static_cast<std::size_t>(all.comm.sum_before(static_cast<std::int64_t>(mine.size())));
  for (std::size_t i = 0; i < mine.size(); ++i) {
    EXPECT_EQ(mine.title[i], whole.title[first + i]);
    EXPECT_EQ(mine.abstract[i], whole.abstract[first + i]);
  }
}

TEST(BenchmarkTexts, AnInputGivesItsFirstPapers) {
  Context context = test_context(MPI_COMM_SELF);
  const TemporaryFolder folder;
  BenchOptions options;
  options.input = {folder.write("papers.jsonl", R"({"id":"1","title":"One","abstract":"First  text."}
broken
{"id":"2","title":"Two","abstract":"Second text."}
{"id":"3","title":"Three","abstract":"Third text."}
)")};
  const auto two = benchmark_texts(context, options, 2, tokenizer());
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two.abstract[0], "First text.");
  EXPECT_EQ(two.title[1], "Two");
  EXPECT_EQ(two.source, "papers.jsonl");
  EXPECT_EQ(benchmark_texts(context, options, 10, tokenizer()).total, 3);
}

TEST(BenchmarkTexts, AnInputWithoutPapersIsRefused) {
  Context context = test_context(MPI_COMM_SELF);
  const TemporaryFolder folder;
  BenchOptions options;
  options.input = {folder.write("none.jsonl", "nothing\n")};
  EXPECT_THROW(benchmark_texts(context, options, 2, tokenizer()), Error);
  options.input = {folder.write("packed.jsonl.zst", "nothing\n")};
  EXPECT_THROW(benchmark_texts(context, options, 2, tokenizer()), Error);
}

}  // namespace
}  // namespace thema::bench
