// SPDX-License-Identifier: Apache-2.0
#include "thema/compare/shared_papers.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace thema::comparison {

namespace {

struct Sent {
  IdHash id;
  std::int64_t row = 0;
  std::int64_t topic = 0;
};

bool before(const IdHash& x, const IdHash& y) { return std::tie(x.high, x.low) < std::tie(y.high, y.low); }

// This round's papers at the ranks that own their ids, sorted by id.
std::vector<Sent> exchanged(const Communicator& comm, const PapersOfRun& papers, std::uint64_t rounds,
                            std::uint64_t round) {
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  std::vector<std::vector<Sent>> outgoing(ranks);
  for (std::size_t i = 0; i < papers.ids.size(); ++i) {
    const IdHash& id = papers.ids[i];
    if (id.low % rounds == round)
      outgoing[id.high % ranks].push_back({id, papers.first_row + static_cast<std::int64_t>(i), papers.topics[i]});
  }
  std::vector<Sent> all;
  for (const auto& from_rank : comm.all_to_all(outgoing)) all.insert(all.end(), from_rank.begin(), from_rank.end());
  std::ranges::sort(all, [](const Sent& x, const Sent& y) { return before(x.id, y.id); });
  return all;
}

// Each id is once in a run.
void join(const std::vector<Sent>& a, const std::vector<Sent>& b, std::int64_t columns, SharedPapers& shared) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (before(a[i].id, b[j].id)) {
      ++shared.only_a, ++i;
    } else if (before(b[j].id, a[i].id)) {
      ++shared.only_b, ++j;
    } else {
      ++shared.table[static_cast<std::size_t>(a[i].topic * columns + b[j].topic)];
      shared.mine.push_back({a[i].row, static_cast<std::int32_t>(a[i].topic), static_cast<std::int32_t>(b[j].topic)});
      ++i, ++j;
    }
  }
  shared.only_a += static_cast<std::int64_t>(a.size() - i);
  shared.only_b += static_cast<std::int64_t>(b.size() - j);
}

}  // namespace

SharedPapers find_shared_papers(const Communicator& comm, const PapersOfRun& a, const PapersOfRun& b, TopicCounts k,
                                std::int64_t per_round) {
  SharedPapers shared;
  shared.table.assign(static_cast<std::size_t>(k.a * k.b), 0);
  const std::int64_t share = comm.max(static_cast<std::int64_t>(std::max(a.ids.size(), b.ids.size())));
  const auto rounds = static_cast<std::uint64_t>(share / per_round + 1);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const std::vector<Sent> of_a = exchanged(comm, a, rounds, round);
    join(of_a, exchanged(comm, b, rounds, round), k.b, shared);
  }
  comm.sum(std::span<std::int64_t>(shared.table));
  shared.only_a = comm.sum(shared.only_a);
  shared.only_b = comm.sum(shared.only_b);
  return shared;
}

void find_examples(const Communicator& comm, std::span<const SharedPaper> mine, std::int64_t count,
                   std::span<PairExamples> pairs) {
  const auto most = static_cast<std::size_t>(count);
  const auto keep_first = [&](std::vector<std::int64_t>& rows) {
    std::ranges::sort(rows);
    if (rows.size() > most) rows.resize(most);
  };
  std::map<std::pair<std::int32_t, std::int32_t>, std::vector<std::int64_t>> found;
  for (const PairExamples& pair : pairs) found[{pair.a, pair.b}];
  for (const SharedPaper& paper : mine) {
    const auto at = found.find({paper.a, paper.b});
    if (at == found.end()) continue;
    at->second.push_back(paper.row);
    if (at->second.size() > 2 * most + 64) keep_first(at->second);
  }
  for (PairExamples& pair : pairs) {
    std::vector<std::int64_t>& rows = found[{pair.a, pair.b}];
    keep_first(rows);
    pair.rows = comm.all_gather(rows);
    keep_first(pair.rows);
  }
}

}  // namespace thema::comparison
