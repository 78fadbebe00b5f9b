// SPDX-License-Identifier: Apache-2.0
#include "thema/model/linear.hpp"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <optional>
#include <string_view>
#include <utility>

#include "thema/model/precision.hpp"
#include "thema/model/row_operations.hpp"

namespace thema {

namespace {

// An operator of libtorch without a function in its headers: it is found by name.
using PointwiseLinear = at::Tensor(const at::Tensor& x, const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                                   std::string_view activation, c10::List<std::optional<at::Scalar>> scalars,
                                   std::optional<std::string_view> algorithm);
using ReorderWeight = at::Tensor(const at::Tensor& weight, std::optional<c10::SymInt> rows);
constexpr const char* kPointwiseLinear = "mkldnn::_linear_pointwise";
constexpr const char* kReorderWeight = "mkldnn::_reorder_linear_weight";

// The order of the weights is chosen for products with this many rows: a CPU's batch of tokens.
constexpr std::int64_t kUsualRows = 2048;

bool has_operator(const char* name) { return c10::Dispatcher::singleton().findSchema({name, ""}).has_value(); }

bool one_dnn_does(const at::Tensor& weight) {
  const bool type = weight.scalar_type() == at::kFloat || (weight.scalar_type() == at::kBFloat16 && computes_in_bf16());
  return weight.is_cpu() && type && at::globalContext().hasMKLDNN() && has_operator(kPointwiseLinear) &&
         has_operator(kReorderWeight);
}

at::Tensor reordered(const at::Tensor& weight) {
  return c10::Dispatcher::singleton()
      .findSchemaOrThrow(kReorderWeight, "")
      .typed<ReorderWeight>()
      .call(weight, kUsualRows);
}

at::Tensor one_dnn_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                          std::string_view activation, std::string_view form) {
  static const auto linear =
      c10::Dispatcher::singleton().findSchemaOrThrow(kPointwiseLinear, "").typed<PointwiseLinear>();
  return linear.call(x, weight, bias, activation, c10::List<std::optional<at::Scalar>>(), form);
}

}  // namespace

std::string approximation_of(Gelu form) { return form == Gelu::erf ? "none" : "tanh"; }

Linear::Linear(const at::Tensor& weight, at::Tensor bias)
    : one_dnn_(one_dnn_does(weight)), weight_(one_dnn_ ? reordered(weight) : weight), bias_(std::move(bias)) {}

at::Tensor Linear::apply(const at::Tensor& x) const {
  return one_dnn_ ? one_dnn_linear(x, weight_, bias_, "none", "none") : at::addmm(bias_, x, weight_.t());
}

at::Tensor Linear::apply_gelu(const at::Tensor& x, Gelu form) const {
  if (one_dnn_) return one_dnn_linear(x, weight_, bias_, "gelu", approximation_of(form));
  if (form == Gelu::tanh)  // the fused one is the tanh form on a GPU alone
    return x.is_cpu() ? at::gelu(apply(x), approximation_of(form))
                      : at::_addmm_activation(bias_, x, weight_.t(), 1, 1, /*use_gelu=*/true);
  at::Tensor y = at::mm(x, weight_.t());
  add_bias_and_gelu(y, bias_);
  return y;
}

}  // namespace thema
