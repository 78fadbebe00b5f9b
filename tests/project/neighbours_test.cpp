// SPDX-License-Identifier: Apache-2.0
#include "thema/project/neighbours.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "project/made_papers.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/project/similar_order.hpp"

namespace thema::maps {
namespace {

/// By definition: all similarities in double, sorted.
std::vector<std::pair<double, std::int64_t>> brute_force(const MadePapers& made, std::int64_t paper) {
  std::vector<std::pair<double, std::int64_t>> all;
  for (std::int64_t j = 0; j < made.count(); ++j) {
    double dot = 0;
    for (std::int64_t c = 0; c < made.width; ++c)
      dot += static_cast<double>(made.row(paper)[c]) * static_cast<double>(made.row(j)[c]);
    if (j != paper) all.emplace_back(-dot, j);
  }
  std::sort(all.begin(), all.end());
  return all;
}

void expect_brute_force(const MadePapers& made, std::int64_t wanted, SearchedOn where = SearchedOn::host) {
  Context context = test_context();
  const Embeddings mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, made.count(), 0);
  const Neighbours found = nearest_neighbours(context, papers, wanted, where);
  EXPECT_EQ(found.count, std::min(wanted, made.count() - 1));
  EXPECT_EQ(static_cast<std::int64_t>(found.positions.size()), papers.own.size() * found.count);
  for (std::int64_t i = 0; i < papers.own.size(); ++i) {
    const auto expected = brute_force(made, papers.own.first + i);
    for (std::int64_t j = 0; j < found.count; ++j) {
      const auto& [negative, position] = expected[static_cast<std::size_t>(j)];
      EXPECT_EQ(found.of(i)[j], position) << "paper " << papers.own.first + i << ", neighbour " << j;
      EXPECT_NEAR(found.similarity[static_cast<std::size_t>(i * found.count + j)], -negative, 1e-14);
    }
  }
}

// Several blocks of 1,024 papers for each rank.
TEST(Neighbours, AreThoseOfBruteForce) { expect_brute_force(papers_around(5, 4500, 32, 0.5), 15); }

TEST(Neighbours, MoreThanABlockHolds) { expect_brute_force(papers_around(5, 1300, 16, 0.5), 1100); }

// The device's code on the CPU; tests/gpu has the same on a GPU.
TEST(Neighbours, OfADeviceAreThoseOfBruteForce) {
  expect_brute_force(papers_around(5, 4500, 32, 0.5), 15, SearchedOn::device);
  expect_brute_force(papers_around(2, 10, 8, 0.5), 15, SearchedOn::device);
  expect_brute_force(papers_around(5, 1300, 16, 0.5), 1100, SearchedOn::device);  // more than a block of the host holds
}

// So many papers that most ranks have several of its blocks, and so many equal ones that pairs come in pieces.
TEST(Neighbours, OfADeviceAreThoseOfTheHost) {
  MadePapers made = papers_around(5, 20'000, 8, 0.5);
  for (std::int64_t i = 0; i < 4000; ++i) std::copy_n(made.row(7), 8, made.values.begin() + 5 * i * 8);
  Context context = test_context();
  const Embeddings mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, made.count(), 0);
  const Neighbours host = nearest_neighbours(context, papers, 9, SearchedOn::host),
                   device = nearest_neighbours(context, papers, 9, SearchedOn::device);
  EXPECT_EQ(device.positions, host.positions);
  EXPECT_EQ(device.similarity, host.similarity);
}

// Planted topics, of which every fifth paper is: an order by topics has few places where the topic changes.
TEST(SimilarOrder, PutsTopicsTogether) {
  Context alone = test_context(MPI_COMM_SELF);
  const MadePapers made = papers_around(5, 3000, 32, 0.2);
  const Embeddings all = share_of(made, Range{0, made.count()});
  const LaidOut papers = choose_laid_out(alone, all, made.count(), 0);
  std::vector<std::int64_t> order = similar_order(papers);
  std::int64_t changes = 0;
  for (std::size_t i = 1; i < order.size(); ++i) changes += order[i] % 5 != order[i - 1] % 5 ? 1 : 0;
  EXPECT_LE(changes, 12);
  std::sort(order.begin(), order.end());
  EXPECT_EQ(std::ssize(order), papers.own.size());
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], papers.own.first + static_cast<std::int64_t>(i));
}

TEST(Neighbours, OfFewPapersAreAllOthers) {
  for (const std::int64_t papers : {2, 3, 10}) expect_brute_force(papers_around(2, papers, 8, 0.5), 15);
}

TEST(Neighbours, OfOnePaperAreNone) {
  Context context = test_context();
  const Embeddings mine = share_of(papers_around(1, 1, 8, 0.5), context.comm);
  const Neighbours found = nearest_neighbours(context, choose_laid_out(context, mine, 1, 0), 15);
  EXPECT_EQ(found.count, 0);
  EXPECT_TRUE(found.positions.empty());
}

TEST(Neighbours, OfEqualPapersTheLowerPositionsComeFirst) {
  MadePapers made = papers_around(1, 700, 16, 1);
  for (std::int64_t i = 0; i < made.count(); ++i)
    std::copy_n(papers_around(1, 2, 16, 1).row(i % 2), 16, made.values.begin() + i * 16);
  expect_brute_force(made, 6);
}

// Distances between the papers are far below the rounding of an fp32 product.
TEST(Neighbours, NearTiesAreDecidedExactly) {
  MadePapers made = papers_around(1, 400, 64, 1);
  for (std::int64_t i = 1; i < made.count(); ++i) {
    float* row = made.values.data() + i * 64;
    std::copy_n(made.row(0), 64, row);
    for (std::uint32_t c = 0; c < 64; ++c)
      if (random_below(2, 9, Draw::test, static_cast<std::uint64_t>(i), c) == 1) row[c] = std::nextafter(row[c], 2.0f);
  }
  expect_brute_force(made, 10);
}

}  // namespace
}  // namespace thema::maps
