// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/device.hpp"
#include "thema/model/encoder_config.hpp"
#include "thema/model/weight_loader.hpp"
#include "thema/model/weight_source.hpp"

namespace thema {

/// A score of texts: score = x · direction, where x is the text's unit embedding e, or (e - shift) / |e - shift| where
/// there is a shift. With the difference of two centroids as direction it is the margin between two topics.
struct EmbeddingScore {
  std::vector<float> direction;  ///< [d]
  std::vector<float> shift;      ///< [d], or empty
};

/// The encoder of BertEncoder in operations that autograd follows, in fp32: for the gradient of a score with respect to
/// the word embeddings, and to see the attention. Slower than BertEncoder, with weights of its own; the hidden states
/// are the same up to rounding.
///
///   const BertGradient bert(read_bert_config(folder), SafetensorsFile(weights_file(folder)), Device{});
///   const at::Tensor words = bert.word_embeddings(ids).unsqueeze(0);             // [1, T, d]
///   const at::Tensor hidden = bert.forward(words, {}).hidden;                    // [1, T, d]
///   const auto [scores, gradient] = bert.score_and_gradient(words, score);       // [1], [1, T, d]
///
/// All tensors are fp32 and on the device of the constructor.
class BertGradient {
 public:
  /// Names and shapes of the weights as for BertEncoder; one that is missing or of another shape is an Error of kind
  /// `data`. Others are not looked at.
  BertGradient(const BertConfig& config, const WeightSource& weights, const Device& device);

  const BertConfig& config() const { return config_; }

  /// Rows [T, d] of the word embeddings, before position, token type and norm. An id outside the vocabulary is an
  /// Error.
  at::Tensor word_embeddings(std::span<const std::int32_t> ids) const;

  struct Pass {
    at::Tensor hidden;                  ///< last hidden states [n, T, d]
    std::vector<at::Tensor> attention;  ///< of each asked layer [n, H, T, T]: query, key; each row sums to 1
  };
  /// n texts of T tokens from their word embeddings [n, T, d]; T is at most config().positions.
  /// `layers` are those whose attention is wanted, counted from 0 as in the checkpoint.
  Pass forward(const at::Tensor& words, std::span<const std::int64_t> layers) const;

  struct Gradient {
    at::Tensor scores;    ///< [n]
    at::Tensor gradient;  ///< [n, T, d]: of each text's score, by its word embeddings
  };
  Gradient score_and_gradient(const at::Tensor& words, const EmbeddingScore& score) const;

 private:
  struct Layer {
    AffineWeights query, key, value, attention_output, widen, narrow, after_attention, after_feed_forward;
  };

  at::Tensor normalised(const at::Tensor& x, const AffineWeights& norm) const;
  at::Tensor attention_of(const Layer& layer, const at::Tensor& x) const;
  at::Tensor after(const Layer& layer, const at::Tensor& x, const at::Tensor& attention) const;
  at::Tensor heads_of(const AffineWeights& projection, const at::Tensor& x) const;

  BertConfig config_;
  at::TensorOptions options_;
  at::Tensor words_;      // [vocabulary, d]
  at::Tensor positions_;  // [positions, d], token type 0 added
  AffineWeights embeddings_norm_;
  std::vector<Layer> layers_;
};

}  // namespace thema
