// SPDX-License-Identifier: Apache-2.0
#include "thema/project/map_quality.hpp"

#include <algorithm>
#include <cmath>

#include "thema/kernels/count_nearer_points.hpp"
#include "thema/kernels/nearest_points.hpp"
#include "thema/project/correlation.hpp"
#include "thema/project/cosine_ranks.hpp"
#include "thema/project/distance_correlation.hpp"
#include "thema/project/map_distance.hpp"
#include "thema/project/neighbours.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kTileRows = 256;
constexpr double kNoDistance = 1e-12;

/// The `known` nearest papers of this rank's queries on the map, nearest first, equally many as by cosine.
std::vector<std::int64_t> nearest_on_map(const Log& log, const QualityQueries& queries,
                                         std::span<const float> coordinates) {
  const std::int64_t k = queries.known;
  std::vector<std::int64_t> nearest(static_cast<std::size_t>(queries.own.size() * k));
  std::vector<double> scratch(static_cast<std::size_t>(kTileRows * k));
  Progress progress(log, "map quality: nearest on the map", "papers", queries.own.size());
  for (std::int64_t q = queries.own.first; q < queries.own.last; q += kTileRows) {
    const std::int64_t count = std::min(kTileRows, queries.own.last - q);
    kernels::nearest_points(coordinates.data(), static_cast<std::int64_t>(coordinates.size()) / 2,
                            queries.positions.data() + q, count, k, scratch.data(),
                            nearest.data() + (q - queries.own.first) * k);
    progress.advance(count);
  }
  return nearest;
}

// The most frequent category of k papers, of equally frequent ones that of the nearest; -1 where none has one.
std::int32_t most_frequent(std::span<const std::int32_t> categories, const std::int64_t* papers, std::int64_t k) {
  std::int32_t best = -1;
  std::int64_t best_count = 0;
  for (std::int64_t j = 0; j < k; ++j) {
    const std::int32_t category = categories[static_cast<std::size_t>(papers[j])];
    const auto has = [&](std::int64_t p) { return categories[static_cast<std::size_t>(p)] == category; };
    const std::int64_t count = category < 0 ? 0 : std::count_if(papers, papers + k, has);
    if (count <= best_count) continue;
    best = category;
    best_count = count;
  }
  return best;
}

// NaN where no query has a category.
double category_accuracy(const Communicator& comm, const QualityQueries& queries,
                         const std::vector<std::int64_t>& nearest, std::int64_t k,
                         std::span<const std::int32_t> categories) {
  std::int64_t right = 0, asked = 0;
  for (std::int64_t q = 0; q < queries.own.size(); ++q) {
    const std::int64_t position = queries.positions[static_cast<std::size_t>(queries.own.first + q)];
    const std::int32_t category = categories[static_cast<std::size_t>(position)];
    if (category < 0) continue;
    ++asked;
    if (most_frequent(categories, nearest.data() + q * queries.known, k) == category) ++right;
  }
  return static_cast<double>(comm.sum(right)) / static_cast<double>(comm.sum(asked));
}

// Of log mean squared distances; what has only copies near it counts as 1e-12 apart.
double density_correlation(const Communicator& comm, const QualityQueries& queries,
                           const std::vector<std::int64_t>& on_map, std::int64_t k,
                           std::span<const float> coordinates) {
  std::vector<double> by_cosine, by_place;
  for (std::int64_t q = 0; q < queries.own.size(); ++q) {
    const std::int64_t here = queries.positions[static_cast<std::size_t>(queries.own.first + q)];
    double cosine = 0, place = 0;
    for (auto j = static_cast<std::size_t>(q * queries.known); j < static_cast<std::size_t>(q * queries.known + k);
         ++j) {
      cosine += 2 - 2 * queries.similarity[j];
      place += squared_distance(coordinates, here, on_map[j]);
    }
    by_cosine.push_back(std::log(std::max(kNoDistance, cosine / static_cast<double>(k))));
    by_place.push_back(std::log(std::max(kNoDistance, place / static_cast<double>(k))));
  }
  return linear_correlation(comm.all_gather(by_cosine), comm.all_gather(by_place));
}

