// SPDX-License-Identifier: Apache-2.0
// Interpolated repulsion against sums over all pairs.
#include "thema/project/grid_repulsion.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "test_context.hpp"
#include "thema/core/random.hpp"

namespace thema::maps {
namespace {

// Papers in a disc of this radius, denser towards its middle, which lies off the origin.
std::vector<float> disc(std::int64_t papers, double radius) {
  std::vector<float> positions;
  for (std::int64_t i = 0; i < papers; ++i) {
    const auto id = static_cast<std::uint64_t>(i);
    const double r = radius * random_unit(1, Draw::test, id, 0), angle = 6.2831853 * random_unit(1, Draw::test, id, 1);
    positions.push_back(static_cast<float>(0.3 * radius + r * std::cos(angle)));
    positions.push_back(static_cast<float>(-0.1 * radius + r * std::sin(angle)));
  }
  return positions;
}

struct Exact {
  std::vector<double> x, y;
  double normaliser = 0;
};

Exact all_pairs(const std::vector<float>& p) {
  Exact exact;
  for (std::size_t i = 0; i < p.size(); i += 2) {
    double x = 0, y = 0;
    for (std::size_t j = 0; j < p.size(); j += 2) {
      if (j == i) continue;
      const double dx = static_cast<double>(p[i]) - static_cast<double>(p[j]),
                   dy = static_cast<double>(p[i + 1]) - static_cast<double>(p[j + 1]), q = 1 / (1 + dx * dx + dy * dy);
      x += dx * q * q;
      y += dy * q * q;
      exact.normaliser += q;
    }
    exact.x.push_back(x);
    exact.y.push_back(y);
  }
  return exact;
}

double interpolated(const std::vector<float>& field, const kernels::MapGrid& grid, const float* at) {
  const auto x = kernels::cubic_stencil(at[0], grid.spacing, grid.first_x),
             y = kernels::cubic_stencil(at[1], grid.spacing, grid.first_y);
  double sum = 0;
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j)
      sum += static_cast<double>(x.weights[i]) * static_cast<double>(y.weights[j]) *
             static_cast<double>(field[static_cast<std::size_t>((x.first + i) * grid.nodes + y.first + j)]);
  return sum;
}

// With the coefficients of a cubic's spline, x^3 - h^2 x, x^2 - h^2 / 3, x and 1 (de Boor), the cubic itself.
TEST(CubicStencil, MakesCubicPolynomialsOfTheirCoefficients) {
  const auto cubic = [](double x) { return 2 - x + 0.5 * x * x - 0.25 * x * x * x; };
  const auto coefficient = [](double x) {
    const double h2 = 0.25;
    return 2 - x + 0.5 * (x * x - h2 / 3) - 0.25 * (x * x * x - h2 * x);
  };
  for (const float x : {-3.9F, -0.2F, 0.0F, 1.75F, 2.5F}) {
    const auto stencil = kernels::cubic_stencil(x, 0.5F, -20);
    double value = 0, total = 0;
    for (int i = 0; i < 4; ++i) {
      value += static_cast<double>(stencil.weights[i]) * coefficient(0.5 * static_cast<double>(stencil.first + i - 20));
      total += static_cast<double>(stencil.weights[i]);
    }
    EXPECT_NEAR(value, cubic(static_cast<double>(x)), 1e-5);
    EXPECT_NEAR(total, 1, 1e-6);
  }
}

void expect_near_all_pairs(double radius, double push_tolerance) {
  constexpr std::int64_t kPapers = 900;
  const Context context = test_context();
  const std::vector<float> positions = disc(kPapers, radius);
  GridRepulsion repulsion(context.comm, context.device);
  const Repulsion found = repulsion.of(positions, even_part(kPapers, context.comm.size(), context.comm.rank()));
  const Exact exact = all_pairs(positions);
  EXPECT_NEAR(found.normaliser / exact.normaliser, 1, 0.005);
  double error = 0, scale = 0;
  for (std::size_t i = 0; i < kPapers; ++i) {
    const float* at = positions.data() + 2 * i;
    error += std::pow(interpolated(found.x, found.grid, at) - exact.x[i], 2) +
             std::pow(interpolated(found.y, found.grid, at) - exact.y[i], 2);
    scale += exact.x[i] * exact.x[i] + exact.y[i] * exact.y[i];
  }
  EXPECT_LT(std::sqrt(error / scale), push_tolerance) << "radius " << radius;
}

TEST(GridRepulsion, IsThatOfAllPairs) {
  for (const double radius : {1e-4, 0.02, 0.5}) expect_near_all_pairs(radius, 0.005);
  // Where a paper's nearest push most, the spline between nodes half a unit apart is 1.4 to 3.0 % off.
  for (const double radius : {4.0, 30.0, 150.0}) expect_near_all_pairs(radius, 0.0305);
}

TEST(GridRepulsion, BitsAreThoseOfOneRank) {
  constexpr std::int64_t kPapers = 500;
  const Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  GridRepulsion ours(context.comm, context.device), serial(alone.comm, alone.device);
  for (const double radius : {60.0, 3.0, 90.0}) {  // a grid of another size each time
    const std::vector<float> positions = disc(kPapers, radius);
    const Repulsion one = serial.of(positions, {0, kPapers});
    const Repulsion all = ours.of(positions, even_part(kPapers, context.comm.size(), context.comm.rank()));
    EXPECT_EQ(all.normaliser, one.normaliser);
    EXPECT_EQ(all.x, one.x);
    EXPECT_EQ(all.y, one.y);
  }
}

TEST(GridOver, HoldsFourNodesAroundEachAndIsBounded) {
  for (const double radius : {1e-4, 10.0, 1e3, 1e6}) {
    const std::vector<float> positions = disc(200, radius);
    const kernels::MapGrid grid = grid_over(positions);
    EXPECT_LE(grid.nodes, 5000);
    EXPECT_EQ(grid.nodes % GridTransform::kTile, 0);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const auto stencil = kernels::cubic_stencil(positions[i], grid.spacing, i % 2 == 0 ? grid.first_x : grid.first_y);
      EXPECT_GE(stencil.first, 0);
      EXPECT_LE(stencil.first + 4, grid.nodes);
    }
  }
}

}  // namespace
}  // namespace thema::maps
