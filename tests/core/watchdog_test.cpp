// SPDX-License-Identifier: Apache-2.0
#include "thema/core/watchdog.hpp"

#include <gtest/gtest.h>

#include "thema/core/error.hpp"
#include "thema/core/fault_injection.hpp"

namespace thema {
namespace {

constexpr double kLimit = 10;

Beat working(std::int64_t steps) { return beat_of({steps, 4, false, "encode: model", "barrier"}); }
Beat waiting(std::int64_t collectives) { return beat_of({7, collectives, true, "cluster", "reduce"}); }

TEST(Vigil, ARankThatWorksWithoutAStepHangs) {
  Vigil vigil(0, 2, kLimit, 0);
  vigil.heard(0, waiting(5), 1);
  vigil.heard(1, working(3), 1);
  vigil.heard(0, waiting(5), 11);
  vigil.heard(1, working(3), 11);
  EXPECT_FALSE(vigil.hanging(11).has_value()) << "the limit is just reached";
  const auto why = vigil.hanging(11.5);
  ASSERT_TRUE(why.has_value());
  EXPECT_NE(why->find("rank 1 on "), std::string::npos) << *why;
  EXPECT_NE(why->find("'encode: model', after collective 4 (barrier)"), std::string::npos) << *why;
}

TEST(Vigil, ARankThatWaitsForOneThatStepsIsHealthy) {
  Vigil vigil(0, 2, kLimit, 0);
  for (int second = 1; second < 100; ++second) {
    vigil.heard(0, waiting(5), second);
    vigil.heard(1, working(second), second);
    EXPECT_FALSE(vigil.hanging(second).has_value());
    EXPECT_FALSE(vigil.all_waiting(second).has_value());
    EXPECT_FALSE(vigil.silent(second).has_value());
  }
}

TEST(Vigil, AllThatWaitForOneAnotherAreTold) {
  Vigil vigil(0, 2, kLimit, 0);
  for (int second = 1; second <= 12; ++second) {
    vigil.heard(0, waiting(18), second);
    vigil.heard(1, waiting(19), second);
  }
  EXPECT_FALSE(vigil.all_waiting(11).has_value());
  const auto why = vigil.all_waiting(12);
  ASSERT_TRUE(why.has_value());
  EXPECT_NE(why->find("rank 0 on"), std::string::npos);
  EXPECT_NE(why->find("in collective 18 (reduce); rank 1"), std::string::npos) << *why;
  EXPECT_NE(why->find("in collective 19 (reduce)"), std::string::npos) << *why;
  EXPECT_FALSE(vigil.hanging(12).has_value());
}

TEST(Vigil, ARankThatIsNotHeardOfIsTold) {
  Vigil vigil(3, 2, kLimit, 0);
  vigil.heard(3, working(1), 1);
  vigil.heard(4, waiting(1), 9);
  EXPECT_FALSE(vigil.silent(10.5).has_value());
  const auto why = vigil.silent(11.5);
  ASSERT_TRUE(why.has_value());
  EXPECT_NE(why->find("of rank 3 on"), std::string::npos) << *why;
}

TEST(Vigil, AJobThatWasSuspendedIsForgiven) {
  Vigil vigil(0, 1, kLimit, 0);
  vigil.heard(0, working(1), 1);
  vigil.forgive(1000);
  EXPECT_FALSE(vigil.silent(1010).has_value());
  EXPECT_FALSE(vigil.hanging(1010).has_value());
  EXPECT_TRUE(vigil.silent(1012).has_value());
}

std::string refusal(const std::string& text) {
  try {
    faults::parse(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return "";
}

TEST(Faults, AreReadAsTheyAreWritten) {
  const faults::Fault fault = faults::parse("corrupt@encode:block=7,rank=1,byte=99");
  EXPECT_EQ(fault.kind, faults::Kind::corrupt);
  EXPECT_EQ(fault.stage, "encode");
  EXPECT_EQ(fault.unit, "block");
  EXPECT_EQ(fault.number, 7);
  EXPECT_EQ(fault.rank, 1);
  EXPECT_EQ(fault.byte, 99);
  const faults::Fault first = faults::parse("crash@label");
  EXPECT_EQ(first.unit, "step");
  EXPECT_EQ(first.number, 1);
  EXPECT_EQ(first.rank, 0);
}

TEST(Faults, OthersAreRefusedWithWhatIsAllowed) {
  for (const char* text : {"", "crash", "burn@encode", "crash@encoding", "crash@encode:blocks=7", "crash@encode:block=x",
                           "crash@encode:block", "crash@encode:rank=-1", "crash@encode:block=99999999999999999999"})
    EXPECT_NE(refusal(text).find("allowed is KIND@STAGE"), std::string::npos) << text;
}

}  // namespace
}  // namespace thema
