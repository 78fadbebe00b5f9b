// SPDX-License-Identifier: Apache-2.0
#include "thema/project/grid_repulsion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "thema/core/device_copy.hpp"
#include "thema/core/fixed_point.hpp"

namespace thema::maps {

namespace {

using fourier::Complex;

constexpr float kSpacing = 0.5F;           // half of the width of the kernels
constexpr std::int64_t kMostNodes = 4096;  // a side; a wider map gets a coarser grid
// On a map that is small beside the kernels' width all push nearly alike, and their differences would drown in the
// rounding of the transform: such a map gets a finer grid.
constexpr std::int64_t kFewestNodes = 16;
constexpr float kLeastSpacing = 0x1p-40F;
constexpr std::int64_t kStencilNodes = 16;
constexpr double kLeastNormaliser = 1e-3;

float similarity(float x, float y) { return 1 / (1 + x * x + y * y); }
float push_x(float x, float y) { return x * similarity(x, y) * similarity(x, y); }
float push_y(float x, float y) { return y * similarity(x, y) * similarity(x, y); }

// Tiles of a side whose transforms are fast: with no prime factor above 5.
std::int64_t fast_tiles(std::int64_t least) {
  for (std::int64_t tiles = std::max<std::int64_t>(least, 1);; ++tiles) {
    std::int64_t rest = tiles;
    for (const std::int64_t prime : {2, 3, 5})
      while (rest % prime == 0) rest /= prime;
    if (rest == 1) return tiles;
  }
}

std::int64_t node_below(float coordinate, float spacing) {
  return static_cast<std::int64_t>(std::floor(coordinate / spacing));
}

std::vector<float> parts(const std::vector<Complex>& values, float (*part)(const Complex&)) {
  std::vector<float> out(values.size());
  std::transform(values.begin(), values.end(), out.begin(), part);
  return out;
}

float real_part(const Complex& c) { return c.real(); }
float imaginary_part(const Complex& c) { return c.imag(); }

// Mean over places between the nodes of the spline of these values at the nodes [nodes, nodes], which are symmetric and
// belong to the distances 0, 1, 2 ... of two nodes, where both papers are at the same place.
double mean_at_distance_zero(const std::vector<float>& values, std::int64_t nodes) {
  constexpr int kPlaces = 8;
  double sum = 0;
  for (int place = 0; place < kPlaces * kPlaces; ++place) {
    const auto offset = [](int p) { return (static_cast<float>(p) + 0.5F) / kPlaces; };
    const auto x = kernels::cubic_stencil(offset(place / kPlaces), 1, 0),
               y = kernels::cubic_stencil(offset(place % kPlaces), 1, 0);
    for (int i = 0; i < 256; ++i) {
      const auto weight = x.weights[i % 4] * x.weights[i / 4 % 4] * y.weights[i / 16 % 4] * y.weights[i / 64];
      const std::int64_t dx = std::abs(i % 4 - i / 4 % 4), dy = std::abs(i / 16 % 4 - i / 64);
      sum += static_cast<double>(weight * values[static_cast<std::size_t>(dx * nodes + dy)]);
    }
  }
  return sum / (kPlaces * kPlaces);
}

// The spectrum of what makes coefficients of a cubic spline out of its values at the nodes, for frequency k of `padded`
// (Unser, Aldroubi and Eden 1991): 3 / (2 + cos).
float spline_prefilter(std::int64_t k, std::int64_t padded) {
  return static_cast<float>(
      3 / (2 + std::cos(2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(padded))));
}

// charges times i times the imaginary part of an odd kernel's spectrum.
std::vector<Complex> times_odd(const std::vector<Complex>& charges, const std::vector<float>& kernel) {
  std::vector<Complex> product(charges.size());
  for (std::size_t k = 0; k < charges.size(); ++k)
    product[k] = {-charges[k].imag() * kernel[k], charges[k].real() * kernel[k]};
  return product;
}

}  // namespace

kernels::MapGrid grid_over(std::span<const float> positions) {
  std::array<float, 2> least{0, 0}, most{0, 0};
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const std::size_t axis = i % 2;
    least[axis] = i < 2 ? positions[i] : std::min(least[axis], positions[i]);
    most[axis] = i < 2 ? positions[i] : std::max(most[axis], positions[i]);
  }
  const auto needed = [&](float spacing) {
    std::int64_t nodes = 0;
    for (std::size_t axis = 0; axis < 2; ++axis)
      nodes = std::max(nodes, node_below(most[axis], spacing) - node_below(least[axis], spacing) + 4);
    return nodes;
  };
  float spacing = kSpacing;
  while (needed(spacing) > kMostNodes) spacing *= 2;
  while (needed(spacing) < kFewestNodes && spacing > kLeastSpacing) spacing /= 2;
  const std::int64_t nodes =
      GridTransform::kTile * fast_tiles((needed(spacing) + GridTransform::kTile - 1) / GridTransform::kTile);
  return {nodes, node_below(least[0], spacing) - 1, node_below(least[1], spacing) - 1, spacing};
}

