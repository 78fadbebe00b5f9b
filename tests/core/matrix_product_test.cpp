// SPDX-License-Identifier: Apache-2.0
#include "thema/core/matrix_product.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace thema {
namespace {

TEST(MatrixProduct, MultiplyTransposedByHand) {
  const std::vector<float> a{1, 2, 3, 4, 5, 6}, b{1, 0, 1, 0, 1, 0};  // 2x3 and 2x3
  std::vector<float> out(4);
  multiply_transposed(a, b, 3, out);
  EXPECT_EQ(out, (std::vector<float>{4, 2, 10, 5}));
  const std::vector<double> x{1, 2, 3, 4, 5, 6};
  std::vector<double> square(9);
  gram(x, 3, square);
  EXPECT_EQ(square, (std::vector<double>{17, 22, 27, 22, 29, 36, 27, 36, 45}));
}

TEST(MatrixProduct, ExactDotStaysWithinTheBoundOfTheFastOne) {
  constexpr std::int64_t d = 387;  // not a multiple of the lanes
  std::vector<float> a(d), b(d);
  double norm_a = 0, norm_b = 0;
  for (std::size_t i = 0; i < d; ++i) {
    a[i] = static_cast<float>(std::sin(1.0 + static_cast<double>(i)));
    b[i] = static_cast<float>(std::cos(2.0 * static_cast<double>(i)));
    norm_a += a[i] * a[i];
    norm_b += b[i] * b[i];
  }
  for (std::size_t i = 0; i < d; ++i) {
    a[i] = static_cast<float>(a[i] / std::sqrt(norm_a));
    b[i] = static_cast<float>(b[i] / std::sqrt(norm_b));
  }
  long double reference = 0;
  for (std::size_t i = 0; i < d; ++i) reference += static_cast<long double>(a[i]) * b[i];
  std::array<float, 1> fast{};
  multiply_transposed(a, b, d, fast);
  EXPECT_NEAR(exact_dot(a.data(), b.data(), d), static_cast<double>(reference), 1e-15);
  EXPECT_LE(std::abs(static_cast<double>(fast[0]) - exact_dot(a.data(), b.data(), d)), dot_error_bound(d));
}

TEST(MatrixProduct, EigenvectorsOfAKnownMatrix) {
  const std::vector<double> matrix{2, 1, 1, 2};  // eigenvalues 3 and 1, vectors (1,1) and (1,-1) over sqrt 2
  std::vector<double> values(2), vectors(4);
  largest_eigenvectors(matrix, 2, 2, values, vectors);
  EXPECT_NEAR(values[0], 3, 1e-14);
  EXPECT_NEAR(values[1], 1, 1e-14);
  EXPECT_NEAR(vectors[0], std::sqrt(0.5), 1e-14);
  EXPECT_NEAR(vectors[1], std::sqrt(0.5), 1e-14);
  EXPECT_NEAR(std::abs(vectors[2]), std::sqrt(0.5), 1e-14);
  EXPECT_NEAR(vectors[2], -vectors[3], 1e-14);
}

}  // namespace
}  // namespace thema
