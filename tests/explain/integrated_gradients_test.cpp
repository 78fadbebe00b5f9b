// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/integrated_gradients.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "explain/small_encoder.hpp"
#include "model/npy_file.hpp"

namespace thema::explanation {
namespace {

double completeness_error(const SmallEncoder& small, const ExplainedText& text, const EmbeddingScore& score,
                          std::int64_t steps) {
  return std::abs(
      integrate_gradients(*small.gradient, text, score, {SmallEncoder::kMask, steps, 100}).completeness_error());
}

TEST(IntegratedGradients, CompletenessErrorFallsWithTheSteps) {
  const SmallEncoder small;
  const ExplainedText text = small.reader->read("dark matter", "halos of galaxies, and more");
  for (const double norm_of_mean : {0.0, 0.4}) {
    const EmbeddingScore score = TopicContrast(made_topics(16, norm_of_mean), 0, 1, {}).score();
    const double few = completeness_error(small, text, score, 2), some = completeness_error(small, text, score, 8),
                 many = completeness_error(small, text, score, 64);
    EXPECT_GT(few, 4 * some);  // the midpoint rule's error falls with the square of the steps
    EXPECT_GT(some, 4 * many);
    EXPECT_LT(many, 1e-4);
  }
}

TEST(IntegratedGradients, EndsAreTheTextAndTheBaseline) {
  const SmallEncoder small("q ");
  const TopicContrast topics(made_topics(16, 0.4), 0, 1, {});
  const ExplainedText text = small.reader->read("ab", "cd");
  const auto found = integrate_gradients(*small.gradient, text, topics.score(), {SmallEncoder::kMask, 4, 2048});
  EXPECT_NEAR(found.score, topics.cosines(small.embedding(text.ids)).contrast(), 1e-5);
  std::vector<std::int32_t> masked = text.ids;
  for (std::int64_t t = text.content.first; t < text.content.last; ++t)
    masked[static_cast<std::size_t>(t)] = SmallEncoder::kMask;
  EXPECT_NEAR(found.baseline_score, topics.cosines(small.embedding(masked)).contrast(), 1e-5);
  EXPECT_EQ(found.tokens.front(), 0);  // [CLS], the prefix and [SEP] are the baseline's too
  EXPECT_EQ(found.tokens[1], 0);
  EXPECT_EQ(found.tokens.back(), 0);
}

TEST(IntegratedGradients, DoNotDependOnBatches) {
  const SmallEncoder small;
  const ExplainedText text = small.reader->read("ab", "cd ef gh");
  const EmbeddingScore score = TopicContrast(made_topics(16, 0), 0, 1, {}).score();
  const auto one = integrate_gradients(*small.gradient, text, score, {std::nullopt, 10, 1});
  const auto all = integrate_gradients(*small.gradient, text, score, {std::nullopt, 10, 100'000});
  for (std::size_t t = 0; t < one.tokens.size(); ++t) EXPECT_NEAR(one.tokens[t], all.tokens[t], 1e-7);
}

// By PyTorch with the same midpoints (tests/golden/make_gradient_golden.py).
TEST(IntegratedGradients, AreThoseOfPyTorch) {
  if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON";
  const std::filesystem::path golden = std::filesystem::path(std::getenv("THEMA_SOURCE")) / "tests/golden";
  ExplainedText text;
  text.ids = read_npy<std::int32_t>(golden / "gradient_ids.npy", "<i4");
  text.content = {1, text.tokens() - 1};
  const EmbeddingScore score{read_npy<float>(golden / "gradient_direction.npy", "<f4"), {}};
  const auto expected = read_npy<float>(golden / "gradient_integrated.npy", "<f4");
  const SafetensorsFile weights(weights_file(minilm_folder()));
  const BertGradient bert(read_bert_config(minilm_folder()), weights, Device{});
  const std::int32_t mask = 103;
  const auto found = integrate_gradients(bert, text, score, {mask, 16, 50});
  ASSERT_EQ(found.tokens.size(), expected.size());
  for (std::size_t t = 0; t < expected.size(); ++t)
    EXPECT_NEAR(found.tokens[t], static_cast<double>(expected[t]), 2e-6) << "token " << t;
}

}  // namespace
}  // namespace thema::explanation
