// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/decomposition.hpp"

#include <gtest/gtest.h>

#include "explain/small_encoder.hpp"
#include "model/npy_file.hpp"

namespace thema::explanation {
namespace {

// Two tokens h = (3, 0), (0, 4): m = (1.5, 2), |m| = 2.5, e = (0.6, 0.8).
TEST(Decomposition, ByHand) {
  Clustering topics;
  topics.k = 2;
  topics.width = 2;
  topics.centroids = {1, 0, 0, 1};
  const Decomposition parts = decompose(std::vector<float>{3, 0, 0, 4}, TopicContrast(topics, 0, 1, {}));
  EXPECT_DOUBLE_EQ(parts.tokens[0].own, 0.6);
  EXPECT_DOUBLE_EQ(parts.tokens[0].second, 0);
  EXPECT_DOUBLE_EQ(parts.tokens[1].second, 0.8);
  EXPECT_DOUBLE_EQ(parts.tokens[1].contrast(), -0.8);
  EXPECT_DOUBLE_EQ(parts.sum.own, 0.6);
  EXPECT_DOUBLE_EQ(parts.constant.own, 0);
}

// With the mean u = (0.6, 0): e - u = (0, 0.8), x = (0, 1).
TEST(Decomposition, ByHandWithAMean) {
  Clustering topics;
  topics.k = 2;
  topics.width = 2;
  topics.centroids = {1, 0, 0, 1};
  topics.space.mean = {0.6F, 0};
  const Decomposition parts = decompose(std::vector<float>{3, 0, 0, 4}, TopicContrast(topics, 1, 0, {}));
  EXPECT_NEAR(parts.tokens[0].second, 0.75, 1e-7);
  EXPECT_NEAR(parts.constant.second, -0.75, 1e-7);
  EXPECT_NEAR(parts.tokens[1].own, 1, 1e-7);
  EXPECT_NEAR(parts.sum.own, 1, 1e-7);
  EXPECT_NEAR(parts.sum.second, 0, 1e-7);
}

TEST(Decomposition, WithoutARunnerUpTheMarginIsTheCosine) {
  Clustering topics;
  topics.k = 1;
  topics.width = 2;
  topics.centroids = {1, 0};
  const Decomposition parts = decompose(std::vector<float>{3, 0, 0, 4}, TopicContrast(topics, 0, -1, {}));
  EXPECT_DOUBLE_EQ(parts.sum.contrast(), 0.6);
}

// The parts add up to the cosines of the embedding that the encoder itself gives.
void expect_sum_is_cosine(const std::vector<float>& hidden, const std::vector<float>& embedding,
                          const Clustering& topics) {
  const TopicContrast contrast(topics, 2, 0, {});
  const Decomposition parts = decompose(hidden, contrast);
  const Pair cosines = contrast.cosines(embedding);
  Pair sum = parts.constant;
  for (const Pair& token : parts.tokens) sum = sum + token;
  EXPECT_NEAR(sum.own, cosines.own, 1e-5);
  EXPECT_NEAR(sum.second, cosines.second, 1e-5);
  EXPECT_NEAR(sum.contrast(), parts.sum.contrast(), 1e-12);
}

TEST(Decomposition, AddsUpToTheCosineOfTheEncoder) {
  const SmallEncoder small;
  for (const double norm_of_mean : {0.0, 0.4})
    for (const char* abstract : {"ab", "we see a halo. it is dark.", "q w e r t y u i o p a s d f g h j k l"}) {
      const ExplainedText text = small.reader->read("some title", abstract);
      expect_sum_is_cosine(small.hidden(text.ids), small.embedding(text.ids),
                           made_topics(SmallEncoder::kWidth, norm_of_mean));
    }
}

TEST(Decomposition, AddsUpForMiniLm) {
  if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON";
  const std::filesystem::path golden = std::filesystem::path(std::getenv("THEMA_SOURCE")) / "tests/golden";
  const auto ids = read_npy<std::int32_t>(golden / "embeddings_ids.npy", "<i4");
  const auto starts = read_npy<std::int32_t>(golden / "embeddings_starts.npy", "<i4");
  const auto expected = read_npy<float>(golden / "embeddings_expected.npy", "<f4");  // of sentence-transformers
  const SafetensorsFile weights(weights_file(minilm_folder()));
  const BertGradient bert(read_bert_config(minilm_folder()), weights, Device{});
  for (std::size_t t = 0; t + 1 < starts.size(); t += 6) {
    const std::vector<std::int32_t> text(ids.begin() + starts[t], ids.begin() + starts[t + 1]);
    const auto hidden = hidden_states(bert.forward(bert.word_embeddings(text).unsqueeze(0), {}));
    const auto first = expected.begin() + static_cast<std::ptrdiff_t>(t * 384);
    for (const double norm_of_mean : {0.0, 0.4})
      expect_sum_is_cosine(hidden, {first, first + 384}, made_topics(384, norm_of_mean));
  }
}

TEST(Decomposition, PartsOfTheTextAddUp) {
  const SmallEncoder small("q ");
  const ExplainedText text = small.reader->read("ab", "cd, ef");
  const Decomposition whole = decompose(small.hidden(text.ids), TopicContrast(made_topics(16, 0.3), 0, 1, {}));
  const PartsOfText parts = parts_of(text, whole);
  const Pair sum = parts.words + parts.punctuation + parts.special + parts.prefix + parts.constant;
  EXPECT_NEAR(sum.own, whole.sum.own, 1e-12);
  EXPECT_NEAR(sum.second, whole.sum.second, 1e-12);
  EXPECT_NEAR(parts.special.own, whole.tokens.front().own + whole.tokens.back().own, 1e-12);
  EXPECT_NEAR(parts.prefix.own, whole.tokens[1].own, 1e-12);
}

}  // namespace
}  // namespace thema::explanation
