// SPDX-License-Identifier: Apache-2.0
#include "thema/core/edit_distance.hpp"

#include <gtest/gtest.h>

namespace thema {
namespace {

// The first two pairs are the usual examples of the literature.
TEST(EditDistance, CountsInsertionsDeletionsAndReplacements) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("saturday", "sunday"), 3u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("0704.0001", "0704.0001"), 0u);
  EXPECT_EQ(edit_distance("0704.0001", "0704.001"), 1u);
}

}  // namespace
}  // namespace thema
