// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace thema {

/// Runs `work` once and returns the names of libtorch's operators that this thread called meanwhile and that hold
/// `part`, each once, in the order of their first call: what really ran, from libtorch's own dispatcher.
///   operators_called("attention", work)  // {"aten::_scaled_dot_product_attention_math"}
std::vector<std::string> operators_called(const std::string& part, const std::function<void()>& work);

}  // namespace thema
