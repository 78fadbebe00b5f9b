// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/frequency_filter.hpp"

#include <gtest/gtest.h>

#include "test_context.hpp"
#include "thema/terms/vocabulary.hpp"

namespace thema {
namespace {

TEST(FrequencyFilter, AddsUpTheRanksCounters) {
  const Context context = test_context();
  const std::int64_t ranks = context.comm.size();
  FrequencyFilter filter(1 << 12);
  for (int i = 0; i < 3; ++i) filter.add(term_hash("boson"), 1);
  if (context.comm.is_root()) filter.add(term_hash("quark"), 1);
  filter.decide(context.comm, 3 * ranks);
  EXPECT_TRUE(filter.may_reach_minimum(term_hash("boson")));
  EXPECT_EQ(filter.may_reach_minimum(term_hash("quark")), false);
  EXPECT_FALSE(filter.may_reach_minimum(term_hash("lattice")));
}

TEST(FrequencyFilter, SaturatesInsteadOfWrappingAround) {
  const Context context = test_context();
  FrequencyFilter filter(2);
  for (int i = 0; i < (1 << 16) - 5; ++i) filter.add(0, 1);
  filter.add(0, 10);
  filter.add(0, std::int64_t{1} << 40);
  filter.decide(context.comm, 60'000);
  EXPECT_TRUE(filter.may_reach_minimum(0));
}

TEST(FrequencyFilter, KeepsNeighbouringCountersApart) {
  const Context context = test_context();
  FrequencyFilter filter(4);
  const auto slot = [](std::uint64_t n) { return n << 20; };
  for (int i = 0; i < 70'000; ++i) filter.add(slot(0), 1);
  filter.add(slot(3), 1);
  filter.decide(context.comm, context.comm.size());
  EXPECT_TRUE(filter.may_reach_minimum(slot(0)));
  EXPECT_FALSE(filter.may_reach_minimum(slot(1)));
  EXPECT_FALSE(filter.may_reach_minimum(slot(2)));
  EXPECT_TRUE(filter.may_reach_minimum(slot(3)));
}

}  // namespace
}  // namespace thema
