// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "thema/model/bert_normalizer.hpp"

namespace thema {

/// What becomes of a code point on the way from text to words.
struct BertCharacter {
  enum class Kind : std::uint8_t {
    in_word,   ///< `bytes` join the word; there may be none
    blank,     ///< ends the word
    word,      ///< `bytes` are a word of their own
    entangled  ///< what becomes of it depends on its neighbours, or is more than fits here
  };
  char32_t code = 0;
  Kind kind = Kind::entangled;
  std::uint8_t size = 0;
  std::array<char, 10> bytes{};  // UTF-8
};

/// Found by normalising the code point alone (BertNormalizer) and splitting the result into words (next_bert_word).
BertCharacter describe_character(char32_t code, const BertNormalizer& normalizer);

/// Keeps descriptions of 4,096 code points above ASCII, so that Unicode's tables are not asked again for each.
class CharacterCache {
 public:
  const BertCharacter& of(char32_t code, const BertNormalizer& normalizer);
  void clear() { kept_.clear(); }

 private:
  static constexpr std::size_t places = 4096;
  std::vector<BertCharacter> kept_;  // empty until the first
};

}  // namespace thema
