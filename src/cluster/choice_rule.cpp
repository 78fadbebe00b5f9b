// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/choice_rule.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace thema::clusters {

namespace {

using Figure = double (*)(const SelectionRow&);  // higher is better

struct Criterion {
  const char* name;
  const char* words;
  Figure figure;  // none where more than one row decides
};

constexpr std::array kCriteria{
    Criterion{"consensus",
              "the K with the lowest mean rank by silhouette, stability and topic quality (NPMI x diversity)", nullptr},
    Criterion{"silhouette", "the K with the highest exact mean cosine silhouette",
              [](const SelectionRow& row) { return row.silhouette; }},
    Criterion{"calinski_harabasz", "the K with the highest Calinski-Harabasz index on unit vectors",
              [](const SelectionRow& row) { return row.calinski_harabasz; }},
    Criterion{"davies_bouldin", "the K with the lowest Davies-Bouldin index on unit vectors",
              [](const SelectionRow& row) { return -row.davies_bouldin; }},
    Criterion{"stability",
              "the K with the highest mean adjusted Rand index between starts and with halves of the papers",
              stability},
    Criterion{"npmi", "the K whose keywords have the highest mean NPMI",
              [](const SelectionRow& row) { return row.npmi; }},
    Criterion{"topic_quality", "the K with the highest topic quality, NPMI x diversity", topic_quality},
    Criterion{"v_measure", "the K with the highest V-measure against the primary categories",
              [](const SelectionRow& row) { return row.v_measure; }},
    Criterion{"gap", "the smallest K with gap(K) >= gap(K') - s(K'), K' the next larger", nullptr},
};

struct Voter {
  const char* name;
  Figure figure;
};

constexpr std::array kVoters{Voter{"silhouette", [](const SelectionRow& row) { return row.silhouette; }},
                             Voter{"stability", stability}, Voter{"topic quality", topic_quality}};

const Criterion& criterion_of(const std::string& name) {
  return *std::find_if(kCriteria.begin(), kCriteria.end() - 1, [&](const Criterion& c) { return c.name == name; });
}

bool is_known(const std::vector<SelectionRow>& tried, Figure figure) {
  return std::any_of(tried.begin(), tried.end(), [&](const SelectionRow& row) { return !std::isnan(figure(row)); });
}

// Whether figure a is better than b; an unknown one is worse than any other.
bool is_better(double a, double b) { return a > b || (std::isnan(b) && !std::isnan(a)); }

// Twice the rank, from 1 for the best: whole numbers, so that means of ranks are compared exactly.
std::int64_t doubled_rank(const std::vector<SelectionRow>& tried, std::size_t of, Figure figure) {
  std::int64_t doubled = 1;
  for (const SelectionRow& other : tried) {
    const double here = figure(tried[of]), there = figure(other);
    if (is_better(there, here)) doubled += 2;
    if (!is_better(there, here) && !is_better(here, there)) ++doubled;  // itself too
  }
  return doubled;
}

std::optional<std::size_t> best_by_consensus(const std::vector<SelectionRow>& tried) {
  std::vector<std::int64_t> ranks(tried.size());
  bool is_judged = false;
  for (const Voter& voter : kVoters) {
    if (!is_known(tried, voter.figure)) continue;
    is_judged = true;
    for (std::size_t i = 0; i < tried.size(); ++i) ranks[i] += doubled_rank(tried, i, voter.figure);
  }
  if (!is_judged) return std::nullopt;
  return static_cast<std::size_t>(std::min_element(ranks.begin(), ranks.end()) - ranks.begin());
}

std::optional<std::size_t> best_by_gap(const std::vector<SelectionRow>& tried) {
  std::optional<std::size_t> before;
  for (std::size_t i = 0; i < tried.size(); ++i) {
    if (std::isnan(tried[i].gap)) continue;
    if (before && tried[*before].gap >= tried[i].gap - tried[i].gap_error) return before;
    before = i;
  }
  return before;
}

}  // namespace

std::vector<std::string> criteria() {
  std::vector<std::string> names;
  for (const Criterion& criterion : kCriteria) names.emplace_back(criterion.name);
  return names;
}

double stability(const SelectionRow& row) {
  if (std::isnan(row.stability_starts)) return row.stability_subsamples;
  if (std::isnan(row.stability_subsamples)) return row.stability_starts;
  return (row.stability_starts + row.stability_subsamples) / 2;
}

double topic_quality(const SelectionRow& row) { return row.npmi * row.diversity; }

std::optional<std::size_t> best_row(const std::vector<SelectionRow>& tried, const std::string& criterion) {
  if (criterion == "consensus") return best_by_consensus(tried);
  if (criterion == "gap") return best_by_gap(tried);
  const Figure figure = criterion_of(criterion).figure;
  if (!is_known(tried, figure)) return std::nullopt;
  std::size_t best = 0;
  for (std::size_t i = 1; i < tried.size(); ++i)
    if (is_better(figure(tried[i]), figure(tried[best]))) best = i;
  return best;
}

std::string rule_in_words(const std::vector<SelectionRow>& tried, const std::string& criterion) {
  std::string rule = criterion + ": " + criterion_of(criterion).words + "; ties: the smaller K";
  if (criterion != "consensus") return rule;
  std::vector<std::string> unknown;
  for (const Voter& voter : kVoters)
    if (!is_known(tried, voter.figure)) unknown.emplace_back(voter.name);
  if (!unknown.empty() && unknown.size() < kVoters.size())
    rule += fmt::format("; without {}, not known here", fmt::join(unknown, " and "));
  return rule;
}

std::optional<std::size_t> elbow(const std::vector<SelectionRow>& tried) {
  if (tried.size() < 3) return std::nullopt;
  const auto log_k = [](const SelectionRow& row) { return std::log(static_cast<double>(row.k)); };
  const double width = log_k(tried.back()) - log_k(tried.front());
  const double height = tried.front().inertia - tried.back().inertia;
  if (width <= 0 || height <= 0) return std::nullopt;
  std::optional<std::size_t> best;
  double farthest = 0;
  for (std::size_t i = 1; i + 1 < tried.size(); ++i) {
    const double along = (log_k(tried[i]) - log_k(tried.front())) / width;
    const double down = (tried.front().inertia - tried[i].inertia) / height;
    if (down - along <= farthest) continue;
    farthest = down - along;
    best = i;
  }
  return best;
}

}  // namespace thema::clusters
