// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/place.hpp"

namespace thema::kernels {

/// Mean over each text's tokens, divided by its L2 norm: one sentence vector per text (Reimers and Gurevych,
/// "Sentence-BERT", 2019, section 3, mean strategy).
///   hidden [tokens, width], row-major: the texts' tokens one after the other; T is float, Float16 or BFloat16
///   starts [texts + 1]: text i has the tokens [starts[i], starts[i + 1])
///   rows   [texts, width] fp32, written
/// Sums are in double, over a text's tokens in order, so a text's row does not depend on the texts beside it. A text
/// without tokens, or with the mean 0, gets a row of zeros.
template <class T>
void mean_of_tokens(const Place& place, const T* hidden, const std::int32_t* starts, std::int64_t texts,
                    std::int64_t width, float* rows);

}  // namespace thema::kernels
