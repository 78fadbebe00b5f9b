// SPDX-License-Identifier: Apache-2.0
#include "thema/label/topic_means.hpp"

#include "thema/core/error.hpp"
#include "thema/core/fixed_point.hpp"

namespace thema {

std::vector<double> topic_means(const Communicator& comm, std::span<const std::int32_t> topics_of_rows,
                                std::span<const float> values, std::int64_t topics, std::int64_t total_rows) {
  require(topics_of_rows.size() == values.size(), "a mean over topics needs one value per row");
  const FixedPoint fixed(total_rows);
  const auto k = static_cast<std::size_t>(topics);
  std::vector<std::int64_t> sums(2 * k, 0);  // values, then rows
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto topic = static_cast<std::size_t>(topics_of_rows[i]);
    sums[topic] += fixed.encode(static_cast<double>(values[i]));
    ++sums[k + topic];
  }
  comm.sum(std::span(sums));
  std::vector<double> means(k, 0.0);
  for (std::size_t t = 0; t < k; ++t)
    if (sums[k + t] > 0) means[t] = fixed.decode(sums[t]) / static_cast<double>(sums[k + t]);
  return means;
}

}  // namespace thema
