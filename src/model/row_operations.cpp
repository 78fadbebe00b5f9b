// SPDX-License-Identifier: Apache-2.0
#include "thema/model/row_operations.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "thema/core/error.hpp"
#include "thema/core/torch_device.hpp"
#include "thema/kernels/gelu.hpp"
#include "thema/kernels/half.hpp"
#include "thema/kernels/layer_norm.hpp"
#include "thema/kernels/place.hpp"
#include "thema/kernels/pooling.hpp"

namespace thema {

namespace {

kernels::Place device_place(const at::Device& device) { return {kernels::Place::Kind::device, current_stream(device)}; }

template <class T> struct Typed {
  static const T* in(const at::Tensor& tensor) { return static_cast<const T*>(tensor.const_data_ptr()); }
  static T* out(at::Tensor& tensor) { return static_cast<T*>(tensor.mutable_data_ptr()); }
};

// Calls the action with the kernels' view of the tensors' type.
template <class Action> void for_type(at::ScalarType type, const Action& action) {
  if (type == at::kFloat) return action(Typed<float>());
  if (type == at::kHalf) return action(Typed<kernels::Float16>());
  if (type == at::kBFloat16) return action(Typed<kernels::BFloat16>());
  fail("rows of a type that the encoder does not have");
}

// Calls the action with the place and ranges of the rows: on a CPU one of each of libtorch's threads.
template <class Action> void for_row_ranges(const at::Tensor& x, std::int64_t rows, const Action& action) {
  constexpr std::int64_t least = 64;
  if (!x.is_cpu()) return action(device_place(x.device()), 0, rows);
  at::parallel_for(0, rows, least,
                   [&](std::int64_t first, std::int64_t last) { action(kernels::Place{}, first, last - first); });
}

kernels::LayerNorm kernel_norm(const NormWeights& norm) {
  return {norm.weight.const_data_ptr<float>(), norm.bias.const_data_ptr<float>(), norm.weight.size(0),
          static_cast<float>(norm.epsilon)};
}

}  // namespace

at::Tensor add_and_normalise(const at::Tensor& x, const at::Tensor& residual, const NormWeights& norm) {
  at::Tensor result = at::empty_like(x);
  for_type(x.scalar_type(), [&](auto type) {
    const auto *in = type.in(x), *added = type.in(residual);
    auto* out = type.out(result);
    for_row_ranges(x, x.size(0), [&](const kernels::Place& place, std::int64_t first, std::int64_t count) {
      const std::int64_t at = first * x.size(1);
      kernels::add_and_normalise(place, in + at, added + at, count, kernel_norm(norm), out + at);
    });
  });
  return result;
}

at::Tensor embed_and_normalise(const at::Tensor& words, const at::Tensor& ids, const at::Tensor& positions,
                               const at::Tensor& places, const NormWeights& norm) {
  at::Tensor result = at::empty({ids.size(0), words.size(1)}, words.options());
  for_type(words.scalar_type(), [&](auto type) {
    const auto *word_table = type.in(words), *position_table = type.in(positions);
    auto* out = type.out(result);
    const std::int32_t *id = ids.const_data_ptr<std::int32_t>(), *position = places.const_data_ptr<std::int32_t>();
    for_row_ranges(words, ids.size(0), [&](const kernels::Place& place, std::int64_t first, std::int64_t count) {
      kernels::embed_and_normalise(place, {id + first, position + first, count}, word_table, position_table,
                                   kernel_norm(norm), out + first * words.size(1));
    });
  });
  return result;
}

at::Tensor mean_of_tokens(const at::Tensor& hidden, const at::Tensor& starts) {
  const std::int64_t texts = starts.size(0) - 1, width = hidden.size(1);
  at::Tensor rows = at::empty({texts, width}, hidden.options().dtype(at::kFloat));
  float* const out = rows.mutable_data_ptr<float>();
  const std::int32_t* const start = starts.const_data_ptr<std::int32_t>();
  for_type(hidden.scalar_type(), [&](auto type) {
    const auto* in = type.in(hidden);
    for_row_ranges(hidden, texts, [&](const kernels::Place& place, std::int64_t first, std::int64_t count) {
      kernels::mean_of_tokens(place, in, start + first, count, width, out + first * width);
    });
  });
  return rows;
}

void add_bias_and_gelu(at::Tensor& x, const at::Tensor& bias) {
  for_type(x.scalar_type(), [&](auto type) {
    const auto* added = type.in(bias);
    auto* values = type.out(x);
    for_row_ranges(x, x.size(0), [&](const kernels::Place& place, std::int64_t first, std::int64_t count) {
      kernels::add_bias_and_gelu(place, added, count, x.size(1), values + first * x.size(1));
    });
  });
}

}  // namespace thema
