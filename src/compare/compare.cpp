// SPDX-License-Identifier: Apache-2.0
#include "thema/compare/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "thema/compare/matching.hpp"
#include "thema/compare/shared_papers.hpp"
#include "thema/core/error.hpp"
#include "thema/data/store.hpp"
#include "thema/finished/run_topics.hpp"

namespace thema {

namespace {

using namespace comparison;
namespace fs = std::filesystem;

constexpr std::int64_t kSlice = 65536;  // papers whose ids are read together

finished::RunTopics topics_to_compare(const Communicator& comm, const fs::path& run) {
  finished::require_stages(run, {"documents", "clusters"});
  finished::RunTopics topics = finished::read_run_topics(comm, run);
  finished::require_topics_of_documents(run, topics);
  return topics;
}

PapersOfRun read_my_papers(const Communicator& comm, const fs::path& run, const finished::RunTopics& topics) {
  store::DocumentSource documents(run);
  StageReader clusters(topics.folder, "clusters");
  const Range mine = even_part(documents.total(), comm.size(), comm.rank());
  PapersOfRun papers{mine.first, {}, store::read_topics_of_rows(clusters, "assignment", mine)};
  papers.ids.reserve(papers.topics.size());
  for (std::int64_t first = mine.first; first < mine.last; first += kSlice) {
    const PackedText ids = documents.read_column("id", {first, std::min(mine.last, first + kSlice)});
    for (std::size_t i = 0; i < ids.size(); ++i) papers.ids.push_back(hash_id(ids[i]));
  }
  return papers;
}

/// The table of topics with its sums, which the rest of a comparison is made of.
class TopicTable {
 public:
  TopicTable(std::vector<std::int64_t> counts, TopicCounts k)
      : counts_(std::move(counts)), k_(k), of_a_(static_cast<std::size_t>(k.a)), of_b_(static_cast<std::size_t>(k.b)) {
    for (std::int64_t a = 0; a < k.a; ++a)
      for (std::int64_t b = 0; b < k.b; ++b) {
        of_a_[static_cast<std::size_t>(a)] += at(a, b);
        of_b_[static_cast<std::size_t>(b)] += at(a, b);
      }
  }
  std::int64_t at(std::int64_t a, std::int64_t b) const { return counts_[static_cast<std::size_t>(a * k_.b + b)]; }
  std::int64_t of_a(std::int64_t a) const { return of_a_[static_cast<std::size_t>(a)]; }
  std::int64_t of_b(std::int64_t b) const { return of_b_[static_cast<std::size_t>(b)]; }
  double overlap(std::int64_t a, std::int64_t b) const {
    const std::int64_t either = of_a(a) + of_b(b) - at(a, b);
    return either == 0 ? 0 : static_cast<double>(at(a, b)) / static_cast<double>(either);
  }
  const std::vector<std::int64_t>& counts() const { return counts_; }

