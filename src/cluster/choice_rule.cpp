// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/choice_rule.hpp"

#include <fmt/format.h>

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
    Criterion{"consensus", "see consensus_in_words()", nullptr},
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
                             Voter{"stability", stability}, Voter{"topic quality (NPMI x diversity)", topic_quality}};

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

std::size_t best_by(const std::vector<SelectionRow>& tried, Figure figure) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < tried.size(); ++i)
    if (is_better(figure(tried[i]), figure(tried[best]))) best = i;
  return best;
}

/// What the figures of the consensus can say here.
struct Votes {
  std::vector<Voter> inside;              // best between the ends of what was tried: these vote
  std::vector<Voter> at_an_end, unknown;  // these do not
};

Votes votes_of(const std::vector<SelectionRow>& tried) {
  Votes votes;
  for (const Voter& voter : kVoters) {
    const auto is_known_in = [&](const SelectionRow& row) { return !std::isnan(voter.figure(row)); };
    const auto first = std::find_if(tried.begin(), tried.end(), is_known_in);
    const auto last = std::find_if(tried.rbegin(), tried.rend(), is_known_in);
    const auto best = tried.begin() + static_cast<std::ptrdiff_t>(best_by(tried, voter.figure));
    if (first == tried.end())
      votes.unknown.push_back(voter);
    else if (best == first || best == last.base() - 1)
      votes.at_an_end.push_back(voter);
    else
      votes.inside.push_back(voter);
  }
  return votes;
}

// The most topics that can be relied on.
std::size_t finest_reliable(const std::vector<SelectionRow>& tried) {
  const double best = tried[best_by(tried, kVoters[0].figure)].silhouette;
  const double least = best - (1 - kLeastSilhouette) * std::abs(best);
  const bool is_stability_known = is_known(tried, stability);
  for (std::size_t i = tried.size(); i-- > 0;)
    if (tried[i].smallest > 0 && tried[i].silhouette >= least &&
        (!is_stability_known || stability(tried[i]) >= kLeastStability))
      return i;
  return 0;
}

std::optional<std::size_t> best_by_consensus(const std::vector<SelectionRow>& tried) {
  const Votes votes = votes_of(tried);
  if (votes.unknown.size() == kVoters.size()) return std::nullopt;
  if (votes.inside.empty()) return finest_reliable(tried);
  std::vector<std::int64_t> ranks(tried.size());
  for (const Voter& voter : votes.inside)
    for (std::size_t i = 0; i < tried.size(); ++i) ranks[i] += doubled_rank(tried, i, voter.figure);
  return static_cast<std::size_t>(std::min_element(ranks.begin(), ranks.end()) - ranks.begin());
}

// "silhouette, stability and topic quality"
std::string listed(const std::vector<Voter>& voters) {
  std::string text;
  for (std::size_t i = 0; i < voters.size(); ++i)
    text += std::string(i == 0 ? "" : i + 1 == voters.size() ? " and " : ", ") + voters[i].name;
  return text;
}

std::string consensus_in_words(const std::vector<SelectionRow>& tried) {
  const Votes votes = votes_of(tried);
  const std::string stable =
      is_known(tried, stability) ? fmt::format("a stability of at least {} and ", kLeastStability) : "";
  std::string words = fmt::format(
      "the largest K without empty topics, with {}a silhouette of at least {} of the best one, else the smallest K",
      stable, kLeastSilhouette);
  if (!votes.inside.empty()) words = "the K with the lowest mean rank by " + listed(votes.inside);
  if (!votes.at_an_end.empty()) words += fmt::format("; no vote for {}, best at an end", listed(votes.at_an_end));
  if (!votes.unknown.empty()) words += "; without " + listed(votes.unknown) + ", not known here";
  return words;
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
  return best_by(tried, figure);
}

std::string rule_in_words(const std::vector<SelectionRow>& tried, const std::string& criterion) {
  const std::string words = criterion == "consensus" ? consensus_in_words(tried) : criterion_of(criterion).words;
  return criterion + ": " + words + "; ties: the smaller K";
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
