// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/faithfulness.hpp"

#include <gtest/gtest.h>

#include "explain/small_encoder.hpp"

namespace thema::explanation {
namespace {

// Four words: 1 to 20 % are one word, 50 % are two.
TEST(Faithfulness, IsTheMarginWithoutAndOfTheFirstWords) {
  const SmallEncoder small;
  const TopicContrast topics(made_topics(16, 0), 1, 2, {});
  const MarginModel model(*small.encoder, topics, 2048);
  const ExplainedText text = small.reader->read("", "ab cd ef");
  ASSERT_EQ(text.words.size(), 4u);  // the title's full stop is one
  const auto margin_of = [&](const char* rest) {
    std::vector<std::int32_t> ids;
    small.tokenizer().encode(rest, 64, ids);
    return topics.cosines(small.embedding(ids)).contrast();
  };
  const double whole = margin_of(". ab cd ef");
  const std::vector<double> importance{0, 1, 3, 2};  // cd, ef, ab, "."
  const Faithfulness found = measure_faithfulness(model, text, whole, importance, Removal::erase, 0);
  for (std::size_t s = 0; s < 4; ++s) {
    EXPECT_NEAR(found.comprehensiveness[s], whole - margin_of(". ab ef"), 1e-6);
    EXPECT_NEAR(found.sufficiency[s], whole - margin_of("cd"), 1e-6);
  }
  EXPECT_NEAR(found.comprehensiveness[4], whole - margin_of(". ab"), 1e-6);
  EXPECT_NEAR(found.sufficiency[4], whole - margin_of("cd ef"), 1e-6);
}

TEST(Faithfulness, EqualImportanceGoesInReadingOrder) {
  const SmallEncoder small;
  const TopicContrast topics(made_topics(16, 0), 1, 2, {});
  const MarginModel model(*small.encoder, topics, 2048);
  const ExplainedText text = small.reader->read("ab", "cd");
  const Faithfulness equal = measure_faithfulness(model, text, 0, std::vector<double>{1, 1, 1}, Removal::erase, 0);
  const Faithfulness falling = measure_faithfulness(model, text, 0, std::vector<double>{3, 2, 1}, Removal::erase, 0);
  EXPECT_EQ(equal.comprehensiveness, falling.comprehensiveness);
}

}  // namespace
}  // namespace thema::explanation
