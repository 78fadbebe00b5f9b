// SPDX-License-Identifier: Apache-2.0
#include "thema/label/coherence.hpp"

#include <cmath>
#include <limits>

namespace thema {

namespace {

constexpr double kEpsilon = 1e-12;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// Probabilities of the words of one group.
class Group {
 public:
  Group(const Cooccurrence& counts, std::int64_t group) : counts_(counts), group_(group) {
    for (std::int64_t i = 0; i < counts.words_per_group; ++i)
      if (counts.of(group, i, i) > 0) words_.push_back(i);
  }
  std::size_t size() const { return words_.size(); }
  double p(std::size_t i, std::size_t j) const {
    return static_cast<double>(counts_.of(group_, words_[i], words_[j])) / static_cast<double>(counts_.windows);
  }
  double log_ratio(std::size_t i, std::size_t j) const { return std::log((p(i, j) + kEpsilon) / (p(i, i) * p(j, j))); }
  double normalised_log_ratio(std::size_t i, std::size_t j) const {
    return log_ratio(i, j) / -std::log(p(i, j) + kEpsilon);
  }

 private:
  const Cooccurrence& counts_;
  std::int64_t group_;
  std::vector<std::int64_t> words_;  // those that stand in a window
};

// For each group the mean of measure(group, i, j) over the pairs j < i.
template <class Measure> std::vector<double> mean_over_pairs(const Cooccurrence& counts, const Measure& measure) {
  std::vector<double> means;
  for (std::int64_t g = 0; g < counts.groups; ++g) {
    const Group group(counts, g);
    double sum = 0;
    for (std::size_t i = 1; i < group.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) sum += measure(group, i, j);
    const auto pairs = static_cast<double>(group.size() * (group.size() - 1) / 2);
    means.push_back(group.size() < 2 ? kUnknown : sum / pairs);
  }
  return means;
}

double cosine(std::span<const double> a, std::span<const double> b) {
  double product = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return product / (std::sqrt(aa) * std::sqrt(bb));
}

double mean_cosine_with_all(const Group& group) {
  const std::size_t n = group.size();
  if (n == 0) return kUnknown;
  std::vector<double> vectors(n * n), all(n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      vectors[i * n + j] = group.normalised_log_ratio(i, j);
      all[j] += vectors[i * n + j];
    }
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += cosine(std::span(vectors).subspan(i * n, n), all);
  return sum / static_cast<double>(n);
}

}  // namespace

std::vector<double> npmi(const Cooccurrence& windows) {
  return mean_over_pairs(
      windows, [](const Group& group, std::size_t i, std::size_t j) { return group.normalised_log_ratio(i, j); });
}

std::vector<double> c_uci(const Cooccurrence& windows) {
  return mean_over_pairs(windows,
                         [](const Group& group, std::size_t i, std::size_t j) { return group.log_ratio(i, j); });
}

std::vector<double> u_mass(const Cooccurrence& documents) {
  return mean_over_pairs(documents, [](const Group& group, std::size_t i, std::size_t j) {
    return std::log((group.p(i, j) + kEpsilon) / group.p(j, j));
  });
}

std::vector<double> c_v(const Cooccurrence& windows) {
  std::vector<double> values;
  for (std::int64_t g = 0; g < windows.groups; ++g) values.push_back(mean_cosine_with_all(Group(windows, g)));
  return values;
}

double mean_of_known(std::span<const double> values) {
  double sum = 0, known = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++known;
  }
  return known == 0 ? kUnknown : sum / known;
}

}  // namespace thema
