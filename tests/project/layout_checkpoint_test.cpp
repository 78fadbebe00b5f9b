// SPDX-License-Identifier: Apache-2.0
// What a job keeps of its layout, another one finds, whichever papers its ranks own.
#include "thema/data/layout_checkpoint.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "project/made_papers.hpp"
#include "temporary_folder.hpp"
#include "thema/project/umap.hpp"

namespace thema {
namespace {

constexpr std::int64_t kPapers = 50, kNeighbours = 3;

// Values that tell paper, epoch and column.
LayoutState state_of(Range rows, std::int64_t epochs) {
  LayoutState state{epochs, {}, {}, {}};
  for (std::int64_t row = rows.first; row < rows.last; ++row)
    for (int axis = 0; axis < 2; ++axis) {
      state.positions.push_back(static_cast<float>(1000 * epochs + 2 * row + axis));
      state.last_move.push_back(-static_cast<float>(epochs + 2 * row + axis));
      state.gains.push_back(static_cast<float>(epochs) / static_cast<float>(2 * row + axis + 1));
    }
  return state;
}

KeptNeighbours neighbours_of(Range rows) {
  KeptNeighbours kept;
  for (std::int64_t i = kNeighbours * rows.first; i < kNeighbours * rows.last; ++i) {
    kept.positions.push_back(i);
    kept.similarity.push_back(1.0 / static_cast<double>(i + 1));
  }
  return kept;
}

class LayoutCheckpointTest : public testing::Test {
 protected:
  LayoutCheckpoint open(const std::string& fingerprint = "a = 1") {
    return {context, folder.path(), {"map", "", {fingerprint}, {}}, {kPapers, kNeighbours, {"umap", "tsne"}}};
  }
  void expect_layout(LayoutCheckpoint& checkpoint, std::int64_t epochs) {
    const auto found = checkpoint.layout("umap", after);
    ASSERT_TRUE(found);
    const LayoutState expected = state_of(after, epochs);
    EXPECT_EQ(found->epochs, epochs);
    EXPECT_EQ(found->positions, expected.positions);
    EXPECT_EQ(found->last_move, expected.last_move);
    EXPECT_EQ(found->gains, expected.gains);
    EXPECT_FALSE(checkpoint.layout("tsne", after));
  }
  void change(const std::string& table, std::int64_t row, float value) {
    if (context.comm.is_root()) {
      const h5::File file = h5::open_for_writing(partial_path(folder.path(), "map"));
      const float both[] = {value, value};
      h5::write_rows(h5::open_dataset(file, table), row, 1, both);
    }
    context.comm.barrier();
  }

  Context context = test_context();
  TemporaryFolder folder;
  Range before = uneven_share(kPapers, context.comm.size(), context.comm.rank());
  Range after = even_part(kPapers, context.comm.size(), context.comm.rank());
};

TEST_F(LayoutCheckpointTest, GivesTheLatestLayoutToOtherOwners) {
  {
    LayoutCheckpoint checkpoint = open();
    EXPECT_FALSE(checkpoint.layout("umap", before));
    EXPECT_FALSE(checkpoint.neighbours(before));
    checkpoint.keep(before, neighbours_of(before));
    for (const std::int64_t epochs : {10, 20, 30}) checkpoint.keep("umap", before, state_of(before, epochs));
  }
  LayoutCheckpoint checkpoint = open();
  const auto neighbours = checkpoint.neighbours(after);
  ASSERT_TRUE(neighbours);
  EXPECT_EQ(neighbours->positions, neighbours_of(after).positions);
  EXPECT_EQ(neighbours->similarity, neighbours_of(after).similarity);
  expect_layout(checkpoint, 30);
  checkpoint.keep("umap", after, state_of(after, 40));  // takes the place of the older one
  expect_layout(checkpoint, 40);
}

TEST_F(LayoutCheckpointTest, TakesTheCopyThatIsWhole) {
  {
    LayoutCheckpoint checkpoint = open();
    for (const std::int64_t epochs : {10, 20}) checkpoint.keep("umap", before, state_of(before, epochs));
  }
  change("checkpoint/umap_last_move", kPapers + 7, 0.5F);
  {
    LayoutCheckpoint checkpoint = open();
    expect_layout(checkpoint, 10);
  }
  change("checkpoint/umap_positions", kPapers - 1, 0.5F);
  LayoutCheckpoint checkpoint = open();
  EXPECT_FALSE(checkpoint.layout("umap", after));
}

TEST_F(LayoutCheckpointTest, NothingOfOtherOptionsIsTaken) {
  {
    LayoutCheckpoint checkpoint = open();
    checkpoint.keep(before, neighbours_of(before));
    checkpoint.keep("umap", before, state_of(before, 10));
  }
  LayoutCheckpoint checkpoint = open("a = 2");
  EXPECT_FALSE(checkpoint.neighbours(after));
  EXPECT_FALSE(checkpoint.layout("umap", after));
}

}  // namespace
}  // namespace thema