// What ranks beyond k add to the penalty of trustworthiness and continuity.
std::int64_t beyond(const std::vector<std::int64_t>& ranks, std::int64_t k) {
  std::int64_t penalty = 0;
  for (const std::int64_t rank : ranks) penalty += std::max<std::int64_t>(0, rank - k);
  return penalty;
}

// Ranks on the map of the k nearest by cosine.
std::int64_t missing_penalty(const Context& context, const QualityQueries& queries, std::int64_t k,
                             std::span<const float> coordinates) {
  std::vector<std::int64_t> targets = first_of_each(queries.nearest, queries.known, k), ranks(targets.size());
  std::vector<double> scratch(static_cast<std::size_t>(kTileRows * k));
  Progress progress(context.log, "map quality: ranks on the map", "papers", queries.own.size());
  for (std::int64_t first = 0; first < queries.own.size(); first += kTileRows) {
    const std::int64_t count = std::min(kTileRows, queries.own.size() - first);
    kernels::count_nearer_points(coordinates.data(), static_cast<std::int64_t>(coordinates.size()) / 2,
                                 queries.positions.data() + queries.own.first + first, count,
                                 targets.data() + first * k, k, scratch.data(), ranks.data() + first * k);
    progress.advance(count);
  }
  for (std::int64_t& rank : ranks) ++rank;
  return context.comm.sum(beyond(ranks, k));
}

void set_unless_nan(std::map<std::string, double>& quality, const char* name, double figure) {
  if (!std::isnan(figure)) quality[name] = figure;
}

}  // namespace

std::map<std::string, double> map_quality(Context& context, const LaidOut& papers, const QualityQueries& queries,
                                          std::int64_t neighbours, std::span<const std::int32_t> categories,
                                          std::span<const float> coordinates) {
  const Region region(context.timings, "project: quality");
  const Communicator& comm = context.comm;
  const std::int64_t m = papers.total();
  const std::int64_t k = std::min({neighbours, queries.known, std::max<std::int64_t>(1, (m - 1) / 2)});
  const auto q = static_cast<double>(queries.count());
  std::map<std::string, double> quality{{"k", static_cast<double>(k)}, {"queries", q}};
  quality.insert({{"trustworthiness", 1}, {"continuity", 1}, {"neighbour_recall", 1}});
  if (k == 0 || q == 0) return quality;
  const std::vector<std::int64_t> on_map = nearest_on_map(context.log, queries, coordinates);
  quality["neighbour_recall"] = recall_of(comm, queries, on_map, queries.known, k);
  for (const std::int64_t count : {10, 50})
    if (count <= queries.known)
      quality[fmt::format("neighbour_recall_{}", count)] = recall_of(comm, queries, on_map, queries.known, count);
  if (!categories.empty()) {
    set_unless_nan(quality, "category_accuracy", category_accuracy(comm, queries, on_map, k, categories));
    set_unless_nan(quality, "category_accuracy_cosine",
                   category_accuracy(comm, queries, queries.nearest, k, categories));
  }
  set_unless_nan(quality, "distance_correlation", distance_correlation(comm, queries, papers.width, coordinates));
  set_unless_nan(quality, "density_correlation", density_correlation(comm, queries, on_map, k, coordinates));
  if (m < 3) return quality;
  const auto nearest = comm.all_gather(first_of_each(on_map, queries.known, k));
  const double scale = 2 / (q * static_cast<double>(k) * static_cast<double>(2 * m - 3 * k - 1));
  quality["trustworthiness"] =
      1 - scale * static_cast<double>(beyond(cosine_ranks(context, papers, queries, nearest, k), k));
  quality["continuity"] = 1 - scale * static_cast<double>(missing_penalty(context, queries, k, coordinates));
  return quality;
}

}  // namespace thema::maps
