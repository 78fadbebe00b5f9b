// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/center.hpp"

#include "thema/cluster/topic_sums.hpp"

namespace thema::clusters {

std::vector<float> center(const Communicator& comm, Embeddings& embeddings) {
  const Rows rows{embeddings.values, embeddings.width, embeddings.first_row, embeddings.total_rows};
  TopicSums whole(1, rows);
  whole.apply(comm, rows, moves_into(std::vector<std::int32_t>(static_cast<std::size_t>(rows.count()), 0)));
  std::vector<float> mean(static_cast<std::size_t>(embeddings.width));
  whole.mean(0, mean);
  subtract_mean(mean, embeddings.values);
  return mean;
}

void subtract_mean(std::span<const float> mean, std::span<float> values) {
  if (mean.empty()) return;
  for (std::size_t first = 0; first < values.size(); first += mean.size()) {
    const std::span<float> row = values.subspan(first, mean.size());
    for (std::size_t j = 0; j < row.size(); ++j) row[j] -= mean[j];
    normalise(row);
  }
}

}  // namespace thema::clusters
