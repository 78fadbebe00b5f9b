// SPDX-License-Identifier: Apache-2.0
#include "thema/model/weight_source.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "thema/model/bert.hpp"

namespace thema {
namespace {

constexpr BertConfig kSmall{500, 64, 2, 4, 128, 32, 2, 1e-12};

std::vector<float> values_of(const WeightSource& source, const std::string& name) {
  std::size_t count = 1;
  const WeightShapes shapes = source.shapes();
  for (const std::int64_t extent : shapes.at(name).extents) count *= static_cast<std::size_t>(extent);
  std::vector<float> values(count);
  source.read(name, values);
  return values;
}

TEST(RandomWeights, MakeAnEncoder) {
  const BertEncoder bert(kSmall, RandomWeights(kSmall, 3), {});  // nothing is missing, nothing is left over
  EXPECT_EQ(bert.config().layers, 2);
}

TEST(RandomWeights, MatricesAreNormalWithDeviationTwoHundredths) {
  const auto values = values_of(RandomWeights(kSmall, 3), "embeddings.word_embeddings.weight");
  double sum = 0, squares = 0;
  std::int64_t beyond_two = 0;
  for (const float value : values) {
    sum += double{value};
    squares += double{value} * double{value};
    beyond_two += std::abs(value) > 0.04F ? 1 : 0;
  }
  const auto n = static_cast<double>(values.size());  // 32,000: each bound is 4 to 5 standard errors
  EXPECT_NEAR(sum / n, 0, 0.0005);
  EXPECT_NEAR(std::sqrt(squares / n), 0.02, 0.0004);
  EXPECT_NEAR(static_cast<double>(beyond_two) / n, 0.0455, 0.006);
}

TEST(RandomWeights, NormsAndBiasesAreNeutral) {
  const RandomWeights source(kSmall, 3);
  for (const float value : values_of(source, "encoder.layer.1.output.LayerNorm.weight")) EXPECT_EQ(value, 1.0F);
  for (const float value : values_of(source, "encoder.layer.1.output.LayerNorm.bias")) EXPECT_EQ(value, 0.0F);
  for (const float value : values_of(source, "encoder.layer.0.intermediate.dense.bias")) EXPECT_EQ(value, 0.0F);
}

TEST(RandomWeights, DependOnSeedAndTensor) {
  const char* query = "encoder.layer.0.attention.self.query.weight";
  const char* key = "encoder.layer.0.attention.self.key.weight";
  const auto values = values_of(RandomWeights(kSmall, 3), query);
  EXPECT_EQ(values, values_of(RandomWeights(kSmall, 3), query));
  EXPECT_NE(values, values_of(RandomWeights(kSmall, 4), query));
  EXPECT_NE(values, values_of(RandomWeights(kSmall, 3), key));
}

}  // namespace
}  // namespace thema
