// SPDX-License-Identifier: Apache-2.0
#include "thema/model/wordpiece.hpp"

#include <algorithm>

#include "thema/core/error.hpp"

namespace thema {

namespace {

PieceTrie::Pieces pieces_after_prefix(const WordPieceVocabulary& vocabulary, std::string_view prefix) {
  PieceTrie::Pieces pieces;
  for (const auto& [text, id] : vocabulary.ids)
    if (text.size() > prefix.size() && text.starts_with(prefix))
      pieces.emplace_back(std::string_view(text).substr(prefix.size()), id);
  return pieces;
}

std::int32_t id_of(const WordPieceVocabulary& vocabulary, std::string_view piece) {
  const auto found = std::find_if(vocabulary.ids.begin(), vocabulary.ids.end(),
                                  [&](const auto& entry) { return entry.first == piece; });
  require(found != vocabulary.ids.end(), "the vocabulary lacks its unknown token");
  return found->second;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

}  // namespace

WordPiece::WordPiece(const WordPieceVocabulary& vocabulary)
    : pieces_(pieces_after_prefix(vocabulary, ""), pieces_after_prefix(vocabulary, vocabulary.continuing_prefix)),
      unknown_(id_of(vocabulary, vocabulary.unknown)),
      max_characters_(static_cast<std::size_t>(vocabulary.max_input_chars_per_word)) {}

void WordPiece::append_ids(std::string_view word, std::vector<std::int32_t>& ids) const {
  const bool too_long = word.size() > max_characters_ && count_characters(word) > max_characters_;
  if (too_long || !pieces_.append_ids(word, ids)) ids.push_back(unknown_);
}

}  // namespace thema
