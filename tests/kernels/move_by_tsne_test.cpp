// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/move_by_tsne.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace thema::kernels {
namespace {

/// Vertex 0 with edges of weight 0.5 to `edges` others, which all lie at the same place; the rank owns vertex 0 alone.
struct Star {
  explicit Star(std::int64_t edges) : starts{0, edges}, weights(static_cast<std::size_t>(edges), 0.5F) {
    for (std::int64_t e = 0; e < edges; ++e) columns.push_back(static_cast<std::uint32_t>(e + 1));
  }
  void move(float x, float y, const TsneStep& step) {
    std::vector<float> positions{0, 0};
    for (std::size_t e = 0; e < columns.size(); ++e) positions.insert(positions.end(), {x, y});
    const auto total = static_cast<std::int64_t>(columns.size()) + 1;
    move_by_tsne({}, {0, 1, total, starts.data(), columns.data(), weights.data()}, step, positions.data(),
                 last_move.data(), gains.data(), moved.data());
  }
  std::vector<std::int64_t> starts;
  std::vector<std::uint32_t> columns;
  std::vector<float> weights, last_move{0, 0}, gains{1, 1}, moved{0, 0};
};

// A grid of 8 x 8 nodes around the origin whose field is x in one direction and 2 in the other.
struct Field {
  Field() {
    for (int i = 0; i < 64; ++i) x.push_back(static_cast<float>(i / 8 - 4) * grid.spacing);
  }
  MapGrid grid{8, -4, -4, 0.5F};
  std::vector<float> x, y = std::vector<float>(64, 2);
  TsneStep step(float pull, float push, float momentum) const {
    return {pull, push, momentum, grid, x.data(), y.data()};
  }
};

// One edge of weight 0.5 to (2, 1): the gradient is 0.5 (0 - (2, 1)) / (1 + 5) = (-1/6, -1/12). The first gain is
// 1.2, as the last move, 0, does not turn back.
TEST(MoveByTsne, PullByHand) {
  const Field field;
  for (const std::int64_t edges : {1, 3, 8, 21}) {
    Star star(edges);
    star.move(2, 1, field.step(1, 0, 0));
    EXPECT_NEAR(star.moved[0], 1.2 * static_cast<double>(edges) / 6, 1e-5) << edges;
    EXPECT_NEAR(star.moved[1], 1.2 * static_cast<double>(edges) / 12, 1e-5) << edges;
  }
}

// At the origin the field is (0, 2): the gradient is -0.1 times it.
TEST(MoveByTsne, PushIsTheFieldsInterpolation) {
  const Field field;
  Star star(1);
  star.move(0, 0, field.step(1, 0.1F, 0));
  EXPECT_NEAR(star.moved[0], 0, 1e-6);
  EXPECT_NEAR(star.moved[1], 1.2 * 0.2, 1e-6);
}

TEST(MoveByTsne, GainsGrowWhileTheGradientPointsTheSameWay) {
  const Field field;
  Star star(1);
  star.last_move = {0.5F, -0.5F};
  star.move(2, 1, field.step(1, 0, 0.8F));
  EXPECT_FLOAT_EQ(star.gains[0], 1.2F);
  EXPECT_FLOAT_EQ(star.gains[1], 0.81F);
  EXPECT_NEAR(star.moved[0], 0.8 * 0.5 + 1.2 / 6, 1e-6);
  EXPECT_NEAR(star.moved[1], -0.8 * 0.5 + 0.81 / 12, 1e-6);
}

TEST(MoveByTsne, NoMoveIsLongerThanFive) {
  const Field field;
  Star star(4);
  star.move(0.9F, 0.3F, field.step(1000, 0, 0));
  EXPECT_NEAR(std::hypot(star.moved[0], star.moved[1]), 5, 1e-5);
  EXPECT_NEAR(star.moved[0] / star.moved[1], 3, 1e-4);
}

}  // namespace
}  // namespace thema::kernels
