// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/landmarks.hpp"

#include <algorithm>

#include "thema/cluster/assign.hpp"
#include "thema/cluster/points.hpp"
#include "thema/cluster/topic_sums.hpp"
#include "thema/data/embeddings.hpp"
#include "thema/data/keyed_sample.hpp"

namespace thema::clusters {

std::vector<float> choose_landmarks(const Communicator& comm, const Rows& rows, std::int64_t count,
                                    std::uint64_t seed) {
  std::vector<std::int64_t> chosen = keyed_sample(comm, rows.range(), count, seed, Draw::landmarks);
  for (std::int64_t& row : chosen) row -= rows.first;
  std::vector<float> landmarks = collect(comm, rows, chosen).values;
  std::vector<std::int32_t> nearest(static_cast<std::size_t>(rows.count()));
  assign(rows, landmarks, nearest);
  TopicSums sums(count, rows);
  sums.apply(comm, rows, moves_into(nearest));
  sums.update_centroids(landmarks);
  return landmarks;
}

void for_each_shift(const Rows& rows, std::span<const float> landmarks, std::int64_t near, const VisitShift& visit) {
  const auto d = static_cast<std::size_t>(rows.width);
  const std::int64_t wanted = std::min(near, std::ssize(landmarks) / rows.width);
  std::vector<double> sum(d);
  std::vector<float> shift(d);
  for_each_nearest_few(rows, landmarks, wanted, [&](std::int64_t row, std::span<const NearPoint> nearest) {
    std::ranges::fill(sum, 0.0);
    const std::span<const float> own(rows.row(row), d);
    const bool is_near_to_none = std::ranges::all_of(own, [](float x) { return x == 0; });
    for (const NearPoint& each : is_near_to_none ? nearest.first(0) : nearest) {
      const std::span<const float> landmark = landmarks.subspan(static_cast<std::size_t>(each.point) * d, d);
      for (std::size_t j = 0; j < d; ++j) sum[j] -= static_cast<double>(landmark[j]);
    }
    for (std::size_t j = 0; j < d; ++j) shift[j] = static_cast<float>(sum[j]);
    normalise(shift);
    visit(row, shift);
  });
}

}  // namespace thema::clusters
