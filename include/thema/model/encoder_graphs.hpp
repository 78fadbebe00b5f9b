// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>

#include "thema/model/packed_batch.hpp"

namespace thema {

/// An encoder's work on batches of one shape, recorded once as a CUDA graph and then launched as one: where kernels are
/// short, as MiniLM's, launching them one by one takes longer than they do.
class EncoderGraphs {
 public:
  /// From a batch and its numbers on the device (int32, as PackedBatch::numbers()) to the rows [texts, d]. It may use
  /// of the batch its shape alone.
  using Forward = std::function<at::Tensor(const PackedBatch& batch, const at::Tensor& numbers)>;

  virtual ~EncoderGraphs() = default;
  /// What `forward` gives; records it first where the shape is new. Beyond kMostGraphs shapes nothing is recorded.
  virtual at::Tensor run(const PackedBatch& batch, const at::Tensor& numbers) = 0;

  static constexpr std::size_t kMostGraphs = 64;
};

/// For a CUDA device; encoder_graphs_cuda.cpp. In a CPU build an Error.
std::unique_ptr<EncoderGraphs> make_encoder_graphs(const at::Device& device, EncoderGraphs::Forward forward);

}  // namespace thema
