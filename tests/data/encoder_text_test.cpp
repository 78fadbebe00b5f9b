// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "thema/data/documents.hpp"

namespace thema {
namespace {

TEST(EncoderText, JoinsLowersAndFolds) {
  EXPECT_EQ(encoder_text("On  Graphs",
                         "  We study\n  Gr\xC3\x96\xC3\x9F"
                         "e. "),
            "on graphs. we study gr\xC3\xB6\xC3\x9F"
            "e.");
  EXPECT_EQ(encoder_text("", "x"), ". x");
  EXPECT_EQ(encoder_text("T\t", "\xC2\xA0"), "t.");
  EXPECT_EQ(encoder_text(" On \n Graphs. We\tSHOW "), "on graphs. we show");
  EXPECT_EQ(encoder_text("\xC2\xA0 "), "");
}

}  // namespace
}  // namespace thema
