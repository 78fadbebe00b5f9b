// SPDX-License-Identifier: Apache-2.0
#include "thema/model/linear.hpp"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <optional>
#include <string_view>
#include <utility>

namespace thema {

namespace {

// An operator of libtorch without a function in its headers: it is found by name.
using PointwiseLinear = at::Tensor(const at::Tensor& x, const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                                   std::string_view activation, c10::List<std::optional<at::Scalar>> scalars,
                                   std::optional<std::string_view> algorithm);
constexpr const char* kPointwiseLinear = "mkldnn::_linear_pointwise";

bool one_dnn_does(const at::Tensor& weight) {
  return weight.is_cpu() && weight.scalar_type() == at::kFloat && at::globalContext().hasMKLDNN() &&
         c10::Dispatcher::singleton().findSchema({kPointwiseLinear, ""}).has_value();
}

at::Tensor one_dnn_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                          std::string_view activation) {
  static const auto linear =
      c10::Dispatcher::singleton().findSchemaOrThrow(kPointwiseLinear, "").typed<PointwiseLinear>();
  return linear.call(x, weight, bias, activation, c10::List<std::optional<at::Scalar>>(),
                     "none");  // "none": no approximation of erf
}

}  // namespace

Linear::Linear(at::Tensor weight, at::Tensor bias)
    : weight_(std::move(weight)), bias_(std::move(bias)), one_dnn_(one_dnn_does(weight_)) {}

at::Tensor Linear::apply(const at::Tensor& x) const {
  return one_dnn_ ? one_dnn_linear(x, weight_, bias_, "none") : at::addmm(bias_, x, weight_.t());
}

at::Tensor Linear::apply_gelu(const at::Tensor& x) const {
  if (one_dnn_) return one_dnn_linear(x, weight_, bias_, "gelu");
  at::Tensor y = apply(x);
  return at::gelu_(y);
}

}  // namespace thema
