// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/quantized_rows.hpp"

#include <vector>

#include "host_lanes.hpp"
#include "host_vector.hpp"
#include "normalise_row.hpp"

namespace thema::kernels {

namespace {

constexpr float kSteps = 255.0F;
constexpr std::int32_t kMiddle = 128;
constexpr float kLeastStep = 1e-37F;  // its inverse is finite

struct Bounds {
  float lowest, highest;
  float doubt;  // 0, or NaN where a value is not finite
};

Bounds bounds_of(const float* x, std::int64_t width) {
  Vector lowest = all(x[0]), highest = lowest, doubt{};
  std::int64_t c = 0;
  for (; c + kVectorLanes <= width; c += kVectorLanes) {
    const Vector values = load(x + c);
    lowest = lower(values, lowest);
    highest = higher(values, highest);
    doubt += values - values;
  }
  Bounds bounds{lowest_of(lowest), highest_of(highest), sum_of(doubt)};
  for (; c < width; ++c) {
    bounds.lowest = x[c] < bounds.lowest ? x[c] : bounds.lowest;
    bounds.highest = x[c] > bounds.highest ? x[c] : bounds.highest;
    bounds.doubt += x[c] - x[c];
  }
  return bounds;
}

void quantize_row(const float* x, std::int64_t width, std::int64_t row, const QuantizedRows& out) {
  const Bounds bounds = bounds_of(x, width);
  const float step = (bounds.highest - bounds.lowest) / kSteps + bounds.doubt,
              inverse = step > kLeastStep ? 1.0F / step : 0.0F;
  std::int8_t* values = out.values + row * width;
  HostLanes{}.each(width, [&](std::int64_t c) {
    const float steps = std::fma(x[c] - bounds.lowest, inverse, 0.5F);  // at most 255.5 but for rounding
    const float bounded = steps > 0 ? steps : 0.0F;                     // 0 for a NaN
    values[c] = static_cast<std::int8_t>(static_cast<std::int32_t>(bounded) - kMiddle);
  });
  out.step[row] = step;
  out.middle[row] = bounds.lowest + static_cast<float>(kMiddle) * step;
}

// One row of y.
struct ProductRow {
  const std::int32_t* sums;
  const float *weight_step, *weight_sum, *bias;
  float step, middle;

  ProductRow(const IntegerProduct& product, std::int64_t row)
      : sums(product.sums + row * product.width),
        weight_step(product.weight_step),
        weight_sum(product.weight_sum),
        bias(product.bias),
        step(product.step[row]),
        middle(product.middle[row]) {}

  float operator[](std::int64_t c) const {
    return std::fma(static_cast<float>(sums[c]), step * weight_step[c], std::fma(middle, weight_sum[c], bias[c]));
  }
};

}  // namespace

void quantize_rows(const float* x, std::int64_t rows, std::int64_t width, const QuantizedRows& out) {
  for (std::int64_t row = 0; row < rows; ++row) quantize_row(x + row * width, width, row, out);
}

void dequantize(const IntegerProduct& product, float* out) {
  for (std::int64_t row = 0; row < product.rows; ++row) {
    const ProductRow y(product, row);
    float* values = out + row * product.width;
    HostLanes{}.each(product.width, [&](std::int64_t c) { values[c] = y[c]; });
  }
}

void gelu_and_quantize(const IntegerProduct& product, const QuantizedRows& out) {
  std::vector<float> buffer(static_cast<std::size_t>(product.width));
  float* const values = buffer.data();
  for (std::int64_t row = 0; row < product.rows; ++row) {
    const ProductRow y(product, row);
    HostLanes{}.each(product.width, [&](std::int64_t c) { values[c] = gelu(y[c]); });
    quantize_row(values, product.width, row, out);
  }
}

void add_and_normalise(const IntegerProduct& product, const float* residual, const LayerNorm& norm, float* out) {
  for (std::int64_t row = 0; row < product.rows; ++row) {
    const ProductRow y(product, row);
    const float* before = residual + row * product.width;
    float* values = out + row * product.width;
    HostLanes{}.each(product.width, [&](std::int64_t c) { values[c] = y[c] + before[c]; });
    const auto sum = [&](std::int64_t c) { return values[c]; };
    normalise_row(HostLanes{}, norm, sum, values);
  }
}

}  // namespace thema::kernels
