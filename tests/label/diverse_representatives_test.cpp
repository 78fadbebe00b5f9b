// SPDX-License-Identifier: Apache-2.0
#include "thema/label/diverse_representatives.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "test_context.hpp"
#include "thema/core/partition.hpp"
#include "thema/data/embeddings.hpp"
#include "thema/label/representatives.hpp"

namespace thema {
namespace {

constexpr std::int64_t kPapers = 60, kTopics = 3, kWidth = 3, kEach = 4, kCandidates = 10;
using Rows = std::vector<std::int64_t>;

// make_label_golden.py: the ten nearest papers of each topic, and which four mmr() of BERTopic 0.17.4 chooses of them.
const Rows kNearest{29, 53, 41, 38, 56, 20, 47, 11, 12, 48, 19, 46, 10, 31, 55,
                    22, 58, 4,  28, 1,  2,  5,  8,  -1, -1, -1, -1, -1, -1, -1};
const Rows kChosen{29, 48, 47, 41, 19, 1, 31, 46, 2, 8, 5, -1};

std::vector<float> embedding(std::int64_t row) {
  const auto r = static_cast<double>(row);
  std::vector<float> x{static_cast<float>(std::sin(1.3 * r + 0.2)), static_cast<float>(std::cos(2.1 * r)),
                       static_cast<float>(2 + std::sin(0.7 * r))};
  normalise(x);
  return x;
}

std::vector<float> read(const Rows& rows) {
  std::vector<float> values;
  for (const std::int64_t row : rows) {
    const std::vector<float> x = embedding(row);
    values.insert(values.end(), x.begin(), x.end());
  }
  return values;
}

Clustering clustering_of(Range mine) {
  Clustering clustering;
  clustering.k = kTopics;
  clustering.width = kWidth;
  clustering.first_row = mine.first;
  clustering.total_rows = kPapers;
  for (std::int64_t t = 0; t < kTopics; ++t) clustering.centroids.insert(clustering.centroids.end(), {0, 0, 1});
  for (std::int64_t row = mine.first; row < mine.last; ++row) {
    clustering.assignment.push_back(static_cast<std::int32_t>(row % 3 == 2 && row > 10 ? 0 : row % 3));
    clustering.similarity.push_back(embedding(row)[2]);
  }
  return clustering;
}

TEST(DiverseRepresentatives, EqualBertopicOnAnyNumberOfRanks) {
  const Context context = test_context();
  const Clustering clustering = clustering_of(even_part(kPapers, context.comm.size(), context.comm.rank()));
  const Rows nearest = representatives(context.comm, clustering, kCandidates);
  EXPECT_EQ(nearest, context.comm.is_root() ? kNearest : Rows{});
  for (const std::int64_t bytes_at_once : {1, 250, 1 << 20}) {  // one topic after the other, two at once, all
    const Rows found = diverse_representatives(context.comm, clustering, nearest, kEach, read, bytes_at_once);
    EXPECT_EQ(found, context.comm.is_root() ? kChosen : Rows{});
  }
}

TEST(DiverseRepresentatives, OfEqualPapersAreTheLowestRows) {
  const Context context = test_context();
  Clustering clustering;
  clustering.k = 2;
  clustering.width = 2;
  clustering.centroids = {1, 0, 1, 0};
  const auto same = [](const Rows& rows) {
    std::vector<float> values;
    for (std::size_t i = 0; i < rows.size(); ++i) values.insert(values.end(), {1, 0});
    return values;
  };
  const Rows found = diverse_representatives(context.comm, clustering, {3, 5, 9, -1, -1, -1}, 2, same);
  EXPECT_EQ(found, context.comm.is_root() ? (Rows{3, 5, -1, -1}) : Rows{});
}

}  // namespace
}  // namespace thema
