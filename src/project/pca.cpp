// SPDX-License-Identifier: Apache-2.0
#include "thema/project/pca.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "thema/core/matrix_product.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kComponents = 2;
constexpr std::int64_t kChunkRows = 256;  // products below 2^44 of this many rows stay exact in double

/// Integer sums over all papers: first [d] of x, then [d, d] of x x^T, x in multiples of 1 / scale.
struct Moments {
  std::vector<std::int64_t> sums;
  double scale = 1;
};

// |x| <= 1 (a little more after rounding), so M products of `bits`-bit integers must stay within int64.
int fixed_point_bits(std::int64_t papers) {
  const int log2_papers = 64 - std::countl_zero(static_cast<std::uint64_t>(papers));
  return std::min(22, (61 - log2_papers) / 2);
}

Moments sum_moments(const Communicator& comm, const LaidOut& papers) {
  const auto d = static_cast<std::size_t>(papers.width);
  Moments moments{std::vector<std::int64_t>(d + d * d), std::ldexp(1.0, fixed_point_bits(papers.total()))};
  std::vector<double> chunk(static_cast<std::size_t>(kChunkRows) * d), products(d * d);
  for (std::int64_t first = papers.own.first; first < papers.own.last; first += kChunkRows) {
    const auto n = static_cast<std::size_t>(std::min(kChunkRows, papers.own.last - first)) * d;
    const float* values = papers.row(first);
    for (std::size_t i = 0; i < n; ++i) {
      chunk[i] = std::nearbyint(static_cast<double>(values[i]) * moments.scale);
      moments.sums[i % d] += static_cast<std::int64_t>(chunk[i]);
    }
    gram(std::span<const double>(chunk).first(n), papers.width, products);
    for (std::size_t i = 0; i < products.size(); ++i) moments.sums[d + i] += static_cast<std::int64_t>(products[i]);
  }
  comm.sum(std::span(moments.sums));
  return moments;
}

struct Components {
  std::vector<double> mean;     ///< [d]
  std::vector<double> vectors;  ///< [2, d]
  double explained_variance = 0;
};

// On rank 0. The covariance is E[x x^T] - mean mean^T.
Components find_components(const Moments& moments, std::int64_t papers, std::int64_t width) {
  const auto d = static_cast<std::size_t>(width);
  const auto n = static_cast<double>(papers);
  Components found{std::vector<double>(d), std::vector<double>(kComponents * d), 0};
  for (std::size_t i = 0; i < d; ++i) found.mean[i] = static_cast<double>(moments.sums[i]) / moments.scale / n;
  std::vector<double> covariance(d * d), values(kComponents);
  double variance = 0;
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      const double product = static_cast<double>(moments.sums[d + i * d + j]) / (moments.scale * moments.scale) / n;
      covariance[i * d + j] = product - found.mean[i] * found.mean[j];
    }
    variance += covariance[i * d + i];
  }
  largest_eigenvectors(covariance, width, std::min(kComponents, width), values, found.vectors);
  if (variance > 0) found.explained_variance = (values[0] + values[1]) / variance;
  return found;
}

double project_row(const float* row, const std::vector<double>& mean, const double* vector) {
  double sum = 0;
  for (std::size_t j = 0; j < mean.size(); ++j) sum += (static_cast<double>(row[j]) - mean[j]) * vector[j];
  return sum;
}

}  // namespace

PcaResult principal_components(Context& context, const LaidOut& papers) {
  const Region region(context.timings, "project: pca");
  const std::int64_t d = papers.width;
  if (papers.total() == 0) return {};
  const Moments moments = sum_moments(context.comm, papers);
  Components found;
  if (context.comm.is_root()) found = find_components(moments, papers.total(), d);
  context.comm.broadcast(found.mean);
  context.comm.broadcast(found.vectors);
  context.comm.broadcast(std::span(&found.explained_variance, 1));
  std::vector<float> mine;
  mine.reserve(static_cast<std::size_t>(kComponents * papers.own.size()));
  for (std::int64_t i = papers.own.first; i < papers.own.last; ++i)
    for (std::int64_t c = 0; c < kComponents; ++c)
      mine.push_back(static_cast<float>(project_row(papers.row(i), found.mean, found.vectors.data() + c * d)));
  return {context.comm.all_gather(mine), found.explained_variance};
}

}  // namespace thema::maps
