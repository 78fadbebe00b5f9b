// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "thema/assign/plan.hpp"
#include "thema/core/error.hpp"

namespace thema::assignment {
namespace {

std::string name_of(const std::string& input, const std::string& name) {
  return name_of_request({"run", {input}, name});
}

TEST(RequestName, IsGivenOrThatOfTheFirstInput) {
  EXPECT_EQ(name_of("data/papers-2024_05.jsonl.zst", ""), "papers-2024_05");
  EXPECT_EQ(name_of("papers", ""), "papers");
  EXPECT_EQ(name_of("data/*.jsonl", "v1.2"), "v1.2");
}

TEST(RequestName, OthersAreRefused) {
  for (const auto& [input, name] : {std::pair{"data/*.jsonl", ""},
                                    {"a.jsonl", "x/y"},
                                    {"a.jsonl", ".."},
                                    {".hidden.jsonl", ""},
                                    {"a.jsonl", "two words"},
                                    {"data/", ""}})
    EXPECT_THROW(name_of(input, name), Error) << input << " " << name;
  EXPECT_THROW(name_of_request({"run", {}, "x"}), Error);
}

}  // namespace
}  // namespace thema::assignment
