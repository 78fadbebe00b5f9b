// SPDX-License-Identifier: Apache-2.0
#include "thema/nearest/nearest_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <tuple>

#include "test_context.hpp"
#include "thema/core/partition.hpp"

namespace thema {
namespace {

constexpr std::int64_t kWidth = 24;

std::vector<float> unit_rows(std::int64_t count, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal;
  std::vector<float> rows;
  for (std::int64_t i = 0; i < count; ++i) {
    std::vector<double> row(kWidth);
    double norm = 0;
    for (double& x : row) {
      x = normal(generator);
      norm += x * x;
    }
    for (const double x : row) rows.push_back(static_cast<float>(x / std::sqrt(norm)));
  }
  return rows;
}

// Row i is called 10 i + 3.
std::vector<NearRow> brute_force(const std::vector<float>& rows, const float* question, std::size_t wanted) {
  std::vector<NearRow> all;
  for (std::size_t i = 0; i < rows.size() / kWidth; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < kWidth; ++j)
      sum += static_cast<double>(rows[i * kWidth + j]) * static_cast<double>(question[j]);
    all.push_back({static_cast<std::int64_t>(10 * i + 3), sum});
  }
  std::ranges::stable_sort(all, [](const NearRow& a, const NearRow& b) { return a.similarity > b.similarity; });
  all.resize(std::min(wanted, all.size()));
  return all;
}

void add_my_part(const Communicator& comm, const std::vector<float>& rows, std::int64_t slice, NearestRows& nearest) {
  const Range mine = even_part(static_cast<std::int64_t>(rows.size()) / kWidth, comm.size(), comm.rank());
  for (std::int64_t first = mine.first; first < mine.last; first += slice) {
    const std::int64_t count = std::min(slice, mine.last - first);
    std::vector<std::int64_t> names;
    for (std::int64_t i = first; i < first + count; ++i) names.push_back(10 * i + 3);
    nearest.add(
        std::span(rows).subspan(static_cast<std::size_t>(first * kWidth), static_cast<std::size_t>(count * kWidth)),
        names);
  }
}

void expect_brute_force(const std::vector<float>& rows, const std::vector<float>& questions, std::int64_t wanted,
                        std::int64_t slice) {
  const Context world = test_context();
  NearestRows nearest(questions, kWidth, wanted);
  add_my_part(world.comm, rows, slice, nearest);
  const std::vector<std::vector<NearRow>> found = nearest.gathered(world.comm);
  ASSERT_EQ(found.size() * kWidth, questions.size());
  if (!world.comm.is_root()) return;
  for (std::size_t q = 0; q < found.size(); ++q) {
    const std::vector<NearRow> expected =
        brute_force(rows, questions.data() + q * kWidth, static_cast<std::size_t>(wanted));
    ASSERT_EQ(found[q].size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(found[q][i].row, expected[i].row) << "question " << q << ", place " << i;
      EXPECT_NEAR(found[q][i].similarity, expected[i].similarity, 1e-14);
    }
  }
}

TEST(NearestRows, AreThoseOfALoopInDouble) {
  // More questions and rows than a tile has, in slices of other lengths.
  expect_brute_force(unit_rows(2500, 1), unit_rows(300, 2), 7, 1100);
  expect_brute_force(unit_rows(2500, 1), unit_rows(3, 4), 1, 90);
}

TEST(NearestRows, OfEqualOnesTheLowerIsFirst) {
  std::vector<float> rows = unit_rows(40, 5);
  for (int copy = 0; copy < 5; ++copy) rows.insert(rows.end(), rows.begin(), rows.begin() + 40 * kWidth);
  expect_brute_force(rows, unit_rows(6, 6), 10, 64);
}

TEST(NearestRows, RowsThatOnlyDoubleCanOrder) {
  // All have the same cosine with the question but for the rounding of their numbers to fp32, so that fp32 products say
  // nothing about their order.
  const std::vector<float> question = unit_rows(1, 7);
  std::vector<float> rows = unit_rows(200, 10);
  for (std::size_t i = 0; i < 200; ++i) {
    float* const row = rows.data() + i * kWidth;
    double along = 0, rest = 0;
    for (std::size_t j = 0; j < kWidth; ++j) along += static_cast<double>(row[j]) * static_cast<double>(question[j]);
    for (std::size_t j = 0; j < kWidth; ++j) {
      const double across = static_cast<double>(row[j]) - along * static_cast<double>(question[j]);
      rest += across * across;
    }
    for (std::size_t j = 0; j < kWidth; ++j) {
      const double across = static_cast<double>(row[j]) - along * static_cast<double>(question[j]);
      row[j] = static_cast<float>(0.5 * static_cast<double>(question[j]) + std::sqrt(0.75 / rest) * across);
    }
  }
  const Context world = test_context();
  NearestRows nearest(question, kWidth, 200);
  add_my_part(world.comm, rows, 50, nearest);
  NearestRows few(question, kWidth, 9);
  add_my_part(world.comm, rows, 50, few);
  const auto all = nearest.gathered(world.comm), best = few.gathered(world.comm);
  if (!world.comm.is_root()) return;
  ASSERT_EQ(all[0].size(), 200U);
  for (std::size_t i = 1; i < 200; ++i)
    EXPECT_LT(std::tuple(-all[0][i - 1].similarity, all[0][i - 1].row),
              std::tuple(-all[0][i].similarity, all[0][i].row));
  ASSERT_EQ(best[0].size(), 9U);
  for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(best[0][i].row, all[0][i].row);
}

TEST(NearestRows, FewerRowsThanWantedAndNoneAtAll) {
  expect_brute_force(unit_rows(2, 8), unit_rows(2, 9), 5, 64);
  expect_brute_force({}, unit_rows(2, 9), 5, 64);
  expect_brute_force(unit_rows(20, 8), unit_rows(2, 9), 0, 64);
}

}  // namespace
}  // namespace thema
