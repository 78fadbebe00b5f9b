// SPDX-License-Identifier: Apache-2.0
// Jobs that are broken off, and others that go on with what they left. What must come out is what a job that nobody
// disturbed gives.
#include "thema/data/kmeans_checkpoint.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "cluster/made_rows.hpp"
#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/starts.hpp"

namespace thema {
namespace {

constexpr std::int64_t kTopics = 8, kWidth = 12, kPapers = 3000;

StageRecord record() {
  StageRecord record;
  record.stage = "clusters";
  record.fingerprint = {"a = 1"};
  return record;
}

KmeansCheckpointShape shape(std::int64_t runs) { return {kWidth, kTopics, runs, runs * kTopics}; }

class KmeansCheckpointTest : public testing::Test {
 protected:
  KmeansCheckpointTest() {
    options.k = kTopics;
    options.starts = 4;
  }
  KmeansCheckpoint open(std::int64_t runs = 4) { return {context, folder.path(), record(), shape(runs)}; }
  clusters::Solution solve(KmeansCheckpoint& checkpoint) {
    return clusters::solve(context, own, kTopics, options, checkpoint);
  }

  Context context = test_context();
  TemporaryFolder folder;
  MadeRows made = make_rows(kPapers, kWidth, 20, 0.9);
  clusters::Rows own = made.part(uneven_share(made.count(), context.comm));
  ClusterOptions options;
};

void expect_same(const clusters::Solution& found, const clusters::Solution& expected) {
  EXPECT_EQ(found.centroids, expected.centroids);
  EXPECT_EQ(found.labels, expected.labels);
  EXPECT_EQ(found.objective, expected.objective);
  EXPECT_EQ(found.iterations, expected.iterations);
  EXPECT_EQ(found.changed, expected.changed);
}

TEST_F(KmeansCheckpointTest, GoesOnAfterAnyIteration) {
  KmeansCheckpoint nothing;
  const clusters::Solution expected = clusters::run_start(context, own, kTopics, 0, options, nothing);
  ASSERT_GT(expected.iterations, 5);
  for (std::int64_t last = 2; last < expected.iterations; ++last) {
    // What a job leaves that is killed after iteration `last`: the centroids before it.
    KmeansCheckpoint aside;
    ClusterOptions fewer = options;
    fewer.max_iterations = last - 1;
    const std::vector<float> before = clusters::run_start(context, own, kTopics, 0, fewer, aside).centroids;
    {
      KmeansCheckpoint first = open();
      first.begin(kTopics);
      first.keep({expected.centroids, last - 2, 0, 0});  // the older copy; its centroids must not be taken
      first.keep({before, last - 1, 0, 0});
    }
    KmeansCheckpoint second = open();
    const clusters::Solution found = clusters::run_start(context, own, kTopics, 0, options, second);
    expect_same(found, expected);
    EXPECT_EQ(std::ssize(found.trace), expected.iterations - (last - 1)) << "the others are not done again";
    context.comm.barrier();
    if (context.comm.is_root()) std::filesystem::remove(partial_path(folder.path(), "clusters"));
    context.comm.barrier();
  }
}

TEST_F(KmeansCheckpointTest, FinishedRunsAreNotMadeAgain) {
  KmeansCheckpoint nothing;
  const clusters::Solution expected = solve(nothing);
  {
    KmeansCheckpoint first = open();
    ClusterOptions fewer = options;
    fewer.starts = 2;
    clusters::solve(context, own, kTopics, fewer, first);
  }
  KmeansCheckpoint second = open();
  for (std::int64_t start = 0; start < 4; ++start) {
    const clusters::Solution found = clusters::run_start(context, own, kTopics, start, options, second);
    EXPECT_EQ(found.trace.empty(), start < 2);
  }
  KmeansCheckpoint third = open();
  expect_same(solve(third), expected);
}

TEST_F(KmeansCheckpointTest, RunsWithoutRoomAreMadeAgain) {
  KmeansCheckpoint nothing;
  const clusters::Solution expected = solve(nothing);
  {
    KmeansCheckpoint first = open(1);
    expect_same(solve(first), expected);
  }
  KmeansCheckpoint second = open(1);
  expect_same(solve(second), expected);
}

TEST_F(KmeansCheckpointTest, OtherFingerprintIsNotGoneOnWith) {
  {
    KmeansCheckpoint first = open();
    solve(first);
  }
  StageRecord other = record();
  other.fingerprint = {"a = 2"};
  KmeansCheckpoint second(context, folder.path(), other, shape(4));
  EXPECT_FALSE(clusters::run_start(context, own, kTopics, 0, options, second).trace.empty());
}

// Every byte of the centroids and of the tables counts: what is not as it was written is not used.
TEST_F(KmeansCheckpointTest, DamagedStatesAreNotUsed) {
  KmeansCheckpoint nothing;
  const clusters::Solution expected = solve(nothing);
  {
    KmeansCheckpoint first = open();
    solve(first);
  }
  if (context.comm.is_root()) {
    std::fstream file(partial_path(folder.path(), "clusters"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(0, std::ios::end);
    const auto size = static_cast<std::int64_t>(file.tellg());
    // The second half is data: every 200th byte is changed, so no entry stays whole.
    for (std::int64_t at = size / 2; at < size; at += 200) {
      file.seekp(at);
      file.put('\x5a');
    }
  }
  context.comm.barrier();
  KmeansCheckpoint second = open();
  expect_same(solve(second), expected);
}

}  // namespace
}  // namespace thema
