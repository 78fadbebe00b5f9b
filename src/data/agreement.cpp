// SPDX-License-Identifier: Apache-2.0
#include "thema/data/agreement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "thema/core/error.hpp"

namespace thema {

namespace {

using Sizes = std::vector<std::int64_t>;

// A table of counts with the sums of its rows and columns.
struct Table {
  Table(std::span<const std::int64_t> counts, std::int64_t clusters)
      : cells(counts), columns(static_cast<std::size_t>(clusters)), of_cluster(columns, 0) {
    require(columns == 0 ? counts.empty() : counts.size() % columns == 0, "a table of counts with an incomplete row");
    of_class.assign(columns == 0 ? 0 : counts.size() / columns, 0);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      require(counts[i] >= 0, "a negative count of papers");
      of_class[i / columns] += counts[i];
      of_cluster[i % columns] += counts[i];
      papers += counts[i];
    }
  }
  std::span<const std::int64_t> cells;
  std::size_t columns;
  Sizes of_class, of_cluster;
  std::int64_t papers = 0;
};

std::int64_t parts(const Sizes& sizes) {
  return std::count_if(sizes.begin(), sizes.end(), [](std::int64_t size) { return size > 0; });
}

// -sum p log p of counts that add up to `total`.
double entropy(const Sizes& counts, double total) {
  double sum = 0;
  for (const std::int64_t count : counts) {
    const double p = static_cast<double>(count) / total;
    if (count > 0) sum -= p * std::log(p);
  }
  return sum;
}

double mutual_information(const Table& table) {
  const auto total = static_cast<double>(table.papers);
  double information = 0;
  for (std::size_t i = 0; i < table.cells.size(); ++i) {
    if (table.cells[i] == 0) continue;
    const double joint = static_cast<double>(table.cells[i]) / total;
    const double apart = static_cast<double>(table.of_class[i / table.columns]) / total *
                         (static_cast<double>(table.of_cluster[i % table.columns]) / total);
    information += joint * std::log(joint / apart);
  }
  return std::max(information, 0.0);  // rounding
}

double purity(const Table& table) {
  Sizes most(table.columns, 0);
  std::int64_t pure = 0;
  for (std::size_t i = 0; i < table.cells.size(); ++i)
    most[i % table.columns] = std::max(most[i % table.columns], table.cells[i]);
  for (const std::int64_t count : most) pure += count;
  return static_cast<double>(pure) / static_cast<double>(table.papers);
}

// Mean of n log(n total / (a b)) where n, the papers that two random parts of a and b papers share, is drawn from the
// hypergeometric distribution. Its probabilities are taken from the most probable n outwards by their ratios and
// divided by their sum, so that nothing cancels and no factorial is needed.
double expected_share(double a, double b, double total) {
  constexpr double negligible = 1e-20;
  const double low = std::max(0.0, a + b - total), high = std::min(a, b);
  const double mode = std::clamp(std::floor((a + 1) * (b + 1) / (total + 2)), low, high);
  const double apart = total / a / b;
  double sum = 0, weights = 0;
  const auto add = [&](double n, double weight) {
    weights += weight;
    if (n > 0) sum += weight * n * std::log(n * apart);
  };
  add(mode, 1);
  double weight = 1;
  for (double n = mode; n < high && weight > negligible; ++n) {
    weight *= (a - n) * (b - n) / ((n + 1) * (total - a - b + n + 1));
    add(n + 1, weight);
  }
  weight = 1;
  for (double n = mode; n > low && weight > negligible; --n) {
    weight *= n * (total - a - b + n) / ((a - n + 1) * (b - n + 1));
    add(n - 1, weight);
  }
  return sum / weights;
}

double expected_information(const Table& table) {
  std::map<std::int64_t, std::int64_t> classes, clusters;  // how many there are of each size
  for (const std::int64_t size : table.of_class) ++classes[size];
  for (const std::int64_t size : table.of_cluster) ++clusters[size];
  const auto total = static_cast<double>(table.papers);
  double sum = 0;
  for (const auto& [a, of_a] : classes)
    for (const auto& [b, of_b] : clusters)
      if (a > 0 && b > 0)
        sum += static_cast<double>(of_a * of_b) * expected_share(static_cast<double>(a), static_cast<double>(b), total);
  return sum / total;
}

// Twice the pairs of papers within a part, both in the same order; 128 bits because products of them are to come.
template <class Counts> __int128 ordered_pairs(const Counts& counts) {
  __int128 pairs = 0;
  for (const std::int64_t count : counts) pairs += static_cast<__int128>(count) * (count - 1);
  return pairs;
}

// Pairs of papers, each twice, that lie in one part: of both partitions, of the classes, of the clusters.
struct Pairs {
  explicit Pairs(const Table& table)
      : both(ordered_pairs(table.cells)),
        same_class(ordered_pairs(table.of_class)),
        same_cluster(ordered_pairs(table.of_cluster)),
        all(static_cast<__int128>(table.papers) * (table.papers - 1)) {
    require(table.papers < std::int64_t{1} << 31, "too many papers to multiply the numbers of their pairs");
  }
  explicit Pairs(const PairsInOnePart& pairs)
      : both(pairs.both), same_class(pairs.first), same_cluster(pairs.second), all(pairs.all) {}
  bool are_one_partition() const { return both == same_class && both == same_cluster; }
  __int128 both, same_class, same_cluster, all;
};

double adjusted_rand(const Pairs& pairs) {
  if (pairs.are_one_partition()) return 1;
  const __int128 only_class = pairs.same_class - pairs.both, only_cluster = pairs.same_cluster - pairs.both;
  const __int128 neither = pairs.all - pairs.both - only_class - only_cluster;
  const __int128 agreed = pairs.both * neither - only_class * only_cluster;
  const __int128 most =
      pairs.same_class * (pairs.all - pairs.same_cluster) + pairs.same_cluster * (pairs.all - pairs.same_class);
  return 2 * static_cast<double>(agreed) / static_cast<double>(most);
}

}  // namespace

