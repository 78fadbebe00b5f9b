// SPDX-License-Identifier: Apache-2.0
// A signal to one rank, in a program of its own: the flag cannot be taken back.
#include <gtest/gtest.h>

#include "cluster/made_rows.hpp"
#include "expect_all_leave.hpp"
#include "stop_signal.hpp"
#include "test_context.hpp"
#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/landmarks.hpp"
#include "thema/cluster/seeding.hpp"
#include "thema/cluster/topic_space.hpp"

namespace thema {
namespace {

TEST(ClusterStop, SignalToOneRankMakesAllLeave) {
  Context context = test_context();
  const MadeRows made = make_rows(400, 12, 6, 0.7);
  const clusters::Rows own = made.part(uneven_share(made.count(), context.comm));
  Embeddings embeddings{own.first, own.total, own.width, {own.values.begin(), own.values.end()}};
  ClusterOptions given;
  given.k = 6;
  EXPECT_NO_THROW(cluster(context, embeddings, given, {}, nothing_kept()));

  if (context.comm.rank() == context.comm.size() - 1) send_stop_signal(SIGUSR1);
  expect_all_leave(context.comm, "passes", [&] { clusters::oversample(context, own, 6, {1, 0}); });
  for (const char* init : {"kmeans||", "kmeans++"})
    expect_all_leave(context.comm, init, [&] { clusters::choose_start(context, own, 6, init, {1, 0}); });
  const std::vector<float> start(made.values.begin(), made.values.begin() + 6 * made.width);
  expect_all_leave(context.comm, "iterations", [&] { clusters::iterate(context, own, start, given, nothing_kept()); });
  expect_all_leave(context.comm, "given k", [&] { cluster(context, embeddings, given, {}, nothing_kept()); });
  given.smooth = true;
  expect_all_leave(context.comm, "landmarks", [&] { clusters::choose_landmarks(context, own, 50, 3); });
  expect_all_leave(context.comm, "smoothed", [&] { cluster(context, embeddings, given, {}, nothing_kept()); });
  const TopicSpace space{{}, start, 4};
  expect_all_leave(context.comm, "of a run", [&] { clusters::to_topic_space(context, space, embeddings); });
  expect_all_leave(context.comm, "choice of k", [&] { cluster(context, embeddings, {}, {}, nothing_kept()); });
}

}  // namespace
}  // namespace thema
