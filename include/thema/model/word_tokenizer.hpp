// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "thema/model/bert_normalizer.hpp"
#include "thema/model/character_cache.hpp"
#include "thema/model/tokenizer_workspace.hpp"
#include "thema/model/wordpiece.hpp"

namespace thema {

/// Ids of text without added tokens: normalised (BertNormalizer), cut into words (next_bert_word), these into pieces
/// (WordPiece), in one pass over the text. A run (AsciiRuns) met before is looked up by its bytes as they stand; others
/// are normalised character by character into one word at a time.
class WordTokenizer {
 public:
  WordTokenizer(const BertNormalizerOptions& options, const WordPieceVocabulary& vocabulary);
  const BertNormalizer& normalizer() const { return normalizer_; }

  /// Appends the ids of `text`; stops soon after `ids` holds `most`, in steps of some hundred bytes of text.
  void append_ids(std::string_view text, std::size_t most, TokenizerWorkspace& workspace,
                  std::vector<std::int32_t>& ids) const;
  /// The same for text that normalizer() has made, word by word and nothing kept.
  void append_ids_of_normalized(std::string_view normalized, std::size_t most, std::vector<std::int32_t>& ids) const;

 private:
  void append_found_runs(std::string_view text, std::size_t most, TokenizerWorkspace& workspace,
                         std::vector<std::int32_t>& ids) const;
  void append_new_run(std::string_view run, std::size_t most, TokenizerWorkspace& workspace,
                      std::vector<std::int32_t>& ids) const;
  bool append_characters(std::string_view run, std::size_t most, TokenizerWorkspace& workspace,
                         std::vector<std::int32_t>& ids) const;

  BertNormalizer normalizer_;
  WordPiece wordpiece_;
  std::array<BertCharacter, 128> ascii_;
};

}  // namespace thema
