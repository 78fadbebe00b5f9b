// SPDX-License-Identifier: Apache-2.0
#include "thema/project/placement.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "project/made_papers.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/project/landmarks.hpp"

namespace thema::maps {
namespace {

// A loop over all pairs in double; the papers of the map have copies.
TEST(NearestAmong, IsThatOfALoopInDouble) {
  Context context = test_context();
  MadePapers made = papers_around(5, 5200, 12, 0.4);
  for (std::int64_t i = 0; i < 100; ++i) std::copy_n(made.row(i % 4), 12, made.values.begin() + (i + 200) * 12);
  const MadePapers asked = papers_around(5, 37 + 4 * context.comm.rank(), 12, 0.6);
  const Embeddings mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, made.count(), 0);
  const Neighbours found = nearest_among(context, asked.values, papers, 9);
  ASSERT_EQ(found.count, 9);
  ASSERT_EQ(found.rows(), asked.count());
  for (std::int64_t q = 0; q < asked.count(); ++q) {
    std::vector<std::pair<double, std::int64_t>> all;
    for (std::int64_t p = 0; p < made.count(); ++p) all.push_back({-exact_dot(asked.row(q), made.row(p), 12), p});
    std::partial_sort(all.begin(), all.begin() + 9, all.end());
    for (std::size_t j = 0; j < 9; ++j) EXPECT_EQ(found.of(q)[j], all[j].second) << "row " << q << ", place " << j;
  }
}

TEST(NearestAmong, FewPapersAreAllNeighbours) {
  Context context = test_context();
  const MadePapers made = papers_around(2, 3, 8, 0.5);
  const Embeddings mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, 3, 0);
  EXPECT_EQ(nearest_among(context, papers_around(1, 4, 8, 1).values, papers, 5).count, 3);
  EXPECT_EQ(nearest_among(context, {}, papers, 5).rows(), 0);
}

// By hand: of the neighbours 0, 1, 2 at (0, 0), (4, 0), (5, 0) the sums of distances are 9, 5 and 6; of 3 and 4 both
// are equally central, and the first is taken.
TEST(PlaceAmong, IsThePlaceOfTheMedoid) {
  const std::vector<float> map{0, 0, 4, 0, 5, 0, 1, 7, 2, 8};
  EXPECT_EQ(place_among({3, {0, 1, 2}, {0.9, 0.8, 0.7}}, map), (std::vector<float>{4, 0}));
  EXPECT_EQ(place_among({2, {4, 3, 0, 2}, {0.9, 0.8, 0.9, 0.8}}, map), (std::vector<float>{2, 8, 0, 0}));
}

TEST(Landmarks, AreTheSameForAnyNumberOfRanks) {
  Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  const MadePapers made = papers_around(5, 400, 12, 0.4);
  const Embeddings all = share_of(made, Range{0, made.count()}), mine = share_of(made, context.comm);
  const LaidOut serial = choose_landmarks(alone, choose_laid_out(alone, all, 300, 0), 50, 3);
  const LaidOut landmarks = choose_landmarks(context, choose_laid_out(context, mine, 300, 0), 50, 3);
  EXPECT_EQ(landmarks.total(), 50);
  EXPECT_EQ(landmarks.rows, serial.rows);
  EXPECT_EQ(context.comm.all_gather(landmarks.copied), serial.copied);
  std::vector<float> table(600);
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<float>(i);
  const std::vector<float> entries = of_landmarks<float>(landmarks, table, 2);
  ASSERT_EQ(entries.size(), 100u);
  for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ(entries[2 * i + 1], static_cast<float>(2 * landmarks.rows[i] + 1));
}

}  // namespace
}  // namespace thema::maps
