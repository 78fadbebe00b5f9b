// SPDX-License-Identifier: Apache-2.0
#include "thema/project/partitioned_neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "thema/core/interrupt.hpp"
#include "thema/nearest/nearest_rows.hpp"
#include "thema/project/landmarks.hpp"
#include "thema/project/nearest_lists.hpp"
#include "thema/project/placement.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kSlice = 4096;  // papers of a part that go to all ranks together

/// Own papers by part, as indices from the first own one on.
using PapersOfParts = std::vector<std::vector<std::int64_t>>;

// Those that belong to each part (`probes` = 1), or search in it.
PapersOfParts sort_by_part(const Neighbours& parts_of_papers, std::int64_t parts, std::int64_t probes) {
  PapersOfParts sorted(static_cast<std::size_t>(parts));
  for (std::int64_t paper = 0; paper < parts_of_papers.rows(); ++paper)
    for (std::int64_t probe = 0; probe < probes; ++probe)
      sorted[static_cast<std::size_t>(parts_of_papers.of(paper)[probe])].push_back(paper);
  return sorted;
}

std::vector<float> rows_of(const LaidOut& papers, std::span<const std::int64_t> own) {
  std::vector<float> rows;
  rows.reserve(own.size() * static_cast<std::size_t>(papers.width));
  for (const std::int64_t paper : own) {
    const float* row = papers.row(papers.own.first + paper);
    rows.insert(rows.end(), row, row + papers.width);
  }
  return rows;
}

/// Calls visit(rows [n, d], positions [n]) on all ranks for slices of the papers of all ranks that are in a part.
/// Collective.
template <class Visit>
void for_each_slice(const Communicator& comm, const LaidOut& papers, const std::vector<std::int64_t>& own,
                    Visit visit) {
  const std::int64_t mine = std::ssize(own), before = comm.sum_before(mine), total = comm.sum(mine);
  for (std::int64_t first = 0; first < total; first += kSlice) {
    const auto from = static_cast<std::size_t>(std::clamp<std::int64_t>(first - before, 0, mine));
    const auto to = static_cast<std::size_t>(std::clamp<std::int64_t>(first + kSlice - before, 0, mine));
    const auto slice = std::span(own).subspan(from, to - from);
    std::vector<std::int64_t> positions;
    for (const std::int64_t paper : slice) positions.push_back(papers.own.first + paper);
    visit(comm.all_gather(rows_of(papers, slice)), comm.all_gather(positions));
  }
}

// Offers what `asking` own papers find among the papers of a part. Collective.
void search_part(const Communicator& comm, const LaidOut& papers, const std::vector<std::int64_t>& members,
                 const std::vector<std::int64_t>& asking, std::int64_t wanted, NearestLists& best) {
  const std::vector<float> questions = rows_of(papers, asking);
  NearestRows nearest(questions, papers.width, wanted + 1);  // and itself
  for (std::size_t q = 0; q < asking.size(); ++q)
    nearest.want_at_least(static_cast<std::int64_t>(q), best.floor(asking[q]));
  for_each_slice(comm, papers, members,
                 [&](const std::vector<float>& rows, const std::vector<std::int64_t>& positions) {
                   nearest.add(rows, positions);
                 });
  for (std::size_t q = 0; q < asking.size(); ++q)
    for (const NearRow& near : nearest.of(static_cast<std::int64_t>(q)))
      if (near.row != papers.own.first + asking[q]) best.offer(asking[q], near.row, near.similarity);
}

// Papers whose lists are not full search among all, from nothing: what they know already must not come twice.
void search_all_for_the_rest(Context& context, const LaidOut& papers, std::int64_t wanted, Neighbours& found,
                             const std::vector<std::int64_t>& rest) {
  if (!context.comm.any(!rest.empty())) return;
  const std::vector<float> questions = rows_of(papers, rest);
  const Neighbours nearest = nearest_among(context, questions, papers, wanted + 1);
  for (std::size_t q = 0; q < rest.size(); ++q) {
    std::int64_t kept = 0;
    for (std::int64_t j = 0; j < nearest.count && kept < wanted; ++j) {
      const auto from = q * static_cast<std::size_t>(nearest.count) + static_cast<std::size_t>(j);
      if (nearest.positions[from] == papers.own.first + rest[q]) continue;
      const auto to = static_cast<std::size_t>(rest[q] * wanted + kept++);
      found.positions[to] = nearest.positions[from];
      found.similarity[to] = nearest.similarity[from];
    }
  }
}

}  // namespace

Neighbours partitioned_neighbours(Context& context, const LaidOut& papers, std::int64_t wanted,
                                  const Partitioning& partitioning) {
  const Region region(context.timings, "project: neighbours");
  const std::int64_t count = std::min(wanted, papers.total() - 1);
  if (count < 1) return {};
  const LaidOut landmarks = choose_landmarks(context, papers, partitioning.parts, partitioning.seed);
  const std::int64_t parts = landmarks.total(), probes = std::min(partitioning.probes, parts);
  const Neighbours parts_of_papers = nearest_among(context, papers.values, landmarks, probes);
  const PapersOfParts members = sort_by_part(parts_of_papers, parts, 1);
  const PapersOfParts asking = sort_by_part(parts_of_papers, parts, probes);
  NearestLists best(papers.own.size(), count);
  Progress progress(context.log, "neighbours", "parts", parts);
  for (std::size_t part = 0; part < members.size(); ++part) {
    leave_if_stopped(context.comm);
    search_part(context.comm, papers, members[part], asking[part], count, best);
    progress.advance(1);
  }
  std::vector<std::int64_t> rest;
  for (std::int64_t paper = 0; paper < papers.own.size(); ++paper)
    if (std::isinf(best.floor(paper))) rest.push_back(paper);
  Neighbours found = best.take();
  search_all_for_the_rest(context, papers, count, found, rest);
  return found;
}

double search_recall(const Communicator& comm, const LaidOut& papers, const Neighbours& neighbours,
                     const QualityQueries& queries) {
  const std::int64_t k = std::min(neighbours.count, queries.known);
  std::vector<std::int64_t> found;
  for (std::int64_t q = queries.own.first; q < queries.own.last; ++q) {
    const std::int64_t* of_query = neighbours.of(queries.positions[static_cast<std::size_t>(q)] - papers.own.first);
    found.insert(found.end(), of_query, of_query + k);
  }
  return recall_of(comm, queries, found, k, k);
}

}  // namespace thema::maps
