// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/seeding.hpp"

#include <algorithm>
#include <limits>

#include "thema/cluster/assign.hpp"
#include "thema/cluster/cosine_distance.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/core/partition.hpp"
#include "thema/core/random.hpp"
#include "thema/data/keyed_sample.hpp"

namespace thema::clusters {

namespace {

constexpr std::int64_t kRounds = 5;
// Steps of DrawKey: 0 is the first row, 1 to kRounds are the rounds.
constexpr std::int64_t kPlusPlusStep = kRounds + 1, kFillStep = kRounds + 2;

/// Own rows' nearest candidate so far.
struct Nearest {
  std::vector<std::int32_t> candidate;
  std::vector<double> similarity;

  explicit Nearest(std::int64_t rows)
      : candidate(static_cast<std::size_t>(rows), -1),
        similarity(static_cast<std::size_t>(rows), -std::numeric_limits<double>::infinity()) {}

  /// Takes in new candidates, numbered from `first`; ties stay with the earlier one.
  void update(const Rows& rows, const Points& fresh, std::int64_t first) {
    if (fresh.count() == 0) return;
    for_each_nearest(rows, fresh.values, [&](std::int64_t i, std::int32_t best, double value) {
      const auto at = static_cast<std::size_t>(i);
      if (value <= similarity[at]) return;
      similarity[at] = value;
      candidate[at] = static_cast<std::int32_t>(first) + best;
    });
  }
};

Points first_row(const Communicator& comm, const Rows& rows, const DrawKey& key) {
  const auto row = static_cast<std::int64_t>(
      random_below(static_cast<std::uint64_t>(rows.total), key.seed, Draw::kmeans_init, 0, key.index(0)));
  std::vector<std::int64_t> local;
  if (row >= rows.range().first && row < rows.range().last) local.push_back(row - rows.first);
  return collect(comm, rows, local);
}

/// The rows of all ranks that join in this round.
Points draw_round(const Communicator& comm, const Rows& rows, const Nearest& nearest, std::int64_t expected,
                  const DrawKey& key, std::int64_t round) {
  const FixedPoint fixed(rows.total);
  const auto distance = [&](std::size_t i) { return fixed.encode(cosine_distance(nearest.similarity[i]) / 2); };
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < nearest.similarity.size(); ++i) sum += distance(i);
  sum = comm.sum(sum);
  if (sum == 0) return {};
  const double scale = static_cast<double>(expected) / static_cast<double>(sum);
  std::vector<std::int64_t> local;
  for (std::size_t i = 0; i < nearest.similarity.size(); ++i) {
    const std::uint64_t row = static_cast<std::uint64_t>(rows.first) + i;
    if (random_unit(key.seed, Draw::kmeans_init, row, key.index(round)) < scale * static_cast<double>(distance(i)))
      local.push_back(static_cast<std::int64_t>(i));
  }
  return collect(comm, rows, local);
}

Points from_candidates(const Context& context, const Rows& rows, std::int64_t k, const DrawKey& key) {
  const Candidates candidates = oversample(context, rows, k, key);
  // Each rank works on its part of the candidates.
  const std::int64_t total = candidates.points.count(), d = rows.width;
  const Range part = even_part(total, context.comm.size(), context.comm.rank());
  const auto values = std::span(candidates.points.values)
                          .subspan(static_cast<std::size_t>(part.first * d), static_cast<std::size_t>(part.size() * d));
  const auto weights = std::span(candidates.weights)
                           .subspan(static_cast<std::size_t>(part.first), static_cast<std::size_t>(part.size()));
  Points chosen = greedy_plus_plus(context, Rows{values, d, part.first, total}, weights, k, key, kPlusPlusStep);
  for (std::int64_t& id : chosen.ids) id = candidates.points.ids[static_cast<std::size_t>(id)];
  return chosen;
}

void fill_up(const Communicator& comm, const Rows& rows, std::int64_t k, const DrawKey& key, Points& chosen) {
  if (chosen.count() == k) return;
  const std::uint64_t seed =
      random_bits(key.seed, Draw::kmeans_init, static_cast<std::uint64_t>(rows.total), key.index(kFillStep));
  // Of k keyed rows at least k - chosen are not chosen yet.
  std::vector<std::int64_t> local;
  for (const std::int64_t row : keyed_sample(comm, rows.range(), k, seed, Draw::kmeans_init))
    if (std::find(chosen.ids.begin(), chosen.ids.end(), row) == chosen.ids.end()) local.push_back(row - rows.first);
  Points more = collect(comm, rows, local);
  const auto wanted = static_cast<std::size_t>(k - chosen.count());
  more.ids.resize(wanted);
  more.values.resize(wanted * static_cast<std::size_t>(rows.width));
  chosen.append(more);
}

}  // namespace

Candidates oversample(const Context& context, const Rows& rows, std::int64_t k, const DrawKey& key) {
  Candidates found;
  const Communicator& comm = context.comm;
  Progress progress(context.log, "seeding", "passes", kRounds + 1);
  Nearest nearest(rows.count());
  found.points = first_row(comm, rows, key);
  nearest.update(rows, found.points, 0);
  progress.advance(1);
  for (std::int64_t round = 1; round <= kRounds; ++round) {
    leave_if_stopped(comm);
    const Points fresh = draw_round(comm, rows, nearest, k, key, round);
    nearest.update(rows, fresh, found.points.count());
    found.points.append(fresh);
    progress.advance(1);
  }
  found.weights.assign(found.points.ids.size(), 0);
  for (const std::int32_t candidate : nearest.candidate) ++found.weights[static_cast<std::size_t>(candidate)];
  comm.sum(found.weights);
  return found;
}

Points choose_start(const Context& context, const Rows& rows, std::int64_t k, const std::string& init,
                    const DrawKey& key) {
  Points chosen;
  if (init == "kmeans++") {
    const std::vector<std::int64_t> ones(static_cast<std::size_t>(rows.count()), 1);
    chosen = greedy_plus_plus(context, rows, ones, k, key, kPlusPlusStep);
  } else {
    chosen = from_candidates(context, rows, k, key);
  }
  fill_up(context.comm, rows, k, key, chosen);
  return chosen;
}

}  // namespace thema::clusters
