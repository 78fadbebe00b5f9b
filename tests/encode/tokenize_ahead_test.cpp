// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/tokenize_ahead.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "model/model_folder.hpp"
#include "temporary_folder.hpp"
#include "thema/core/error.hpp"

namespace thema {
namespace {

class Ahead : public testing::Test {
 protected:
  static Tokenizer letters() {
    const TemporaryFolder folder;
    write_model_folder(folder.path(), {0, 8, 1, 2, 8, 32, 2, 1e-12});
    return Tokenizer::load(folder.path());
  }
  static BlockTexts block_of(std::int64_t block, const std::string& title, const std::string& abstract) {
    BlockTexts texts;
    texts.block = block;
    texts.title.push_back(title);
    texts.abstract.push_back(abstract);
    return texts;
  }
  static BlockTexts broken_block(std::int64_t block) {
    BlockTexts texts = block_of(block, "", "");
    texts.title.offsets = {5, 9};  // beyond its bytes
    return texts;
  }
  Tokenizer tokenizer_ = letters();
};

// Ids in the vocabulary of letters: 2 [CLS], 3 [SEP], 5 ".", 6 "a", 32 "##a".
TEST_F(Ahead, PutsThePrefixBeforeTitleAndAbstractAndCuts) {
  TokenizeAhead whole(tokenizer_, {"c ", 32});
  whole.submit(block_of(7, "A", "bA"));
  const TokenizedBlock block = whole.take();
  EXPECT_EQ(block.block, 7);
  EXPECT_EQ(block.tokens.ids, (std::vector<std::int32_t>{2, 8, 6, 5, 7, 32, 3}));  // "c a. ba"
  EXPECT_EQ(block.tokens.starts, (std::vector<std::int32_t>{0, 7}));
  TokenizeAhead cut(tokenizer_, {"", 3});
  cut.submit(block_of(0, "A", "bA"));
  EXPECT_EQ(cut.take().tokens.ids, (std::vector<std::int32_t>{2, 6, 3}));
}

// Every third block takes ten thousand times as long as the others, so that threads finish out of order.
TEST_F(Ahead, KeepsTheOrderAndTheBound) {
  for (const std::int64_t threads : {1, 2, 5}) {
    TokenizeAhead ahead(tokenizer_, {"", 32, threads});
    std::int64_t submitted = 0;
    for (std::int64_t taken = 0; taken < 40; ++taken) {
      while (ahead.has_room()) {
        const auto letters = static_cast<std::size_t>(submitted % 9);
        BlockTexts texts = block_of(submitted, "a", std::string(letters, 'x'));
        for (int i = 0; submitted % 3 == 0 && i < 10000; ++i) {
          texts.title.push_back("a");
          texts.abstract.push_back("more of the same");
        }
        ahead.submit(std::move(texts));
        ++submitted;
      }
      EXPECT_EQ(submitted - taken, 2 * threads + 2);
      EXPECT_THROW(ahead.submit(block_of(0, "", "")), Error);
      const TokenizedBlock block = ahead.take();
      EXPECT_EQ(block.block, taken);
      EXPECT_EQ(block.tokens.texts(), taken % 3 == 0 ? 10001 : 1);
      EXPECT_EQ(block.tokens.length(0), 4 + taken % 9);  // [CLS] a . x... [SEP]
    }
  }  // blocks that nobody takes do not hinder the end
}

TEST_F(Ahead, AnExceptionArrivesInItsTurn) {
  for (const std::int64_t threads : {1, 3}) {
    TokenizeAhead ahead(tokenizer_, {"", 32, threads});
    ahead.submit(block_of(0, "a", "b"));
    ahead.submit(broken_block(1));
    ahead.submit(block_of(2, "a", "b"));
    EXPECT_EQ(ahead.take().block, 0);
    EXPECT_THROW(ahead.take(), std::out_of_range);
    EXPECT_EQ(ahead.take().block, 2);
    EXPECT_THROW(ahead.take(), Error);  // none is left
  }
  TokenizeAhead ahead(tokenizer_, {"", 1});  // no room for [CLS] and [SEP]
  ahead.submit(block_of(0, "a", "b"));
  EXPECT_THROW(ahead.take(), Error);
}

TEST_F(Ahead, TakingWithoutSubmittingIsAnError) {
  TokenizeAhead ahead(tokenizer_, {"", 32});
  EXPECT_THROW(ahead.take(), Error);
}

TEST_F(Ahead, NeedsAThread) { EXPECT_THROW(TokenizeAhead(tokenizer_, {"", 32, 0}), Error); }

TEST(TokenizerThreads, AreThoseAskedForOrSuitTheDevice) {
  const Device cpu, gpu{Device::Kind::cuda, 0};
  EXPECT_EQ(choose_tokenizer_threads(5, cpu), 5);
  EXPECT_EQ(choose_tokenizer_threads(5, gpu), 5);
  EXPECT_EQ(choose_tokenizer_threads(0, cpu), 1);
  EXPECT_EQ(choose_tokenizer_threads(0, gpu), 2);
}

}  // namespace
}  // namespace thema
