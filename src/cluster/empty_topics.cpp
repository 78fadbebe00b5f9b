// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/empty_topics.hpp"

#include <algorithm>
#include <tuple>

#include "thema/cluster/cosine_distance.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {

namespace {

struct FarRow {
  double similarity;
  std::int64_t row;  // global
  std::int32_t topic;
  bool operator<(const FarRow& other) const {
    return std::tie(similarity, row) < std::tie(other.similarity, other.row);
  }
};

std::vector<std::int32_t> empty_topics(std::span<const std::int64_t> sizes) {
  std::vector<std::int32_t> empty;
  for (std::size_t t = 0; t < sizes.size(); ++t)
    if (sizes[t] == 0) empty.push_back(static_cast<std::int32_t>(t));
  return empty;
}

// The `wanted` farthest own rows that may leave their topic, farthest first.
std::vector<FarRow> farthest_own_rows(const Rows& rows, std::span<const float> centroids,
                                      std::span<const std::int32_t> labels, std::span<const std::int64_t> sizes,
                                      std::size_t wanted) {
  std::vector<FarRow> far;
  for (std::int64_t i = 0; i < rows.count(); ++i) {
    const std::int32_t topic = labels[static_cast<std::size_t>(i)];
    if (sizes[static_cast<std::size_t>(topic)] < 2) continue;
    // A row of zeros is as near to any centroid: it would come back, to be moved again for ever.
    if (std::all_of(rows.row(i), rows.row(i) + rows.width, [](float x) { return x == 0; })) continue;
    const double similarity = exact_dot(rows.row(i), centroids.data() + topic * rows.width, rows.width);
    if (cosine_distance(similarity) > 0) far.push_back({similarity, rows.first + i, topic});
  }
  const std::size_t kept = std::min(wanted, far.size());
  std::partial_sort(far.begin(), far.begin() + static_cast<std::ptrdiff_t>(kept), far.end());
  far.resize(kept);
  return far;
}

}  // namespace

std::vector<kernels::Move> moves_to_empty_topics(const Communicator& comm, const Rows& rows,
                                                 std::span<const float> centroids, std::span<const std::int32_t> labels,
                                                 std::span<const std::int64_t> sizes) {
  std::vector<kernels::Move> own_moves;
  const std::vector<std::int32_t> empty = empty_topics(sizes);
  if (empty.empty()) return own_moves;
  // Below, a row is passed over only when moves left it alone in its topic: at most once a move. So twice as many
  // rows as topics to fill are enough.
  std::vector<FarRow> far = comm.all_gather(farthest_own_rows(rows, centroids, labels, sizes, 2 * empty.size()));
  std::sort(far.begin(), far.end());
  std::vector<std::int64_t> left(sizes.begin(), sizes.end());
  std::size_t filled = 0;
  for (const FarRow& candidate : far) {
    if (filled == empty.size()) break;
    std::int64_t& remaining = left[static_cast<std::size_t>(candidate.topic)];
    if (remaining < 2) continue;
    --remaining;
    const std::int32_t to = empty[filled++];
    if (candidate.row >= rows.range().first && candidate.row < rows.range().last)
      own_moves.push_back({candidate.row - rows.first, candidate.topic, to});
  }
  return own_moves;
}

}  // namespace thema::clusters
