// SPDX-License-Identifier: Apache-2.0
#include "thema/label/representatives.hpp"

#include <algorithm>

#include "thema/data/documents.hpp"

namespace thema {

namespace {

struct Candidate {
  std::int64_t topic, row;
  double key;  // similarities and days are exact in it
};

bool is_better(const Candidate& a, const Candidate& b) { return a.key != b.key ? a.key > b.key : a.row < b.row; }

// Keeps each topic's best, by topic, best first.
void keep_best(std::vector<Candidate>& candidates, std::int64_t per_topic) {
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return a.topic != b.topic ? a.topic < b.topic : is_better(a, b);
  });
  std::int64_t topic = -1, taken = 0;
  std::erase_if(candidates, [&](const Candidate& c) {
    if (c.topic != topic) taken = 0;
    topic = c.topic;
    return ++taken > per_topic;
  });
}

// The best candidates of one rank; a heap per topic has the worst on top.
class BestOfTopics {
 public:
  BestOfTopics(std::int64_t topics, std::int64_t per_topic)
      : heaps_(static_cast<std::size_t>(topics)), per_topic_(per_topic) {}

  void add(const Candidate& c) {
    auto& heap = heaps_[static_cast<std::size_t>(c.topic)];
    heap.push_back(c);
    std::push_heap(heap.begin(), heap.end(), is_better);
    if (static_cast<std::int64_t>(heap.size()) <= per_topic_) return;
    std::pop_heap(heap.begin(), heap.end(), is_better);
    heap.pop_back();
  }

  // Collective: [k, per_topic] rows of the best of all ranks on rank 0.
  std::vector<std::int64_t> merged(const Communicator& comm) const;

 private:
  std::vector<std::vector<Candidate>> heaps_;
  std::int64_t per_topic_;
};

std::vector<std::int64_t> BestOfTopics::merged(const Communicator& comm) const {
  std::vector<std::vector<Candidate>> outgoing(static_cast<std::size_t>(comm.size()));
  for (const auto& heap : heaps_)
    for (const Candidate& c : heap) outgoing[static_cast<std::size_t>(c.topic % comm.size())].push_back(c);
  std::vector<Candidate> best;
  for (const auto& message : comm.all_to_all(outgoing)) best.insert(best.end(), message.begin(), message.end());
  keep_best(best, per_topic_);
  const std::vector<Candidate> all = comm.gather(best);  // a topic's stand together, best first
  if (!comm.is_root()) return {};

  std::vector<std::int64_t> rows(heaps_.size() * static_cast<std::size_t>(per_topic_), -1);
  std::int64_t topic = -1, place = 0;
  for (const Candidate& c : all) {
    place = c.topic == topic ? place + 1 : 0;
    topic = c.topic;
    rows[static_cast<std::size_t>(topic * per_topic_ + place)] = c.row;
  }
  return rows;
}

}  // namespace

std::vector<std::int64_t> representatives(const Communicator& comm, const Clustering& clustering,
                                          std::int64_t per_topic) {
  BestOfTopics nearest(clustering.k, per_topic);
  for (std::size_t i = 0; i < clustering.assignment.size(); ++i)
    nearest.add({clustering.assignment[i], clustering.first_row + static_cast<std::int64_t>(i),
                 static_cast<double>(clustering.similarity[i])});
  return nearest.merged(comm);
}

std::vector<std::int64_t> newest_papers(const Communicator& comm, const Clustering& clustering,
                                        std::span<const std::int32_t> dates, std::int64_t per_topic) {
  BestOfTopics newest(clustering.k, per_topic);
  for (std::size_t i = 0; i < clustering.assignment.size(); ++i)
    if (dates[i] != kUnknownDate)
      newest.add({clustering.assignment[i], clustering.first_row + static_cast<std::int64_t>(i),
                  static_cast<double>(dates[i])});
  return newest.merged(comm);
}

std::vector<std::int64_t> first_columns(const std::vector<std::int64_t>& table, std::int64_t per_topic,
                                        std::int64_t columns) {
  std::vector<std::int64_t> kept;
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::int64_t>(i) % per_topic < columns) kept.push_back(table[i]);
  return kept;
}

}  // namespace thema
