// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/occlusion.hpp"

#include <gtest/gtest.h>

#include "explain/small_encoder.hpp"
#include "thema/core/error.hpp"

namespace thema::explanation {
namespace {

TEST(Occlusion, RemovedWordsLeaveTheRest) {
  ExplainedText text;
  text.ids = {101, 7, 8, 9, 10, 102};
  text.content = {1, 5};
  text.words = {{Word::Kind::word, Word::Gap::none, "a", "a", 0, {1, 3}},
                {Word::Kind::word, Word::Gap::blank, "b", "b", 0, {3, 4}},
                {Word::Kind::word, Word::Gap::blank, "c", "c", 0, {4, 5}}};
  using enum Fate;
  const std::vector<Fate> fates{removed, kept, removed};
  EXPECT_EQ(ids_without(text, fates, Removal::erase, 103), (std::vector<std::int32_t>{101, 9, 102}));
  EXPECT_EQ(ids_without(text, fates, Removal::mask, 103), (std::vector<std::int32_t>{101, 103, 103, 9, 103, 102}));
}

TEST(Occlusion, NamesOfRemovals) {
  EXPECT_EQ(removal_named("delete"), Removal::erase);
  EXPECT_EQ(removal_named("mask"), Removal::mask);
  EXPECT_THROW(removal_named("drop"), Error);
}

// Each number is the margin of the whole less that of the text which was tokenised anew without the word.
TEST(Occlusion, EqualsEncodingTheShorterText) {
  const SmallEncoder small;
  const TopicContrast topics(made_topics(16, 0.4), 1, 2, {});
  const MarginModel model(*small.encoder, topics, 40);  // so that there are several batches
  const ExplainedText text = small.reader->read("ab cd", "ef gh ij. Kl mn");
  const Occlusion occlusion = occlude(model, text, Removal::erase, 0);
  const auto margin_of = [&](const char* rest) {
    std::vector<std::int32_t> ids;
    small.tokenizer().encode(rest, 64, ids);
    return topics.cosines(small.embedding(ids)).contrast();
  };
  const double whole = margin_of("ab cd. ef gh ij. kl mn");
  EXPECT_NEAR(occlusion.margin, whole, 1e-6);
  const std::vector<const char*> without{"cd. ef gh ij. kl mn",   "ab. ef gh ij. kl mn", "ab cd ef gh ij. kl mn",
                                         "ab cd. gh ij. kl mn",   "ab cd. ef ij. kl mn", "ab cd. ef gh. kl mn",
                                         "ab cd. ef gh ij kl mn", "ab cd. ef gh ij. mn", "ab cd. ef gh ij. kl"};
  ASSERT_EQ(occlusion.words.size(), without.size());
  for (std::size_t w = 0; w < without.size(); ++w)
    EXPECT_NEAR(occlusion.words[w], whole - margin_of(without[w]), 1e-6) << text.words[w].text;
  ASSERT_EQ(occlusion.sentences.size(), 3u);
  EXPECT_NEAR(occlusion.sentences[0], whole - margin_of("ef gh ij. kl mn"), 1e-6);
  EXPECT_NEAR(occlusion.sentences[1], whole - margin_of("ab cd. kl mn"), 1e-6);
  EXPECT_NEAR(occlusion.sentences[2], whole - margin_of("ab cd. ef gh ij."), 1e-6);
}

// [CLS] ab. cd. ef [SEP]: what follows is behind the limit, so only what was seen is encoded again.
TEST(Occlusion, WhatWasNotSeenIsNotMeasured) {
  const SmallEncoder small("", 10);
  const TopicContrast topics(made_topics(16, 0), 1, 2, {});
  const MarginModel model(*small.encoder, topics, 40);
  const ExplainedText text = small.reader->read("ab", "Cd. Ef gh. Ij kl.");
  const Occlusion occlusion = occlude(model, text, Removal::erase, 0);
  ASSERT_EQ(occlusion.words.size(), text.words.size());
  ASSERT_EQ(occlusion.sentences.size(), 4u);
  std::vector<std::int32_t> ids;
  small.tokenizer().encode("ab. cd.", 64, ids);  // the text without the seen part of its third sentence
  EXPECT_NEAR(occlusion.sentences[2], occlusion.margin - topics.cosines(small.embedding(ids)).contrast(), 1e-6);
  EXPECT_EQ(occlusion.sentences[3], 0);
  EXPECT_EQ(occlusion.words.back(), 0);
}

}  // namespace
}  // namespace thema::explanation
