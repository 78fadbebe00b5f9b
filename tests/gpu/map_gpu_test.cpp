// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "project/made_papers.hpp"
#include "thema/project/neighbours.hpp"

namespace thema {
namespace {

Context context_on(Device::Kind kind) {
  Context context = test_context();
  context.device = {kind, 0};
  return context;
}

// Several tiles, and tensor cores' usual shapes; a fifth of the papers are equal.
TEST(MapOnGpu, NeighboursAreTheHosts) {
  MadePapers made = papers_around(30, 20'000, 384, 0.7);
  for (std::int64_t i = 0; i < 4000; ++i)
    std::copy_n(made.row(7), made.width, made.values.begin() + 5 * i * made.width);
  Context context = context_on(Device::Kind::cuda);
  const maps::LaidOut papers = maps::choose_laid_out(context, share_of(made, context.comm), made.count(), 0);
  const maps::Neighbours host = maps::nearest_neighbours(context, papers, 15, maps::SearchedOn::host),
                         device = maps::nearest_neighbours(context, papers, 15, maps::SearchedOn::device);
  EXPECT_EQ(device.positions, host.positions);
  EXPECT_EQ(device.similarity, host.similarity);
}

TEST(MapOnGpu, LayoutsAreTheHosts) {
  const MadePapers made = papers_around(12, 3000, 64, 0.5);
  ProjectOptions options;
  options.methods = {"umap", "tsne"};
  options.density = 0.5;
  options.epochs = 60;
  options.tsne_epochs = 60;
  Context host = context_on(Device::Kind::cpu), device = context_on(Device::Kind::cuda);
  const TopicMap expected = project_once(host, share_of(made, host.comm), options),
                 found = project_once(device, share_of(made, device.comm), options);
  ASSERT_EQ(found.layouts.size(), 2U);
  for (std::size_t l = 0; l < found.layouts.size(); ++l)
    EXPECT_EQ(found.layouts[l].coordinates, expected.layouts[l].coordinates) << found.layouts[l].method;
}

}  // namespace
}  // namespace thema