 private:
  std::vector<std::int64_t> counts_;
  TopicCounts k_;
  std::vector<std::int64_t> of_a_, of_b_;
};

TopicOfRun topic_of(const finished::RunTopics& run, std::int64_t topic, std::int64_t shared) {
  return {topic, run.label(topic), run.clustering.sizes[static_cast<std::size_t>(topic)], shared};
}

// The counterpart of each topic of A, -1 where it has none.
std::vector<std::int64_t> counterparts(const TopicTable& table, std::int64_t columns, double least_overlap) {
  std::vector<std::int64_t> match = best_matching(table.counts(), columns);
  for (std::size_t a = 0; a < match.size(); ++a)
    if (match[a] >= 0 && table.overlap(static_cast<std::int64_t>(a), match[a]) < least_overlap) match[a] = -1;
  return match;
}

void tell_topics(Comparison& result, const TopicTable& table, const std::vector<std::int64_t>& match,
                 const finished::RunTopics& run_a, const finished::RunTopics& run_b) {
  std::vector<bool> is_matched(static_cast<std::size_t>(result.topics_b), false);
  result.moved = result.shared;
  for (std::int64_t a = 0; a < result.topics_a; ++a) {
    const TopicOfRun of_a = topic_of(run_a, a, table.of_a(a));
    const std::int64_t b = match[static_cast<std::size_t>(a)];
    if (b < 0) {
      result.vanished.push_back(of_a);
      continue;
    }
    is_matched[static_cast<std::size_t>(b)] = true;
    const std::int64_t common = table.at(a, b);
    result.moved -= common;
    result.matched.push_back({of_a, topic_of(run_b, b, table.of_b(b)), common, table.overlap(a, b),
                              1 - static_cast<double>(common) / static_cast<double>(of_a.shared)});
  }
  for (std::int64_t b = 0; b < result.topics_b; ++b)
    if (!is_matched[static_cast<std::size_t>(b)]) result.appeared.push_back(topic_of(run_b, b, table.of_b(b)));
}

// Pairs of topics that papers moved between, the largest first; at most `most`.
std::vector<PairExamples> largest_moves(const Comparison& result, const TopicTable& table,
                                        const std::vector<std::int64_t>& match, std::int64_t most) {
  constexpr std::size_t spare = 1024;
  std::vector<PairExamples> pairs;
  const auto keep_largest = [&] {
    const auto kept = std::min(static_cast<std::size_t>(most), pairs.size());
    std::ranges::partial_sort(
        pairs, pairs.begin() + static_cast<std::ptrdiff_t>(kept), [&](const PairExamples& x, const PairExamples& y) {
          return std::tuple(-table.at(x.a, x.b), x.a, x.b) < std::tuple(-table.at(y.a, y.b), y.a, y.b);
        });
    pairs.resize(kept);
  };
  for (std::int64_t a = 0; a < result.topics_a; ++a)
    for (std::int64_t b = 0; b < result.topics_b; ++b) {
      if (table.at(a, b) == 0 || match[static_cast<std::size_t>(a)] == b) continue;
      pairs.push_back({static_cast<std::int32_t>(a), static_cast<std::int32_t>(b), {}});
      if (pairs.size() > 2 * static_cast<std::size_t>(most) + spare) keep_largest();
    }
  keep_largest();
  return pairs;
}

std::vector<std::string> ids_of(const fs::path& run, const std::vector<std::int64_t>& rows) {
  store::DocumentSource documents(run);
  std::vector<std::string> ids;
  for (const std::int64_t row : rows) ids.emplace_back(documents.read_column("id", {row, row + 1})[0]);
  return ids;
}

}  // namespace

void describe(OptionTable& table, CompareOptions& options) {
  table.add("compare.least_overlap", options.least_overlap, {0.0, 1.0}, Affects::result,
            "of two matched topics that counts as the same one: their common papers / all of theirs, of papers of both "
            "runs");
  table.add("compare.moves", options.moves, {0, 100'000}, Affects::result,
            "pairs of topics that are shown of those between which papers moved, the largest first");
  table.add("compare.examples", options.examples, {0, 1'000}, Affects::result, "ids that are shown of each such pair");
}

Comparison compare(Context& context, const fs::path& run_a, const fs::path& run_b, const CompareOptions& options) {
  const finished::RunTopics topics_a = topics_to_compare(context.comm, run_a),
                            topics_b = topics_to_compare(context.comm, run_b);
  const TopicCounts k{topics_a.clustering.k, topics_b.clustering.k};
  if (k.a * k.b > kMostCells)
    fail_data(fmt::format("{} and {} have {} and {} topics; at most {} pairs of topics can be compared", run_a.string(),
                          run_b.string(), k.a, k.b, kMostCells));
  SharedPapers shared = find_shared_papers(context.comm, read_my_papers(context.comm, run_a, topics_a),
                                           read_my_papers(context.comm, run_b, topics_b), k);
  const TopicTable table(std::move(shared.table), k);
  Comparison result;
  result.run_a = run_a.string();
  result.run_b = run_b.string();
  result.topics_a = k.a;
  result.topics_b = k.b;
  result.only_a = shared.only_a;
  result.only_b = shared.only_b;
  result.shared = topics_a.clustering.total_rows - shared.only_a;
  if (result.shared == 0)
    fail_data(fmt::format("no paper of {} ({} papers) is in {} ({} papers): papers are matched by their ids",
                          result.run_a, result.only_a, result.run_b, result.only_b));
  result.agreement = agreement(table.counts(), k.b);
  const std::vector<std::int64_t> match = counterparts(table, k.b, options.least_overlap);
  tell_topics(result, table, match, topics_a, topics_b);
  std::vector<PairExamples> pairs = largest_moves(result, table, match, options.moves);
  find_examples(context.comm, shared.mine, options.examples, pairs);
  for (const PairExamples& pair : pairs)
    result.moves.push_back({topic_of(topics_a, pair.a, table.of_a(pair.a)),
                            topic_of(topics_b, pair.b, table.of_b(pair.b)), table.at(pair.a, pair.b),
                            context.comm.is_root() ? ids_of(run_a, pair.rows) : std::vector<std::string>{}});
  result.table = table.counts();
  return result;
}

}  // namespace thema
