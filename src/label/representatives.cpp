// SPDX-License-Identifier: Apache-2.0
#include "thema/label/representatives.hpp"

#include <algorithm>

namespace thema {

namespace {

struct Candidate {
  std::int64_t topic, row;
  float similarity;
};

bool is_nearer(const Candidate& a, const Candidate& b) {
  return a.similarity != b.similarity ? a.similarity > b.similarity : a.row < b.row;
}

// Keeps each topic's nearest, by topic, nearest first.
void keep_nearest(std::vector<Candidate>& candidates, std::int64_t per_topic) {
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return a.topic != b.topic ? a.topic < b.topic : is_nearer(a, b);
  });
  std::int64_t topic = -1, taken = 0;
  std::erase_if(candidates, [&](const Candidate& c) {
    if (c.topic != topic) taken = 0;
    topic = c.topic;
    return ++taken > per_topic;
  });
}

// This rank's nearest of each topic; a heap per topic has the farthest on top.
std::vector<Candidate> nearest_here(const Clustering& clustering, std::int64_t per_topic) {
  std::vector<std::vector<Candidate>> heaps(static_cast<std::size_t>(clustering.k));
  for (std::size_t i = 0; i < clustering.assignment.size(); ++i) {
    const Candidate c{clustering.assignment[i], clustering.first_row + static_cast<std::int64_t>(i),
                      clustering.similarity[i]};
    auto& heap = heaps[static_cast<std::size_t>(c.topic)];
    heap.push_back(c);
    std::push_heap(heap.begin(), heap.end(), is_nearer);
    if (static_cast<std::int64_t>(heap.size()) <= per_topic) continue;
    std::pop_heap(heap.begin(), heap.end(), is_nearer);
    heap.pop_back();
  }
  std::vector<Candidate> all;
  for (const auto& heap : heaps) all.insert(all.end(), heap.begin(), heap.end());
  return all;
}

}  // namespace

std::vector<std::int64_t> representatives(const Communicator& comm, const Clustering& clustering,
                                          std::int64_t per_topic) {
  std::vector<std::vector<Candidate>> outgoing(static_cast<std::size_t>(comm.size()));
  for (const Candidate& c : nearest_here(clustering, per_topic))
    outgoing[static_cast<std::size_t>(c.topic % comm.size())].push_back(c);
  std::vector<Candidate> merged;
  for (const auto& message : comm.all_to_all(outgoing)) merged.insert(merged.end(), message.begin(), message.end());
  keep_nearest(merged, per_topic);
  const std::vector<Candidate> all = comm.gather(merged);  // a topic's stand together, nearest first
  if (!comm.is_root()) return {};

  std::vector<std::int64_t> rows(static_cast<std::size_t>(clustering.k * per_topic), -1);
  std::int64_t topic = -1, place = 0;
  for (const Candidate& c : all) {
    place = c.topic == topic ? place + 1 : 0;
    topic = c.topic;
    rows[static_cast<std::size_t>(topic * per_topic + place)] = c.row;
  }
  return rows;
}

}  // namespace thema