std::vector<Complex> GridRepulsion::spectrum_of(float (*kernel)(float, float)) const {
  const std::int64_t padded = transform_->padded();
  // Nodes behind the middle stand for negative distances. At the middle, which no two nodes are apart, an odd kernel
  // would have two values.
  const auto distance = [&](std::int64_t i) { return static_cast<float>(2 * i < padded ? i : i - padded) * spacing_; };
  std::vector<Complex> spectrum = transform_->forward(padded, padded, [&](std::int64_t row, float* out) {
    for (std::int64_t column = 0; column < padded; ++column)
      out[column] = 2 * row == padded || 2 * column == padded ? 0 : kernel(distance(row), distance(column));
  });
  // Twice on each axis: papers lie between the nodes on both sides, where they push and where they are pushed.
  const Range own = transform_->own_columns();
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    const float filter = spline_prefilter(own.first + at / padded, padded) * spline_prefilter(at % padded, padded);
    spectrum[i] *= filter * filter;
  }
  return spectrum;
}

void GridRepulsion::make_kernels(const kernels::MapGrid& grid) {
  if (transform_ && transform_->nodes() == grid.nodes && spacing_ == grid.spacing) return;
  transform_.emplace(*comm_, grid.nodes);
  spacing_ = grid.spacing;
  const std::vector<Complex> similarities = spectrum_of(similarity);
  kernels_ = {parts(similarities, real_part), parts(spectrum_of(push_x), imaginary_part),
              parts(spectrum_of(push_y), imaginary_part),
              mean_at_distance_zero(transform_->inverse(similarities), grid.nodes)};
}

// Sum over all pairs of papers, each with itself included: charges^T kernel charges, by Parseval's theorem. The columns
// between the first and the last stand for their mirror images too. Each column's sum is in order, and so is theirs.
double GridRepulsion::sum_of_similarities(const std::vector<Complex>& charges) const {
  const Range own = transform_->own_columns();
  const std::int64_t padded = transform_->padded();
  std::vector<double> columns;
  for (std::int64_t column = own.first; column < own.last; ++column) {
    double sum = 0;
    for (std::int64_t k = (column - own.first) * padded; k < (column - own.first + 1) * padded; ++k) {
      const auto at = static_cast<std::size_t>(k);
      sum += static_cast<double>(std::norm(charges[at])) * static_cast<double>(kernels_.similarity[at]);
    }
    columns.push_back(column == 0 || column == transform_->nodes() ? sum : 2 * sum);
  }
  double total = 0;
  for (const double sum : comm_->all_gather(columns)) total += sum;
  return total / static_cast<double>(padded * padded);
}

Repulsion GridRepulsion::of(std::span<const float> positions, Range own) {
  const std::int64_t papers = std::ssize(positions) / 2;
  Repulsion result;
  result.grid = grid_over(positions);
  make_kernels(result.grid);
  const std::int64_t nodes = result.grid.nodes;
  const FixedPoint fixed(kStencilNodes * papers);
  std::vector<std::int64_t> charges(static_cast<std::size_t>(nodes * nodes), 0);
  {
    const auto first = static_cast<std::size_t>(2 * own.first), count = static_cast<std::size_t>(2 * own.size());
    const DeviceCopy<const float> here(device_, positions.subspan(first, count));
    const DeviceCopy<std::int64_t> spread(device_, std::span(charges));
    kernels::spread_charges(kernels::place_on(device_), result.grid, here.data(), own.size(), fixed, spread.data());
    spread.read_back();
  }
  comm_->sum(std::span(charges));
  const std::vector<Complex> spectrum = transform_->forward(nodes, nodes, [&](std::int64_t row, float* out) {
    for (std::int64_t c = 0; c < nodes; ++c)
      out[c] = static_cast<float>(fixed.decode(charges[static_cast<std::size_t>(row * nodes + c)]));
  });
  result.normaliser =
      std::max(kLeastNormaliser, sum_of_similarities(spectrum) - static_cast<double>(papers) * kernels_.itself);
  result.x = transform_->inverse(times_odd(spectrum, kernels_.push_x));
  result.y = transform_->inverse(times_odd(spectrum, kernels_.push_y));
  return result;
}

}  // namespace thema::maps
