// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/tokenize_ahead.hpp"

#include <gtest/gtest.h>

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
  Tokenizer tokenizer_ = letters();
};

// Ids in the vocabulary of letters: 2 [CLS], 3 [SEP], 5 ".", 6 "a", 32 "##a".
TEST_F(Ahead, PutsThePrefixBeforeTitleAndAbstractAndCuts) {
  TokenizeAhead whole(tokenizer_, "c ", 32);
  whole.submit(block_of(7, "A", "bA"));
  const TokenizedBlock block = whole.take();
  EXPECT_EQ(block.block, 7);
  EXPECT_EQ(block.tokens.ids, (std::vector<std::int32_t>{2, 8, 6, 5, 7, 32, 3}));  // "c a. ba"
  EXPECT_EQ(block.tokens.starts, (std::vector<std::int32_t>{0, 7}));
  TokenizeAhead cut(tokenizer_, "", 3);
  cut.submit(block_of(0, "A", "bA"));
  EXPECT_EQ(cut.take().tokens.ids, (std::vector<std::int32_t>{2, 6, 3}));
}

TEST_F(Ahead, KeepsTheOrderAndTheBound) {
  TokenizeAhead ahead(tokenizer_, "", 32);
  std::int64_t submitted = 0;
  for (std::int64_t taken = 0; taken < 50; ++taken) {
    while (ahead.has_room()) {
      ahead.submit(block_of(submitted, "title", std::string(static_cast<std::size_t>(submitted % 9), 'x')));
      ++submitted;
    }
    EXPECT_LE(submitted - taken, 4);
    EXPECT_THROW(ahead.submit(block_of(0, "", "")), Error);
    EXPECT_EQ(ahead.take().block, taken);
  }
}  // blocks that nobody takes do not hinder the end

TEST_F(Ahead, ExceptionOfTheThreadArrivesAtTheOwner) {
  TokenizeAhead ahead(tokenizer_, "", 1);  // no room for [CLS] and [SEP]
  ahead.submit(block_of(0, "a", "b"));
  EXPECT_THROW(ahead.take(), Error);
}

TEST_F(Ahead, TakingWithoutSubmittingIsAnError) {
  TokenizeAhead ahead(tokenizer_, "", 32);
  EXPECT_THROW(ahead.take(), Error);
}

}  // namespace
}  // namespace thema
