// SPDX-License-Identifier: Apache-2.0
#include "thema/model/character_cache.hpp"

#include <algorithm>
#include <string>

#include "thema/core/unicode.hpp"
#include "thema/model/bert_characters.hpp"
#include "thema/model/bert_words.hpp"

namespace thema {

namespace {

using Kind = BertCharacter::Kind;

bool is_punctuation(std::string_view word) {
  std::size_t at = 0;
  return bert::is_punctuation(unicode::next(word, at));
}

// Kind of the only word of a normalised character.
Kind kind_of(std::string_view word, std::string_view normalized) {
  if (word.size() == normalized.size()) return is_punctuation(word) ? Kind::word : Kind::in_word;
  const bool alone = normalized.front() == ' ' && normalized.back() == ' ';
  return alone ? Kind::word : Kind::entangled;
}

}  // namespace

BertCharacter describe_character(char32_t code, const BertNormalizer& normalizer) {
  BertCharacter character;
  character.code = code;
  if (normalizer.reorders(code)) return character;
  std::string text, normalized;
  unicode::append(text, code);
  normalizer.append(text, normalized);
  std::size_t at = 0;
  const std::string_view word = next_bert_word(normalized, at);
  if (word.size() > character.bytes.size() || !next_bert_word(normalized, at).empty()) return character;
  if (word.empty())
    character.kind = normalized.empty() ? Kind::in_word : Kind::blank;
  else
    character.kind = kind_of(word, normalized);
  character.size = static_cast<std::uint8_t>(word.size());
  std::copy(word.begin(), word.end(), character.bytes.begin());
  return character;
}

const BertCharacter& CharacterCache::of(char32_t code, const BertNormalizer& normalizer) {
  if (kept_.empty()) kept_.resize(places);
  BertCharacter& place = kept_[code % places];
  if (place.code != code) place = describe_character(code, normalizer);
  return place;
}

}  // namespace thema
