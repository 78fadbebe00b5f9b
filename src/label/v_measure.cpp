// SPDX-License-Identifier: Apache-2.0
#include "thema/label/v_measure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace thema {

namespace {

// -sum p log p of counts that add up to `total`.
double entropy(const std::vector<std::int64_t>& counts, double total) {
  double sum = 0;
  for (const std::int64_t count : counts) {
    const double p = static_cast<double>(count) / total;
    if (count > 0) sum -= p * std::log(p);
  }
  return sum;
}

}  // namespace

Agreement agreement(std::span<const std::int64_t> counts, std::int64_t clusters) {
  const auto columns = static_cast<std::size_t>(clusters);
  const std::size_t rows = columns == 0 ? 0 : counts.size() / columns;
  std::vector<std::int64_t> of_class(rows, 0), of_cluster(columns, 0);
  std::int64_t papers = 0;
  for (std::size_t i = 0; i < rows * columns; ++i) {
    of_class[i / columns] += counts[i];
    of_cluster[i % columns] += counts[i];
    papers += counts[i];
  }
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  if (papers == 0) return {unknown, unknown, unknown};

  const auto total = static_cast<double>(papers);
  double information = 0;
  for (std::size_t i = 0; i < rows * columns; ++i) {
    if (counts[i] == 0) continue;
    const double joint = static_cast<double>(counts[i]) / total;
    const double apart =
        static_cast<double>(of_class[i / columns]) / total * (static_cast<double>(of_cluster[i % columns]) / total);
    information += joint * std::log(joint / apart);
  }
  information = std::max(information, 0.0);  // rounding
  const double class_entropy = entropy(of_class, total), cluster_entropy = entropy(of_cluster, total);
  const double homogeneity = class_entropy == 0 ? 1 : information / class_entropy;
  const double completeness = cluster_entropy == 0 ? 1 : information / cluster_entropy;
  const double both = homogeneity + completeness;
  return {homogeneity, completeness, both == 0 ? 0 : 2 * homogeneity * completeness / both};
}

}  // namespace thema
