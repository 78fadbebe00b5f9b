// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"
#include "thema/cluster/assign.hpp"
#include "thema/cluster/cluster.hpp"
#include "thema/cluster/clustering_of.hpp"
#include "thema/cluster/device_rows.hpp"
#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/landmarks.hpp"
#include "thema/cluster/stability.hpp"
#include "thema/cluster/starts.hpp"

/// Everything that rows on a device are used for has the bits that the host gives, which other tests compare with plain
/// loops. With Device{} the same code runs on the CPU, with a GPU on that.
namespace thema::clusters {

/// Rows with near ties, of which some are equal, one is zero and one has a single large component.
inline MadeRows hard_rows(std::int64_t count, std::int64_t width) {
  MadeRows made = make_rows(count, width, 7, 0.8);
  const auto row = [&](std::int64_t i) { return made.values.begin() + i * width; };
  for (const std::int64_t i : {5, 17, 18}) std::copy_n(row(4), width, row(i));
  std::fill_n(row(9), width, 0.0f);
  std::fill_n(row(11), width, 0.0f);
  *row(11) = 1;
  for (std::int64_t j = 0; j < width; ++j) row(12)[j] = row(13)[j];
  *row(12) = std::nextafterf(*row(12), 1.0f);  // beside row 13 by one bit
  return made;
}

inline std::unique_ptr<DeviceRows> put_on(const Device& device, const Communicator& comm, const Rows& rows) {
  return std::make_unique<DeviceRows>(rows, device, std::make_shared<DeviceReduction>(comm, device), 333);
}

struct Told {
  std::int64_t row;
  std::vector<std::int32_t> points;
  std::vector<double> similarities;
  bool operator==(const Told&) const = default;
};

inline std::vector<Told> nearest_few(const Rows& rows, std::span<const float> points, std::int64_t wanted) {
  std::vector<Told> told;
  for_each_nearest_few(rows, points, wanted, [&](std::int64_t i, std::span<const NearPoint> near) {
    told.push_back({i, {}, {}});
    for (const NearPoint& point : near) {
      told.back().points.push_back(point.point);
      told.back().similarities.push_back(point.similarity);
    }
  });
  return told;
}

/// Landmarks, and each row's shift towards those near to it, one after the other.
inline std::vector<float> landmarks_of(const Context& context, const Rows& rows) {
  std::vector<float> told = choose_landmarks(context, rows, 60, 5);
  const std::vector<float> landmarks = told;
  for_each_shift(rows, landmarks, 8, [&](std::int64_t, std::span<const float> shift) {
    told.insert(told.end(), shift.begin(), shift.end());
  });
  return told;
}

inline void expect_same_nearest(const Device& device) {
  const Context context = test_context();
  for (const std::int64_t width : {3, 64, 101}) {
    const MadeRows made = hard_rows(700, width);
    const Rows host = made.part(uneven_share(700, context.comm));
    Rows both = host;
    const auto copy = put_on(device, context.comm, host);
    both.on_device = copy.get();
    EXPECT_EQ(landmarks_of(context, both), landmarks_of(context, host));
    for (const std::int64_t count : {1, 2, 30, 333}) {
      const auto points = std::span(made.values).first(static_cast<std::size_t>(count * width));
      SCOPED_TRACE("width " + std::to_string(width) + ", points " + std::to_string(count));
      std::vector<std::int32_t> expected(static_cast<std::size_t>(host.count())), labels(expected);
      assign(host, points, expected);
      assign(both, points, labels);
      EXPECT_EQ(labels, expected);
      for (const std::int64_t wanted : {1, 2, 6})
        if (wanted <= count) {
          EXPECT_TRUE(nearest_few(both, points, wanted) == nearest_few(host, points, wanted)) << wanted;
        }
    }
  }
}

inline void expect_same_solution(const Solution& found, const Solution& expected) {
  EXPECT_EQ(found.centroids, expected.centroids);
  EXPECT_EQ(found.labels, expected.labels);
  EXPECT_EQ(found.objective, expected.objective);
  EXPECT_EQ(found.iterations, expected.iterations);
  EXPECT_EQ(found.changed, expected.changed);
}

inline void expect_same_figures(const Device& device) {
  const Context context = test_context();
  const MadeRows made = make_rows(400, 16, 6, 0.7);
  const Rows host = made.part(uneven_share(400, context.comm));
  Rows both = host;
  const auto copy = put_on(device, context.comm, host);
  both.on_device = copy.get();
  ClusterOptions options;
  options.starts = 2;
  KmeansCheckpoint nothing_kept;
  for (const std::int64_t half : {0, 1})
    EXPECT_EQ(labels_by_half(context, both, 9, half, options, nothing_kept),
              labels_by_half(context, host, 9, half, options, nothing_kept));
  const auto told = [&](const Rows& rows) {
    return clustering_of(context, rows, solve_quietly(context, rows, 9, options, nothing_kept), options, nothing_kept);
  };
  const Clustering found = told(both), expected = told(host);
  EXPECT_EQ(found.assignment, expected.assignment);
  EXPECT_EQ(found.similarity, expected.similarity);
  EXPECT_EQ(found.second, expected.second);
  EXPECT_EQ(found.silhouette, expected.silhouette);
  EXPECT_EQ(found.soft_topic, expected.soft_topic);
  EXPECT_EQ(found.soft_share, expected.soft_share);
  EXPECT_EQ(found.stability, expected.stability);
  EXPECT_EQ(found.selection[0].davies_bouldin, expected.selection[0].davies_bouldin);
}

/// From a start in which topics are empty, and stopped early, too.
inline void expect_same_kmeans(const Device& device) {
  const Context context = test_context();
  const std::int64_t width = 24;
  const MadeRows made = hard_rows(900, width);
  const Rows host = made.part(uneven_share(900, context.comm));
  Rows both = host;
  const auto copy = put_on(device, context.comm, host);
  both.on_device = copy.get();
  ClusterOptions options;
  for (const std::int64_t most : {1, 3, 300}) {
    options.max_iterations = most;
    std::vector<float> start(made.values.begin(), made.values.begin() + 20 * width);  // 4, 5, 17, 18 are equal
    KmeansCheckpoint nothing_kept;
    const Solution expected = iterate(context, host, start, options, nothing_kept);
    expect_same_solution(iterate(context, both, start, options, nothing_kept), expected);
    expect_same_solution(run_start(context, both, 12, 1, options, nothing_kept),
                         run_start(context, host, 12, 1, options, nothing_kept));
  }
}

}  // namespace thema::clusters
