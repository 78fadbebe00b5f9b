// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace thema::kernels {

/// Mean over each text's tokens, divided by its L2 norm: one sentence vector per text (Reimers and Gurevych,
/// "Sentence-BERT", 2019, section 3, mean strategy).
///   hidden [T, width] fp32, row-major: the texts' tokens one after the other
///   starts [texts + 1]: text i has the tokens [starts[i], starts[i + 1])
///   rows   [texts, width] fp32, written
/// All pointers are the device's. Sums are in double, over tokens and then over columns in index order, so a text's
/// row does not depend on the texts beside it. A text without tokens, or with the mean 0, gets a row of zeros.
/// Runs on Kokkos's default stream after what torch's default stream holds, and returns when it is done.
void mean_of_tokens(const float* hidden, const std::int32_t* starts, std::int64_t texts, std::int64_t width,
                    float* rows);

}  // namespace thema::kernels
