// SPDX-License-Identifier: Apache-2.0
#include "cluster/same_on_device.hpp"

namespace thema::clusters {
namespace {

const Device kGpu{Device::Kind::cuda, 0};

TEST(KmeansOnGpu, NearestPointsAreTheHosts) { expect_same_nearest(kGpu); }

TEST(KmeansOnGpu, SolutionsAreTheHosts) { expect_same_kmeans(kGpu); }

TEST(KmeansOnGpu, HalvesAndFiguresAreTheHosts) { expect_same_figures(kGpu); }

// Tiles of several thousand rows, on the tensor cores' usual shapes.
TEST(KmeansOnGpu, ManyRowsAreTheHosts) {
  const Context context = test_context();
  const MadeRows made = make_rows(40'000, 384, 100, 1.3);
  const Rows host = made.all();
  Rows both = host;
  const auto copy = put_on(kGpu, context.comm, host);
  both.on_device = copy.get();
  const std::vector<float> start(made.values.begin(), made.values.begin() + 200 * 384);
  ClusterOptions options;
  options.max_iterations = 12;
  KmeansCheckpoint nothing_kept;
  expect_same_solution(iterate(context, both, start, options, nothing_kept),
                       iterate(context, host, start, options, nothing_kept));
}

}  // namespace
}  // namespace thema::clusters
