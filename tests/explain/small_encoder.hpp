// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "model/model_folder.hpp"
#include "temporary_folder.hpp"
#include "thema/data/clustering.hpp"
#include "thema/explain/explain_paper.hpp"
#include "thema/explain/explained_text.hpp"
#include "thema/model/safetensors.hpp"
#include "thema/model/text_encoder.hpp"

/// A random encoder of width 16 that knows letters and the full stop, and what reads texts for it.
class SmallEncoder {
 public:
  explicit SmallEncoder(const std::string& prefix = "", std::int64_t max_length = 64) {
    write_model_folder(folder_.path() / "model", kConfig);
    definition_ = thema::read_tokenizer(folder_.path() / "model");
    tokenizer_ = std::make_unique<thema::Tokenizer>(definition_);
    reader = std::make_unique<thema::explanation::TextReader>(definition_, *tokenizer_, prefix, max_length);
    encoder = std::make_unique<thema::TextEncoder>(folder_.path() / "model", thema::EncoderPlacement{});
    const thema::SafetensorsFile weights(thema::weights_file(folder_.path() / "model"));
    gradient = std::make_unique<thema::BertGradient>(thema::read_bert_config(folder_.path() / "model"), weights,
                                                     thema::Device{});
  }
  const thema::Tokenizer& tokenizer() const { return *tokenizer_; }

  /// The embedding of the ids by the encoder alone.
  std::vector<float> embedding(const std::vector<std::int32_t>& ids) const {
    thema::PackedTokens tokens;
    tokens.push_back(ids);
    std::vector<float> row(kWidth);
    encoder->encode(tokens, row);
    return row;
  }
  /// Its last hidden states, [T, d].
  std::vector<float> hidden(const std::vector<std::int32_t>& ids) const {
    return thema::explanation::hidden_states(gradient->forward(gradient->word_embeddings(ids).unsqueeze(0), {}));
  }

  static constexpr std::size_t kWidth = 16;
  static constexpr thema::BertConfig kConfig{0, 16, 2, 4, 24, 64, 2, 1e-12};
  static constexpr std::int32_t kMask = 4;  // in letter_vocabulary()

  std::unique_ptr<thema::explanation::TextReader> reader;
  std::unique_ptr<thema::TextEncoder> encoder;
  std::unique_ptr<thema::BertGradient> gradient;

 private:
  TemporaryFolder folder_;
  thema::TokenizerDefinition definition_;
  std::unique_ptr<thema::Tokenizer> tokenizer_;
};

/// Three unit centroids; with a mean where `norm_of_mean` is not 0.
inline thema::Clustering made_topics(std::int64_t width, double norm_of_mean) {
  thema::Clustering topics;
  topics.k = 3;
  topics.width = width;
  for (std::int64_t t = 0; t < topics.k; ++t) {
    std::vector<float> row;
    for (std::int64_t i = 0; i < width; ++i)
      row.push_back(static_cast<float>(std::cos(static_cast<double>((t + 1) * (2 * i + 1)))));
    thema::normalise(row);
    topics.centroids.insert(topics.centroids.end(), row.begin(), row.end());
  }
  if (norm_of_mean == 0) return topics;
  for (std::int64_t i = 0; i < width; ++i)
    topics.space.mean.push_back(static_cast<float>(std::sin(static_cast<double>(i) + 1)));
  thema::normalise(topics.space.mean);
  for (float& x : topics.space.mean) x *= static_cast<float>(norm_of_mean);
  return topics;
}
