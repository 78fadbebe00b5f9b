// SPDX-License-Identifier: Apache-2.0
#include "thema/project/pca.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "model/npy_file.hpp"
#include "project/made_papers.hpp"

namespace thema::maps {
namespace {

std::filesystem::path golden_folder() { return std::filesystem::path(std::getenv("THEMA_SOURCE")) / "tests/golden"; }

PcaResult components_of(Context& context, const MadePapers& made) {
  const Embeddings mine = share_of(made, context.comm);
  return principal_components(context, choose_laid_out(context, mine, made.count(), 0));
}

// make_map_golden.py: NumPy's SVD of the centred rows; a component's sign is free there.
TEST(Pca, IsNumPysUpToTheSign) {
  Context context = test_context();
  const MadePapers made{24, read_npy<float>(golden_folder() / "map_embeddings.npy", "<f4")};
  const auto expected = read_npy<double>(golden_folder() / "map_pca.npy", "<f8");
  const auto figures = read_npy<double>(golden_folder() / "map_expected.npy", "<f8");
  const PcaResult found = components_of(context, made);
  EXPECT_EQ(found.coordinates.size(), expected.size());
  for (std::size_t c = 0; c < 2; ++c) {
    const double sign = expected[c] * static_cast<double>(found.coordinates[c]) < 0 ? -1 : 1;
    for (std::size_t i = c; i < expected.size(); i += 2)
      EXPECT_NEAR(static_cast<double>(found.coordinates[i]), sign * expected[i], 2e-6) << "paper " << i / 2;
  }
  EXPECT_NEAR(found.explained_variance, figures[2], 1e-6);
}

TEST(Pca, BitsAreThoseOfOneRank) {
  Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  const MadePapers made = papers_around(4, 777, 20, 0.4);
  EXPECT_EQ(components_of(context, made).coordinates, components_of(alone, made).coordinates);
}

TEST(Pca, OfWidthOneHasNoSecondComponent) {
  Context context = test_context();
  const PcaResult found = components_of(context, {1, {1, -1, 1, 1, -1}});
  EXPECT_EQ(found.coordinates.size(), 10u);
  for (std::size_t i = 1; i < found.coordinates.size(); i += 2) EXPECT_EQ(found.coordinates[i], 0);
  EXPECT_NEAR(found.coordinates[0] - found.coordinates[2], 2, 1e-6);
  EXPECT_NEAR(found.explained_variance, 1, 1e-12);
}

TEST(Pca, OfOnePaperIsTheOrigin) {
  Context context = test_context();
  const PcaResult found = components_of(context, papers_around(1, 1, 8, 1));
  EXPECT_EQ(found.coordinates.size(), 2u);
  for (const float x : found.coordinates) EXPECT_NEAR(x, 0, 1e-6);
}

}  // namespace
}  // namespace thema::maps
