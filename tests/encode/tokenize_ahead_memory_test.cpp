// SPDX-License-Identifier: Apache-2.0
// THEMA_MEMORY_TEST_TEXTS short texts from a generator: memory stays where the first tenth of them left it.
#include <gtest/gtest.h>

#include "model/model_folder.hpp"
#include "temporary_folder.hpp"
#include "thema/core/peak_memory.hpp"
#include "thema/encode/tokenize_ahead.hpp"

namespace thema {
namespace {

constexpr std::int64_t texts_in_all = THEMA_MEMORY_TEST_TEXTS, block_texts = 256;
// What malloc holds back and gives away again comes to some hundred KiB; 9 million texts, a byte left behind by each,
// to 8 MiB.
constexpr std::int64_t growth_allowed = 2 << 20;

// Texts of words of one to four letters, half a million different ones.
class Generator {
 public:
  BlockTexts next_block() {
    BlockTexts texts;
    texts.block = block_++;
    for (std::int64_t i = 0; i < block_texts; ++i) {
      texts.title.push_back(words(3));
      texts.abstract.push_back(words(8));
    }
    return texts;
  }

 private:
  const std::string& words(int count) {
    text_.clear();
    for (int i = 0; i < count; ++i) {
      state_ = state_ * 6364136223846793005 + 1442695040888963407;  // Knuth's MMIX
      std::uint64_t bits = state_ >> 33;
      for (std::uint64_t letters = 1 + bits % 4; letters > 0; --letters, bits /= 26)
        text_ += static_cast<char>('a' + bits % 26);
      text_ += ' ';
    }
    return text_;
  }
  std::int64_t block_ = 0;
  std::uint64_t state_ = 1;
  std::string text_;
};

// Takes all that is submitted and returns the tokens.
std::int64_t tokenize(TokenizeAhead& ahead, Generator& generator, std::int64_t blocks) {
  std::int64_t tokens = 0, submitted = 0;
  for (std::int64_t taken = 0; taken < blocks; ++taken) {
    for (; submitted < blocks && ahead.has_room(); ++submitted) ahead.submit(generator.next_block());
    tokens += std::ssize(ahead.take().tokens.ids);
  }
  return tokens;
}

TEST(TokenizeAheadMemory, StaysFlat) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer keeps freed memory back, so peaks say nothing";
#endif
  const TemporaryFolder folder;
  write_model_folder(folder.path(), {0, 8, 1, 2, 8, 32, 2, 1e-12});
  const Tokenizer tokenizer = Tokenizer::load(folder.path());
  TokenizeAhead ahead(tokenizer, {"", 32, 2});
  Generator generator;
  const std::int64_t blocks = texts_in_all / block_texts;
  std::int64_t tokens = tokenize(ahead, generator, blocks / 10);
  reset_peak_memory();
  const std::int64_t before = peak_memory_bytes();
  tokens += tokenize(ahead, generator, blocks - blocks / 10);
  EXPECT_LE(peak_memory_bytes() - before, growth_allowed);
  EXPECT_GT(tokens, 20 * blocks * block_texts);  // so many letters, points and ends are in the texts at least
}

}  // namespace
}  // namespace thema
