// SPDX-License-Identifier: Apache-2.0
#include "thema/label/diverse_representatives.hpp"

#include <algorithm>
#include <map>
#include <span>

#include "thema/core/error.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/core/partition.hpp"
#include "thema/label/marginal_relevance.hpp"

namespace thema {

namespace {

struct Candidate {
  std::int64_t row, topic, place;  // place: 0 for the nearest paper of the topic
};

// Candidates of one topic with their embeddings, nearest first.
struct TopicCandidates {
  std::int64_t topic = 0;
  std::vector<std::int64_t> rows;
  std::vector<float> values;  // [rows, d]
};

// The candidates of some topics, in ascending order of rows.
std::vector<Candidate> candidates_of(const std::vector<std::int64_t>& nearest, std::int64_t columns, Range topics) {
  std::vector<Candidate> all;
  for (std::int64_t i = topics.first * columns; i < topics.last * columns; ++i)
    if (const std::int64_t row = nearest[static_cast<std::size_t>(i)]; row >= 0)
      all.push_back({row, i / columns, i % columns});
  std::sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) { return a.row < b.row; });
  return all;
}

// What the ranks sent to this one: candidates and their embeddings.
struct Delivery {
  std::vector<std::vector<Candidate>> candidates;
  std::vector<std::vector<float>> values;
};

// Collective: each rank reads its share of `all`; the owner of a topic is rank topic mod size.
Delivery deliver(const Communicator& comm, const std::vector<Candidate>& all, std::size_t width,
                 const ReadEmbeddingRows& read) {
  const Range mine = even_part(static_cast<std::int64_t>(all.size()), comm.size(), comm.rank());
  std::vector<std::int64_t> rows;
  for (std::int64_t i = mine.first; i < mine.last; ++i) rows.push_back(all[static_cast<std::size_t>(i)].row);
  const std::vector<float> values = rows.empty() ? std::vector<float>{} : read(rows);
  require(values.size() == rows.size() * width, "embeddings of another width than the centroids");
  Delivery outgoing;
  outgoing.candidates.resize(static_cast<std::size_t>(comm.size()));
  outgoing.values.resize(static_cast<std::size_t>(comm.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Candidate& c = all[static_cast<std::size_t>(mine.first) + i];
    const auto owner = static_cast<std::size_t>(c.topic % comm.size());
    outgoing.candidates[owner].push_back(c);
    const auto value = values.begin() + static_cast<std::ptrdiff_t>(i * width);
    outgoing.values[owner].insert(outgoing.values[owner].end(), value, value + static_cast<std::ptrdiff_t>(width));
  }
  return {comm.all_to_all(outgoing.candidates), comm.all_to_all(outgoing.values)};
}

std::vector<TopicCandidates> by_topic(const Delivery& delivery, std::size_t width) {
  std::map<std::int64_t, TopicCandidates> topics;
  for (std::size_t r = 0; r < delivery.candidates.size(); ++r)
    for (std::size_t i = 0; i < delivery.candidates[r].size(); ++i) {
      const Candidate& c = delivery.candidates[r][i];
      TopicCandidates& of_topic = topics[c.topic];
      const auto place = static_cast<std::size_t>(c.place);
      of_topic.topic = c.topic;
      of_topic.rows.resize(std::max(of_topic.rows.size(), place + 1));
      of_topic.values.resize(of_topic.rows.size() * width);
      of_topic.rows[place] = c.row;
      std::copy_n(delivery.values[r].begin() + static_cast<std::ptrdiff_t>(i * width), width,
                  of_topic.values.begin() + static_cast<std::ptrdiff_t>(place * width));
    }
  std::vector<TopicCandidates> all;
  for (auto& entry : topics) all.push_back(std::move(entry.second));
  return all;
}

std::vector<std::int64_t> chosen_of(const Clustering& clustering, const TopicCandidates& candidates,
                                    std::int64_t per_topic) {
  const std::int64_t d = clustering.width;
  const auto row = [&](std::size_t i) { return candidates.values.data() + i * static_cast<std::size_t>(d); };
  const float* const centroid = clustering.centroids.data() + candidates.topic * d;
  // As float, like the similarities by which the candidates are ordered: equal ones stay in their order.
  std::vector<double> relevance;
  for (std::size_t i = 0; i < candidates.rows.size(); ++i)
    relevance.push_back(static_cast<double>(static_cast<float>(exact_dot(row(i), centroid, d))));
  const auto similarity = [&](std::size_t a, std::size_t b) { return exact_dot(row(a), row(b), d); };
  const auto may_take = [](std::size_t) { return true; };
  std::vector<std::int64_t> rows;
  for (const std::size_t i : choose_diverse({relevance, similarity, may_take}, per_topic, kRepresentativeDiversity))
    rows.push_back(candidates.rows[i]);
  rows.resize(static_cast<std::size_t>(per_topic), -1);
  return rows;
}

}  // namespace

std::vector<std::int64_t> diverse_representatives(const Communicator& comm, const Clustering& clustering,
                                                  std::vector<std::int64_t> nearest, std::int64_t per_topic,
                                                  const ReadEmbeddingRows& read, std::int64_t bytes_at_once) {
  comm.broadcast(nearest);
  const std::int64_t columns = static_cast<std::int64_t>(nearest.size()) / clustering.k;
  const std::int64_t bytes = columns * clustering.width * static_cast<std::int64_t>(sizeof(float));
  const std::int64_t at_once = std::max<std::int64_t>(1, bytes_at_once / std::max<std::int64_t>(1, bytes));
  const auto width = static_cast<std::size_t>(clustering.width);
  std::vector<std::int64_t> found;  // topic, then its rows
  for (std::int64_t first = 0; first < clustering.k; first += at_once) {
    const Range topics{first, std::min(first + at_once, clustering.k)};
    const Delivery delivery = deliver(comm, candidates_of(nearest, columns, topics), width, read);
    for (TopicCandidates& candidates : by_topic(delivery, width)) {
      const std::vector<std::int64_t> rows = chosen_of(clustering, candidates, per_topic);
      found.push_back(candidates.topic);
      found.insert(found.end(), rows.begin(), rows.end());
    }
  }
  const std::vector<std::int64_t> all = comm.gather(found);
  if (!comm.is_root()) return {};
  std::vector<std::int64_t> table(static_cast<std::size_t>(clustering.k * per_topic), -1);
  for (std::size_t at = 0; at < all.size(); at += static_cast<std::size_t>(per_topic) + 1)
    std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(at) + 1, per_topic,
                table.begin() + static_cast<std::ptrdiff_t>(all[at] * per_topic));
  return table;
}

}  // namespace thema
