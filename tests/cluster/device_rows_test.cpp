// SPDX-License-Identifier: Apache-2.0
// The device's code on the CPU; tests/gpu has the same on a GPU.
#include "cluster/same_on_device.hpp"

namespace thema::clusters {
namespace {

TEST(DeviceRows, NearestPointsAreTheHosts) { expect_same_nearest(Device{}); }

TEST(DeviceRows, KmeansIsTheHosts) { expect_same_kmeans(Device{}); }

TEST(DeviceRows, HalvesAndFiguresAreTheHosts) { expect_same_figures(Device{}); }

TEST(DeviceRows, OtherRowsOnTheSameDevice) {
  const Context context = test_context();
  const MadeRows made = hard_rows(90, 5), other = make_rows(40, 5, 3, 0.5);
  const Rows first = made.part(uneven_share(90, context.comm));
  Rows second = other.part(uneven_share(40, context.comm));
  const auto points = std::span(made.values).first(8 * 5);
  const auto expected = nearest_few(second, points, 3);
  const auto copy = put_on(Device{}, context.comm, first)->with(second);
  second.on_device = copy.get();
  EXPECT_TRUE(nearest_few(second, points, 3) == expected);
}

}  // namespace
}  // namespace thema::clusters
