// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/decomposition.hpp"

#include <cmath>

#include "thema/core/matrix_product.hpp"

namespace thema::explanation {

namespace {

std::vector<double> mean_of(std::span<const float> hidden, std::size_t width) {
  std::vector<double> mean(width, 0.0);
  for (std::size_t i = 0; i < hidden.size(); ++i) mean[i % width] += static_cast<double>(hidden[i]);
  for (double& x : mean) x *= static_cast<double>(width) / static_cast<double>(hidden.size());
  return mean;
}

double norm(std::span<const double> x) {
  double squares = 0;
  for (const double value : x) squares += value * value;
  return std::sqrt(squares);
}

// |e - u| for e = m / |m|; 1 without u.
double shifted_norm(std::span<const double> m, double norm_of_m, std::span<const float> u) {
  if (u.empty()) return 1;
  double squares = 0;
  for (std::size_t i = 0; i < m.size(); ++i) {
    const double difference = m[i] / norm_of_m - static_cast<double>(u[i]);
    squares += difference * difference;
  }
  return std::sqrt(squares);
}

}  // namespace

Decomposition decompose(std::span<const float> hidden, const TopicContrast& topics) {
  const std::size_t width = topics.own_centroid.size(), tokens = hidden.size() / width;
  const std::vector<double> m = mean_of(hidden, width);
  const double norm_of_m = norm(m), scale = shifted_norm(m, norm_of_m, topics.shift);
  const auto products = [&](const float* x) {
    const auto d = static_cast<std::int64_t>(width);
    return Pair{exact_dot(x, topics.own_centroid.data(), d), exact_dot(x, topics.second_centroid.data(), d)};
  };
  Decomposition parts;
  if (!topics.shift.empty()) {
    const Pair shift = products(topics.shift.data());
    parts.constant = {-shift.own / scale, -shift.second / scale};
  }
  parts.sum = parts.constant;
  const double divisor = static_cast<double>(tokens) * norm_of_m * scale;
  for (std::size_t t = 0; t < tokens; ++t) {
    const Pair product = products(hidden.data() + t * width);
    parts.tokens.push_back({product.own / divisor, product.second / divisor});
    parts.sum = parts.sum + parts.tokens.back();
  }
  return parts;
}

}  // namespace thema::explanation
