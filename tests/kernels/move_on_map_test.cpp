// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/move_on_map.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace thema::kernels {
namespace {

/// Two vertices joined by one edge, seen by the rank that owns both.
struct Pair {
  std::vector<std::int64_t> starts{0, 1, 2};
  std::vector<std::uint32_t> columns{1, 0};
  std::vector<float> weights{0.5f, 0.5f}, last_move{0, 0, 0, 0}, moved{0, 0, 0, 0};

  void move(const std::vector<float>& positions, const MapEpoch& epoch) {
    move_on_map({}, {0, 2, 2, starts.data(), columns.data(), weights.data()}, epoch, positions.data(), nullptr,
                last_move.data(), moved.data());
  }
};

constexpr MapEpoch kPullOnly{1, 1, 0.1f, 0, 0, 0, 0};

// a = b = 1: the gradient of log(1 / (1 + d^2)) is -2 d / (1 + d^2); at distance 2, weight 0.5 and both ends the
// spring constant is 2 * 0.5 * 2 / 5 = 0.4, and the implicit step 0.1 * 0.4 * 2 / (1 + 2 * 0.1 * 0.4).
TEST(MoveOnMap, PullIsTheImplicitStepByHand) {
  Pair pair;
  pair.move({0, 0, 2, 0}, kPullOnly);
  const float expected = 0.08f / 1.08f;
  EXPECT_NEAR(pair.moved[0], expected, 1e-6);
  EXPECT_NEAR(pair.moved[2], 2 - expected, 1e-6);
  EXPECT_EQ(pair.moved[1], 0);
}

TEST(MoveOnMap, HugeStepsBringAPairTogetherNotPastEachOther) {
  Pair pair;
  MapEpoch epoch = kPullOnly;
  epoch.step = 1e6f;
  pair.move({0, 0, 2, 0}, epoch);
  EXPECT_NEAR(pair.moved[0], 1, 1e-3);
  EXPECT_NEAR(pair.moved[2], 1, 1e-3);
}

TEST(MoveOnMap, MomentumGoesOnWithTheLastMove) {
  Pair pair;
  pair.last_move = {0.25f, 0, 0, -0.5f};
  MapEpoch epoch = kPullOnly;
  epoch.step = 0;
  epoch.momentum = 0.5f;
  pair.move({0, 0, 2, 0}, epoch);
  EXPECT_EQ(pair.moved, (std::vector<float>{0.125f, 0, 2, -0.25f}));
}

// Without a pull (coincident vertices do not pull) the push of the only other vertex stays within its limit.
TEST(MoveOnMap, PushIsAwayAndLimited) {
  Pair pair;
  pair.weights = {1e-6f, 1e-6f};
  MapEpoch epoch{1, 1, 1, 0, 8'000'000, 0, 1};  // 8 draws of expected weight
  pair.move({0, 0, 0.01f, 0}, epoch);
  EXPECT_LT(pair.moved[0], 0);
  EXPECT_GE(pair.moved[0], -4.0f * 8);
  EXPECT_GT(pair.moved[2], 0.01f);
}

TEST(MoveOnMap, CoincidentVerticesStay) {
  Pair pair;
  pair.move({1, 1, 1, 1}, {1, 1, 1, 0, 5, 0, 0});
  EXPECT_EQ(pair.moved, (std::vector<float>{1, 1, 1, 1}));
}

// Each of two ranks owning one vertex computes what one rank owning both does.
TEST(MoveOnMap, ResultDoesNotDependOnTheShares) {
  const std::vector<float> positions{0, 0, 2, 1};
  const MapEpoch epoch{1.5f, 0.9f, 0.3f, 0, 5, 7, 42};
  Pair pair;
  pair.move(positions, epoch);
  const std::vector<std::int64_t> starts{0, 1};
  const std::vector<std::uint32_t> column{0};
  const std::vector<float> weight{0.5f};
  std::vector<float> last_move(2), moved(2);
  move_on_map({}, {1, 1, 2, starts.data(), column.data(), weight.data()}, epoch, positions.data(), nullptr,
              last_move.data(), moved.data());
  EXPECT_EQ(moved[0], pair.moved[2]);
  EXPECT_EQ(moved[1], pair.moved[3]);
}

}  // namespace
}  // namespace thema::kernels
