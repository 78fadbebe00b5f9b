// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "thema/model/weight_source.hpp"

namespace thema {

/// A linear layer's weight [out, in] and bias [out], or a norm's [d] and [d].
struct AffineWeights {
  at::Tensor weight, bias;
};

/// Takes the tensors of a BertModel out of their source by name, all with or all without the prefix "bert.", and
/// remembers which. The source must outlive it.
class WeightLoader {
 public:
  explicit WeightLoader(const WeightSource& source);

  /// fp32, on the CPU. A missing tensor or another shape is an Error of kind `data` that names source and tensor.
  at::Tensor tensor(const std::string& name, const std::vector<std::int64_t>& shape);
  AffineWeights norm(const std::string& name, std::int64_t width);
  AffineWeights linear(const std::string& name, std::int64_t in, std::int64_t out);

  /// An Error of kind `data` that names the first tensor that was not taken and that is not of the pooler, a head
  /// ("cls.*") or the position ids.
  void refuse_unused() const;

 private:
  const WeightSource& source_;
  WeightShapes shapes_;
  std::string prefix_;
  std::set<std::string> used_;
};

}  // namespace thema
