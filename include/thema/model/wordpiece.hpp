// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace thema {

/// Ids of byte strings; looks every prefix of a text up in one pass over its bytes, without allocating.
class PieceTable {
 public:
  static constexpr std::int32_t none = -1;
  struct Prefix {
    std::size_t bytes = 0;
    std::int32_t id = none;
  };
  /// Pieces that are not empty and differ.
  explicit PieceTable(const std::vector<std::pair<std::string_view, std::int32_t>>& pieces);
  std::int32_t find(std::string_view piece) const;
  /// The longest piece that `text` begins with.
  Prefix longest_prefix(std::string_view text) const;

 private:
  struct Slot {
    std::uint32_t tag = 0;  // of the hash; a piece is compared only where it agrees
    std::uint32_t offset = 0;
    std::uint32_t bytes = 0;
    std::int32_t id = none;
  };
  std::int32_t find_hashed(std::uint64_t hash, std::string_view piece) const;
  void insert(std::string_view piece, std::int32_t id);

  std::string text_;         // all pieces, one after another
  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  std::size_t longest_ = 0;  // bytes
};

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
  PieceTable first_;  // any piece may begin a word, a continuing one literally
  PieceTable continuing_;
  std::int32_t unknown_;
  std::size_t max_characters_;
};

}  // namespace thema
