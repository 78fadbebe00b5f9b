// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace thema {

/// The flags of a BertNormalizer in tokenizer.json.
struct BertNormalizerOptions {
  bool clean_text = true;            ///< drops control characters, makes every white space a blank
  bool handle_chinese_chars = true;  ///< puts blanks around ideographs
  bool strip_accents = true;  ///< canonical decomposition without nonspacing marks; null in the file: `lowercase`
  bool lowercase = true;      ///< after the accents
};

/// Text as the vocabulary of a BERT model spells it; the steps stand in the order of the options.
class BertNormalizer {
 public:
  explicit BertNormalizer(const BertNormalizerOptions& options);
  /// Appends the normalised `text` to `out`. A broken UTF-8 sequence counts as U+FFFD. Text cut before a blank gives
  /// the same as the whole.
  void append(std::string_view text, std::string& out) const;
  /// Whether some of what becomes of `c` is sorted among the marks beside it, so that normalising it alone does not
  /// tell what it becomes in a text. Few spacing marks are such.
  bool reorders(char32_t c) const;

 private:
  class Output;
  std::size_t append_ascii(std::string_view text, std::size_t at, std::string& out) const;
  void append_cleaned(char32_t c, Output& out) const;

  BertNormalizerOptions options_;
  std::array<char, 128> ascii_{};          // what a character becomes
  std::array<unsigned char, 128> kept_{};  // 0: nothing, 1: ascii_
};

}  // namespace thema
