// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert_gradient.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "model/model_folder.hpp"
#include "model/npy_file.hpp"
#include "temporary_folder.hpp"
#include "thema/core/error.hpp"
#include "thema/model/bert.hpp"
#include "thema/model/safetensors.hpp"
#include "thema/model/text_encoder.hpp"

namespace thema {
namespace {

namespace fs = std::filesystem;

constexpr BertConfig kTiny{20, 16, 2, 4, 24, 32, 2, 1e-12};
const std::vector<std::int32_t> kIds{2, 5, 7, 7, 11, 19, 0, 3};

template <class T> T from_file(const fs::path& folder, const BertConfig& config) {
  const SafetensorsFile weights(weights_file(folder));
  return T(config, weights, {});
}

// The hidden states of one text by the encoder that makes embeddings.
at::Tensor hidden_by_encoder(const BertEncoder& bert, const std::vector<std::int32_t>& ids) {
  const auto count = static_cast<std::int64_t>(ids.size());
  const std::array<std::int32_t, 2> starts{0, static_cast<std::int32_t>(count)};
  const PackedTexts texts{starts, at::tensor({0, static_cast<int>(count)}, at::kInt), count};
  return bert.forward(at::tensor(ids, at::kInt), at::arange(count, at::kInt), texts);
}

double largest(const at::Tensor& x) { return x.abs().max().item<double>(); }

TEST(BertGradient, HiddenStatesAreThoseOfTheEncoder) {
  const TemporaryFolder folder;
  write_text_file(folder.path() / "model.safetensors", safetensors_bytes(random_bert_tensors(kTiny, "bert.")));
  const auto encoder = from_file<BertEncoder>(folder.path(), kTiny);
  const auto gradient = from_file<BertGradient>(folder.path(), kTiny);
  const at::Tensor hidden = gradient.forward(gradient.word_embeddings(kIds).unsqueeze(0), {}).hidden[0];
  EXPECT_LT(largest(hidden - hidden_by_encoder(encoder, kIds)), 1e-5);
}

TEST(BertGradient, HiddenStatesOfMiniLmAreThoseOfTheEncoder) {
  if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON";
  const fs::path golden = fs::path(std::getenv("THEMA_SOURCE")) / "tests/golden";
  const auto ids = read_npy<std::int32_t>(golden / "embeddings_ids.npy", "<i4");
  const auto starts = read_npy<std::int32_t>(golden / "embeddings_starts.npy", "<i4");
  const BertConfig config = read_bert_config(minilm_folder());
  const auto encoder = from_file<BertEncoder>(minilm_folder(), config);
  const auto gradient = from_file<BertGradient>(minilm_folder(), config);
  for (std::size_t t = 0; t + 1 < starts.size(); t += 5) {
    const std::vector<std::int32_t> text(ids.begin() + starts[t], ids.begin() + starts[t + 1]);
    const at::Tensor hidden = gradient.forward(gradient.word_embeddings(text).unsqueeze(0), {}).hidden[0];
    EXPECT_LT(largest(hidden - hidden_by_encoder(encoder, text)), 1e-5) << text.size() << " tokens";
  }
}

EmbeddingScore some_score(std::int64_t width, std::int64_t width_of_mean) {
  EmbeddingScore score;
  for (std::int64_t i = 0; i < width; ++i)
    score.direction.push_back(static_cast<float>(std::cos(3.0 * static_cast<double>(i))));
  for (std::int64_t i = 0; i < width_of_mean; ++i)
    score.shift.push_back(0.1F * static_cast<float>(std::sin(2.0 * static_cast<double>(i))));
  return score;
}

// Central differences of the score along single coordinates.
void expect_gradient_of_differences(const BertGradient& bert, const EmbeddingScore& score) {
  const at::Tensor words = bert.word_embeddings(kIds).unsqueeze(0);
  const at::Tensor gradient = bert.score_and_gradient(words, score).gradient;
  ASSERT_EQ(gradient.sizes(), words.sizes());
  const double step = 1e-2, scale = largest(gradient);
  for (std::int64_t token = 0; token < words.size(1); token += 3)
    for (std::int64_t i = 0; i < words.size(2); i += 5) {
      const auto shifted = [&](double by) {
        at::Tensor x = words.clone();
        x[0][token][i] += by;
        return bert.score_and_gradient(x, score).scores[0].item<double>();
      };
      const double difference = (shifted(step) - shifted(-step)) / (2 * step);
      EXPECT_NEAR(gradient[0][token][i].item<double>(), difference, 0.01 * scale) << token << ", " << i;
    }
}

TEST(BertGradient, GradientIsTheLimitOfDifferences) {
  const TemporaryFolder folder;
  write_text_file(folder.path() / "model.safetensors", safetensors_bytes(random_bert_tensors(kTiny)));
  const auto bert = from_file<BertGradient>(folder.path(), kTiny);
  expect_gradient_of_differences(bert, some_score(16, 0));
  expect_gradient_of_differences(bert, some_score(16, 16));
}

TEST(BertGradient, TextsOfABatchDoNotTouchEachOther) {
  const TemporaryFolder folder;
  write_text_file(folder.path() / "model.safetensors", safetensors_bytes(random_bert_tensors(kTiny)));
  const auto bert = from_file<BertGradient>(folder.path(), kTiny);
  const at::Tensor one = bert.word_embeddings(kIds), other = one.flip(0);
  const auto together = bert.score_and_gradient(at::stack({one, other}), some_score(16, 16));
  const auto alone = bert.score_and_gradient(other.unsqueeze(0), some_score(16, 16));
  EXPECT_LT(largest(together.gradient[1] - alone.gradient[0]), 1e-6);
  EXPECT_NEAR(together.scores[1].item<double>(), alone.scores[0].item<double>(), 1e-6);
}

TEST(BertGradient, AMissingTensorIsNamed) {
  const TemporaryFolder folder;
  auto tensors = random_bert_tensors(kTiny);
  std::erase_if(tensors, [](const NamedTensor& t) { return t.name == "encoder.layer.1.output.dense.bias"; });
  write_text_file(folder.path() / "model.safetensors", safetensors_bytes(tensors));
  try {
    from_file<BertGradient>(folder.path(), kTiny);
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data);
    EXPECT_NE(std::string(error.what()).find("encoder.layer.1.output.dense.bias"), std::string::npos) << error.what();
  }
}

// What Hugging Face's BertModel and PyTorch's autograd say of MiniLM (tests/golden/make_gradient_golden.py).
class GoldenGradient : public testing::Test {
 protected:
  void SetUp() override {
    if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON";
  }
  static at::Tensor golden(const std::string& name, at::IntArrayRef shape) {
    const fs::path file = fs::path(std::getenv("THEMA_SOURCE")) / "tests/golden" / ("gradient_" + name + ".npy");
    return at::tensor(read_npy<float>(file, "<f4")).view(shape);
  }
  static std::vector<std::int32_t> ids() {
    return read_npy<std::int32_t>(fs::path(std::getenv("THEMA_SOURCE")) / "tests/golden/gradient_ids.npy", "<i4");
  }
  static std::vector<float> values(const at::Tensor& x) {
    return {x.const_data_ptr<float>(), x.const_data_ptr<float>() + x.numel()};
  }
};

TEST_F(GoldenGradient, IsThatOfPyTorch) {
  const auto bert = from_file<BertGradient>(minilm_folder(), read_bert_config(minilm_folder()));
  const at::Tensor words = bert.word_embeddings(ids()).unsqueeze(0);
  EmbeddingScore score{values(golden("direction", {384})), {}};
  for (const char* which : {"words", "centred"}) {
    if (which == std::string("centred")) score.shift = values(golden("mean", {384}));
    const at::Tensor expected = golden(which, words.sizes());
    EXPECT_LT(largest(bert.score_and_gradient(words, score).gradient - expected), 1e-5 * largest(expected)) << which;
  }
}

TEST_F(GoldenGradient, AttentionIsThatOfTransformers) {
  const auto bert = from_file<BertGradient>(minilm_folder(), read_bert_config(minilm_folder()));
  const auto count = static_cast<std::int64_t>(ids().size());
  const auto pass = bert.forward(bert.word_embeddings(ids()).unsqueeze(0), std::array<std::int64_t, 2>{0, 5});
  ASSERT_EQ(pass.attention.size(), 2u);
  EXPECT_LT(largest(pass.attention[1][0] - golden("attention", {12, count, count})), 1e-5);
  EXPECT_LT(largest(pass.attention[0].sum(-1) - 1), 1e-5);
}

}  // namespace
}  // namespace thema
