// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/center.hpp"

#include <cmath>

#include "thema/cluster/topic_sums.hpp"

namespace thema::clusters {

double center(const Communicator& comm, Embeddings& embeddings) {
  const Rows rows{embeddings.values, embeddings.width, embeddings.first_row, embeddings.total_rows};
  TopicSums whole(1, rows);
  whole.apply(comm, rows, moves_into(std::vector<std::int32_t>(static_cast<std::size_t>(rows.count()), 0)));
  const auto n = static_cast<double>(embeddings.total_rows);
  std::vector<double> mean(static_cast<std::size_t>(embeddings.width));
  for (std::size_t j = 0; j < mean.size(); ++j) mean[j] = whole.sum(0, static_cast<std::int64_t>(j)) / n;
  for (std::int64_t i = 0; i < embeddings.rows(); ++i) {
    const std::span<float> row = embeddings.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = static_cast<float>(static_cast<double>(row[j]) - mean[j]);
    normalise(row);
  }
  return std::sqrt(whole.squared_norm(0)) / n;
}

}  // namespace thema::clusters
