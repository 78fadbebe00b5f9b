// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/attention_patterns.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "thema/core/error.hpp"

namespace thema::explanation {
namespace {

// [CLS] halo ##s dark [SEP]
ExplainedText two_words() {
  ExplainedText text;
  text.ids = {101, 1, 2, 3, 102};
  text.content = {1, 4};
  text.words = {{Word::Kind::word, Word::Gap::none, "Halos", "halos", 0, {1, 3}},
                {Word::Kind::word, Word::Gap::blank, "dark", "dark", 0, {3, 4}}};
  return text;
}

BertGradient::Pass made_pass() {
  const at::Tensor even = at::full({5, 5}, 0.2);
  const at::Tensor diagonal = at::eye(5);
  const at::Tensor last = at::tensor({0.1F, 0.2F, 0.3F, 0.4F, 0.0F}).expand({5, 5});
  return {at::Tensor(), {at::stack({even, diagonal, last}).unsqueeze(0).to(at::kFloat)}};
}

TEST(AttentionPatterns, SharesByHand) {
  const AttentionPatterns found = attention_patterns(made_pass(), two_words(), {{3}, {0, 1, 2}});
  ASSERT_EQ(found.heads.size(), 3u);
  EXPECT_EQ(found.heads[2].layer, 3);
  EXPECT_EQ(found.heads[2].head, 2);
  EXPECT_NEAR(found.heads[0].to_first, 0.2, 1e-6);
  EXPECT_NEAR(found.heads[0].to_previous, 0.16, 1e-6);  // four of five tokens have one before them
  EXPECT_NEAR(found.heads[0].to_next, 0.16, 1e-6);
  EXPECT_NEAR(found.heads[0].tokens_seen, 5, 1e-5);
  EXPECT_NEAR(found.heads[1].to_itself, 1, 1e-6);
  EXPECT_NEAR(found.heads[1].to_first, 0.2, 1e-6);
  EXPECT_NEAR(found.heads[1].tokens_seen, 1, 1e-6);
  EXPECT_NEAR(found.heads[2].to_last, 0, 1e-6);
  EXPECT_NEAR(found.heads[2].to_itself, 0.2, 1e-6);
}

TEST(AttentionPatterns, WordsGatherTheirTokens) {
  const AttentionPatterns found = attention_patterns(made_pass(), two_words(), {{3}, {2}});
  ASSERT_EQ(found.links.size(), 2u);
  EXPECT_EQ(found.links[0].from, 1u);  // dark -> halos: 0.2 + 0.3
  EXPECT_EQ(found.links[0].to, 0u);
  EXPECT_NEAR(found.links[0].weight, 0.5, 1e-6);
  EXPECT_NEAR(found.links[1].weight, 0.4, 1e-6);
  EXPECT_NEAR(found.received[0], 0.5, 1e-6);  // the same from each token outside
  EXPECT_NEAR(found.received[1], 0.4, 1e-6);
}

TEST(AttentionPatterns, ChoiceIsResolvedAndChecked) {
  const BertConfig config{100, 16, 6, 4, 24, 64, 2, 1e-12};
  const AttentionChoice open = choose_attention_maps(config, {}, {});
  EXPECT_EQ(open.layers, (std::vector<std::int64_t>{5}));
  EXPECT_EQ(open.heads, (std::vector<std::int64_t>{0, 1, 2, 3}));
  const AttentionChoice given = choose_attention_maps(config, {4, 0, 4}, {3});
  EXPECT_EQ(given.layers, (std::vector<std::int64_t>{0, 4}));
  const auto message = [&](std::vector<std::int64_t> layers, std::vector<std::int64_t> heads) {
    try {
      choose_attention_maps(config, std::move(layers), std::move(heads));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(message({6}, {}), "explain.layers names 6, but the run's encoder has 0 to 5");
  EXPECT_EQ(message({}, {4}), "explain.heads names 4, but the run's encoder has 0 to 3");
}

}  // namespace
}  // namespace thema::explanation