Agreement agreement(std::span<const std::int64_t> counts, std::int64_t clusters) {
  const Table table(counts, clusters);
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  if (table.papers == 0) return {unknown, unknown, unknown, unknown, unknown, unknown, unknown};
  const auto total = static_cast<double>(table.papers);
  const double information = mutual_information(table);
  const double class_entropy = entropy(table.of_class, total), cluster_entropy = entropy(table.of_cluster, total);
  Agreement found{};
  found.homogeneity = class_entropy == 0 ? 1 : information / class_entropy;
  found.completeness = cluster_entropy == 0 ? 1 : information / cluster_entropy;
  const double both = found.homogeneity + found.completeness;
  found.v_measure = both == 0 ? 0 : 2 * found.homogeneity * found.completeness / both;
  found.purity = purity(table);
  const Pairs pairs(table);
  found.ari = adjusted_rand(pairs);
  if (pairs.are_one_partition()) {  // rounding could tell otherwise
    found.nmi = found.ami = 1;
  } else if (parts(table.of_class) > 1 && parts(table.of_cluster) > 1) {
    const double most = (class_entropy + cluster_entropy) / 2, chance = expected_information(table);
    found.nmi = information / most;
    found.ami = (information - chance) / (most - chance);
  }
  return found;
}

double adjusted_rand(std::span<const std::int64_t> counts, std::int64_t clusters) {
  const Table table(counts, clusters);
  return table.papers == 0 ? std::numeric_limits<double>::quiet_NaN() : adjusted_rand(Pairs(table));
}

double adjusted_rand(const PairsInOnePart& pairs) { return adjusted_rand(Pairs(pairs)); }

double expected_mutual_information(std::span<const std::int64_t> counts, std::int64_t clusters) {
  const Table table(counts, clusters);
  return table.papers == 0 ? std::numeric_limits<double>::quiet_NaN() : expected_information(table);
}

}  // namespace thema
