// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/landmarks.hpp"

#include <algorithm>
#include <utility>

#include "thema/cluster/assign.hpp"
#include "thema/cluster/points.hpp"
#include "thema/cluster/topic_sums.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/data/embeddings.hpp"
#include "thema/data/keyed_sample.hpp"

namespace thema::clusters {

namespace {

constexpr std::int64_t kMemberships = 3;  // landmarks that each row counts to

// [memberships][own rows]: the landmarks nearest to each row.
std::vector<std::vector<std::int32_t>> memberships_of(const Context& context, const Rows& rows,
                                                      std::span<const float> landmarks) {
  const std::int64_t wanted = std::min(kMemberships, std::ssize(landmarks) / rows.width);
  std::vector<std::vector<std::int32_t>> members(static_cast<std::size_t>(wanted));
  for (auto& nearest : members) nearest.reserve(static_cast<std::size_t>(rows.count()));
  in_slices(context, "landmarks", rows, [&](const Rows& slice, std::int64_t) {
    for_each_nearest_few(slice, landmarks, wanted, [&](std::int64_t, std::span<const NearPoint> nearest) {
      for (std::size_t c = 0; c < members.size(); ++c) members[c].push_back(nearest[c].point);
    });
  });
  return members;
}

}  // namespace

void in_slices(const Context& context, const std::string& what, const Rows& rows, const VisitSlice& visit) {
  constexpr std::int64_t host_slice = 8192;
  const std::int64_t slice = rows.on_device == nullptr ? host_slice : std::max<std::int64_t>(rows.count(), 1);
  Progress progress(context.log, what, "papers", rows.count());
  for (std::int64_t first = 0; first < rows.count() && !stop_requested(); first += slice) {
    const std::int64_t count = std::min(slice, rows.count() - first);
    const auto values =
        rows.values.subspan(static_cast<std::size_t>(first * rows.width), static_cast<std::size_t>(count * rows.width));
    visit({values, rows.width, rows.first + first, rows.total, rows.on_device}, first);
    progress.advance(count);
  }
  leave_if_stopped(context.comm);
}

std::vector<float> choose_landmarks(const Context& context, const Rows& rows, std::int64_t count, std::uint64_t seed) {
  std::vector<std::int64_t> chosen = keyed_sample(context.comm, rows.range(), count, seed, Draw::landmarks);
  for (std::int64_t& row : chosen) row -= rows.first;
  std::vector<float> landmarks = collect(context.comm, rows, chosen).values;
  const auto members = memberships_of(context, rows, landmarks);
  TopicSums sums(count, rows);  // a row counts to different landmarks, so each has at most all rows
  std::vector<std::int64_t> change = sums.no_change();
  for (const auto& nearest : members) sums.add(rows, moves_into(nearest), change);
  sums.apply(context.comm, std::move(change));
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
