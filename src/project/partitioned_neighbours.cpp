// SPDX-License-Identifier: Apache-2.0
#include "thema/project/partitioned_neighbours.hpp"

#include <algorithm>
#include <vector>

#include "thema/core/interrupt.hpp"
#include "thema/nearest/nearest_rows.hpp"
#include "thema/project/landmarks.hpp"
#include "thema/project/nearest_lists.hpp"
#include "thema/project/placement.hpp"
#include "thema/project/slices.hpp"

namespace thema::maps {

namespace {

/// Own papers, as positions, by part.
using PapersOfParts = std::vector<std::vector<std::int64_t>>;

PapersOfParts members_of(const LaidOut& papers, const Neighbours& nearest_parts, std::int64_t parts) {
  PapersOfParts members(static_cast<std::size_t>(parts));
  for (std::int64_t paper = 0; paper < nearest_parts.rows(); ++paper)
    members[static_cast<std::size_t>(nearest_parts.of(paper)[0])].push_back(papers.own.first + paper);
  return members;
}

/// Who searches in each part, and who in all, because its nearest ones hold too few others.
struct Asking {
  PapersOfParts in_parts;
  std::vector<std::int64_t> everywhere;
};

// Collective.
Asking asking_in(const Communicator& comm, const LaidOut& papers, const Neighbours& nearest_parts,
                 const PapersOfParts& members, std::int64_t wanted) {
  std::vector<std::int64_t> sizes;
  for (const auto& part : members) sizes.push_back(std::ssize(part));
  comm.sum(std::span(sizes));
  Asking asking{PapersOfParts(members.size()), {}};
  for (std::int64_t paper = 0; paper < nearest_parts.rows(); ++paper) {
    const std::span near(nearest_parts.of(paper), static_cast<std::size_t>(nearest_parts.count));
    std::int64_t others = -1;  // not itself
    for (const std::int64_t part : near) others += sizes[static_cast<std::size_t>(part)];
    const std::int64_t position = papers.own.first + paper;
    if (others < wanted) {
      asking.everywhere.push_back(position);
      continue;
    }
    for (const std::int64_t part : near) asking.in_parts[static_cast<std::size_t>(part)].push_back(position);
  }
  return asking;
}

void offer_found(const NearestRows& nearest, const LaidOut& papers, const std::vector<std::int64_t>& asking,
                 NearestLists& best) {
  for (std::size_t q = 0; q < asking.size(); ++q)
    for (const NearRow& near : nearest.of(static_cast<std::int64_t>(q)))
      if (near.row != asking[q]) best.offer(asking[q] - papers.own.first, near.row, near.similarity);
}

// Offers what `asking` own papers find among the papers of a part, which those that search everywhere see too.
// Collective.
void search_part(const Communicator& comm, const LaidOut& papers, const std::vector<std::int64_t>& members,
                 const std::vector<std::int64_t>& asking, std::int64_t wanted, NearestRows& everywhere,
                 NearestLists& best) {
  const std::vector<float> questions = papers.rows_of(asking);
  NearestRows nearest(questions, papers.width, wanted + 1);  // and itself
  for (std::size_t q = 0; q < asking.size(); ++q)
    nearest.want_at_least(static_cast<std::int64_t>(q), best.floor(asking[q] - papers.own.first));
  for_each_slice(comm, papers, members,
                 [&](const std::vector<float>& rows, const std::vector<std::int64_t>& positions) {
                   nearest.add(rows, positions);
                   everywhere.add(rows, positions);
                 });
  offer_found(nearest, papers, asking, best);
}

}  // namespace

Neighbours partitioned_neighbours(Context& context, const LaidOut& papers, std::int64_t wanted,
                                  const Partitioning& partitioning) {
  const Region region(context.timings, "project: neighbours");
  const std::int64_t count = std::min(wanted, papers.total() - 1);
  if (count < 1) return {};
  const LaidOut landmarks = choose_landmarks(context, papers, partitioning.parts, partitioning.seed);
  const std::int64_t parts = landmarks.total(), probes = std::min(partitioning.probes, parts);
  const Neighbours nearest_parts = nearest_among(context, papers.values, landmarks, probes);
  const PapersOfParts members = members_of(papers, nearest_parts, parts);
  const Asking asking = asking_in(context.comm, papers, nearest_parts, members, count);
  const std::vector<float> questions = papers.rows_of(asking.everywhere);
  NearestRows everywhere(questions, papers.width, count + 1);  // and itself
  NearestLists best(papers.own.size(), count);
  Progress progress(context.log, "neighbours", "parts", parts);
  for (std::size_t part = 0; part < members.size(); ++part) {
    leave_if_stopped(context.comm);
    search_part(context.comm, papers, members[part], asking.in_parts[part], count, everywhere, best);
    progress.advance(1);
  }
  offer_found(everywhere, papers, asking.everywhere, best);
  return best.take();
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
