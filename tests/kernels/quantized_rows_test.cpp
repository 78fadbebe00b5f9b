// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/quantized_rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "thema/core/random.hpp"

namespace thema {
namespace {

struct Rows {
  std::vector<std::int8_t> values;
  std::vector<float> step, middle;

  Rows(std::size_t rows, std::size_t width) : values(rows * width), step(rows), middle(rows) {}
  kernels::QuantizedRows view() { return {values.data(), step.data(), middle.data()}; }
};

std::vector<float> random_numbers(std::size_t count, std::uint32_t stream) {
  std::vector<float> numbers(count);
  for (std::size_t i = 0; i < count; ++i)
    numbers[i] = static_cast<float>(6 * random_unit(11, Draw::test, i, stream) - 2);
  return numbers;
}

TEST(QuantizeRows, SmallCaseByHand) {
  // Row 0 spans 0 to 25.5: step 0.1, middle 12.8. Row 1 is constant: it is kept exactly.
  const std::vector<float> x{0, 25.5F, 12.8F, 0.14F, -3, -3, -3, -3};
  Rows rows(2, 4);
  kernels::quantize_rows(x.data(), 2, 4, rows.view());
  EXPECT_FLOAT_EQ(rows.step[0], 0.1F);
  EXPECT_FLOAT_EQ(rows.middle[0], 12.8F);
  EXPECT_EQ(std::vector<std::int8_t>(rows.values.begin(), rows.values.begin() + 4),
            (std::vector<std::int8_t>{-128, 127, 0, -127}));
  for (std::size_t c = 4; c < 8; ++c)
    EXPECT_EQ(rows.step[1] * static_cast<float>(rows.values[c]) + rows.middle[1], -3.0F);
}

TEST(QuantizeRows, WhatIsNotFiniteStaysSo) {
  for (const float value : {NAN, INFINITY})
    for (const std::size_t at : {0U, 5U, 18U}) {
      std::vector<float> x(19, 1.0F);
      x[at] = value;
      Rows rows(1, 19);
      kernels::quantize_rows(x.data(), 1, 19, rows.view());
      EXPECT_TRUE(std::isnan(rows.step[0])) << at;
    }
}

TEST(QuantizeRows, IsWithinHalfAStepForAnyWidth) {
  for (const std::size_t width : {1U, 7U, 8U, 9U, 384U, 1001U}) {
    const auto x = random_numbers(3 * width, 1);
    Rows rows(3, width);
    kernels::quantize_rows(x.data(), 3, static_cast<std::int64_t>(width), rows.view());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double back = double{rows.step[i / width]} * rows.values[i] + double{rows.middle[i / width]};
      EXPECT_NEAR(back, double{x[i]}, 0.5 * double{rows.step[i / width]} + 1e-5) << width << ", " << i;
    }
  }
}

// y = step weight_step (q w) + middle weight_sum + bias, by hand, and what follows it.
struct Product {
  std::size_t rows, width;
  std::vector<std::int32_t> sums;
  std::vector<float> step, middle, weight_step, weight_sum, bias;

  Product(std::size_t r, std::size_t w)
      : rows(r),
        width(w),
        step(random_numbers(r, 2)),
        middle(random_numbers(r, 3)),
        weight_step(random_numbers(w, 4)),
        weight_sum(random_numbers(w, 5)),
        bias(random_numbers(w, 6)) {
    for (std::size_t i = 0; i < r * w; ++i)
      sums.push_back(static_cast<std::int32_t>(random_bits(12, Draw::test, i) % 2001) - 1000);
    for (float& s : step) s = std::abs(s) * 1e-3F;
  }
  kernels::IntegerProduct view() const {
    return {sums.data(),
            static_cast<std::int64_t>(rows),
            static_cast<std::int64_t>(width),
            step.data(),
            middle.data(),
            weight_step.data(),
            weight_sum.data(),
            bias.data()};
  }
  double at(std::size_t row, std::size_t c) const {
    return double{step[row]} * double{weight_step[c]} * sums[row * width + c] +
           double{middle[row]} * double{weight_sum[c]} + double{bias[c]};
  }
};

TEST(IntegerProduct, IsFinishedAsStated) {
  const Product product(5, 37);
  std::vector<float> y(5 * 37);
  kernels::dequantize(product.view(), y.data());
  for (std::size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(double{y[i]}, product.at(i / 37, i % 37), 1e-5);
}

TEST(IntegerProduct, GeluIsQuantised) {
  const Product product(5, 40);
  Rows rows(5, 40);
  kernels::gelu_and_quantize(product.view(), rows.view());
  for (std::size_t i = 0; i < rows.values.size(); ++i) {
    const double y = product.at(i / 40, i % 40), expected = 0.5 * y * (1 + std::erf(y / std::sqrt(2.0)));
    const double step = double{rows.step[i / 40]};
    EXPECT_NEAR(step * rows.values[i] + double{rows.middle[i / 40]}, expected, 0.5 * step + 1e-4);
  }
}

TEST(IntegerProduct, SumWithTheResidualIsNormalised) {
  constexpr std::size_t rows = 4, width = 48;
  const Product product(rows, width);
  const auto residual = random_numbers(rows * width, 7), weight = random_numbers(width, 8),
             bias = random_numbers(width, 9);
  std::vector<float> out = residual;  // in place
  kernels::add_and_normalise(product.view(), out.data(), {weight.data(), bias.data(), width, 1e-12F}, out.data());
  for (std::size_t row = 0; row < rows; ++row) {
    double mean = 0, variance = 0;
    const auto sum = [&](std::size_t c) { return product.at(row, c) + double{residual[row * width + c]}; };
    for (std::size_t c = 0; c < width; ++c) mean += sum(c) / width;
    for (std::size_t c = 0; c < width; ++c) variance += (sum(c) - mean) * (sum(c) - mean) / width;
    for (std::size_t c = 0; c < width; ++c)
      EXPECT_NEAR(double{out[row * width + c]},
                  (sum(c) - mean) / std::sqrt(variance + 1e-12) * double{weight[c]} + double{bias[c]}, 2e-5);
  }
}

}  // namespace
}  // namespace thema
