// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "thema/model/piece_trie.hpp"

namespace thema {

/// What tokenizer.json says of a WordPiece model.
struct WordPieceVocabulary {
  std::vector<std::pair<std::string, std::int32_t>> ids;  ///< pieces, each once
  std::string unknown = "[UNK]";                          ///< one of the pieces
  std::string continuing_prefix = "##";                   ///< begins a piece that is not the first of its word
  std::int64_t max_input_chars_per_word = 100;            ///< code points; a longer word is unknown
};

/// Splits words greedily into the longest pieces of the vocabulary from the left (Wu et al. 2016, arXiv:1609.08144, as
/// BERT uses it). A word with a rest that no piece begins is unknown as a whole.
class WordPiece {
 public:
  explicit WordPiece(const WordPieceVocabulary& vocabulary);
  /// Appends the ids of a word that is not empty.
  void append_ids(std::string_view word, std::vector<std::int32_t>& ids) const;

 private:
  PieceTrie pieces_;  // any piece may begin a word, a continuing one literally
  std::int32_t unknown_;
  std::size_t max_characters_;
};

}  // namespace thema
