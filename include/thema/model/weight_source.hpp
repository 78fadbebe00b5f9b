// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "thema/model/encoder_config.hpp"

namespace thema {

/// Element types of tensors that a BERT checkpoint may hold.
enum class StoredType { f32, f16, bf16, i64 };

/// What a tensor is without its values.
struct WeightShape {
  StoredType type = StoredType::f32;
  std::vector<std::int64_t> extents;
};
using WeightShapes = std::map<std::string, WeightShape>;

/// Named tensors that an encoder is made of: a file's (SafetensorsFile), or random ones.
class WeightSource {
 public:
  virtual ~WeightSource() = default;

  /// Where they come from, for messages: the file's path.
  virtual std::string origin() const = 0;
  virtual WeightShapes shapes() const = 0;
  /// Writes the tensor as fp32, row-major; its type is a floating point one and out holds all of its elements.
  virtual void read(const std::string& name, std::span<float> out) const = 0;
};

/// A BERT encoder before any training (Devlin et al., "BERT", 2019): matrices from N(0, 0.02), biases 0, norms 1 and 0;
/// to measure the speed of a model whose weights are not at hand:
///   BertEncoder bert(config, RandomWeights(config, seed), placement);
/// The values depend on config and seed alone; none is stored.
class RandomWeights : public WeightSource {
 public:
  RandomWeights(const BertConfig& config, std::uint64_t seed);

  std::string origin() const override;
  WeightShapes shapes() const override { return shapes_; }
  void read(const std::string& name, std::span<float> out) const override;

 private:
  std::uint64_t seed_;
  WeightShapes shapes_;
};

/// "[30522, 384]"
std::string shape_text(std::span<const std::int64_t> shape);

}  // namespace thema
