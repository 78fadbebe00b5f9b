// SPDX-License-Identifier: Apache-2.0
// encoder_graphs_cuda.cpp replaces this file in a CUDA build.
#include "thema/core/error.hpp"
#include "thema/model/encoder_graphs.hpp"

namespace thema {

std::unique_ptr<EncoderGraphs> make_encoder_graphs(const at::Device&, EncoderGraphs::Forward) {
  fail("CUDA graphs in a build without CUDA");
}

}  // namespace thema
