// SPDX-License-Identifier: Apache-2.0
#include "thema/project/quality_queries.hpp"

#include <algorithm>
#include <numeric>

#include "thema/data/keyed_sample.hpp"
#include "thema/nearest/nearest_rows.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kSlice = 4096;  // papers between two signs of progress

// A query is one of the papers and mostly its own nearest; of many copies it may not be.
void find_nearest(const Context& context, const LaidOut& papers, QualityQueries& queries) {
  NearestRows nearest(queries.values, papers.width, queries.known + 1);
  Progress progress(context.log, "map quality: nearest by cosine", "papers", papers.own.size());
  for (std::int64_t first = papers.own.first; first < papers.own.last; first += kSlice) {
    std::vector<std::int64_t> names(static_cast<std::size_t>(std::min(kSlice, papers.own.last - first)));
    std::iota(names.begin(), names.end(), first);
    nearest.add({papers.row(first), names.size() * static_cast<std::size_t>(papers.width)}, names);
    progress.advance(std::ssize(names));
  }
  std::vector<NearRow> all;
  const std::vector<std::vector<NearRow>> lists = nearest.gathered(context.comm);
  for (std::size_t q = 0; context.comm.is_root() && q < lists.size(); ++q) {
    std::int64_t kept = 0;
    for (const NearRow& near : lists[q])
      if (near.row != queries.positions[q] && kept++ < queries.known) all.push_back(near);
  }
  context.comm.broadcast(all);
  for (std::int64_t i = queries.own.first * queries.known; i < queries.own.last * queries.known; ++i) {
    queries.nearest.push_back(all[static_cast<std::size_t>(i)].row);
    queries.similarity.push_back(all[static_cast<std::size_t>(i)].similarity);
  }
}

}  // namespace

double recall_of(const Communicator& comm, const QualityQueries& queries, std::span<const std::int64_t> found,
                 std::int64_t per_query, std::int64_t k) {
  std::int64_t common = 0;
  for (std::int64_t q = 0; q < queries.own.size(); ++q) {
    const auto exact = queries.nearest.begin() + q * queries.known;
    const auto of_query = found.subspan(static_cast<std::size_t>(q * per_query), static_cast<std::size_t>(k));
    common += std::count_if(exact, exact + k,
                            [&](std::int64_t p) { return std::ranges::find(of_query, p) != of_query.end(); });
  }
  return static_cast<double>(comm.sum(common)) / static_cast<double>(queries.count() * k);
}

QualityQueries choose_queries(Context& context, const LaidOut& papers, std::int64_t wanted, std::int64_t neighbours,
                              std::int64_t seed) {
  const Region region(context.timings, "project: quality");
  const auto mine = keyed_sample(context.comm, papers.own, wanted, static_cast<std::uint64_t>(seed), Draw::quality);
  QualityQueries queries;
  queries.positions = context.comm.all_gather(mine);
  queries.own.first = context.comm.sum_before(static_cast<std::int64_t>(mine.size()));
  queries.own.last = queries.own.first + static_cast<std::int64_t>(mine.size());
  queries.values = context.comm.all_gather(papers.rows_of(mine));
  queries.known = std::max<std::int64_t>(0, std::min(neighbours, papers.total() - 1));
  find_nearest(context, papers, queries);
  return queries;
}

}  // namespace thema::maps
