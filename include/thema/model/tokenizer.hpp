// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "thema/model/added_tokens.hpp"
#include "thema/model/bert_normalizer.hpp"
#include "thema/model/tokenizer_workspace.hpp"
#include "thema/model/word_tokenizer.hpp"
#include "thema/model/wordpiece.hpp"

namespace thema {

/// Everything a BERT tokenizer consists of.
struct TokenizerDefinition {
  BertNormalizerOptions normalizer;
  WordPieceVocabulary vocabulary;
  std::vector<AddedToken> added_tokens;
  std::vector<std::int32_t> before, after;  ///< ids around a text: [CLS] and [SEP]
};

/// Reads tokenizer.json, else vocab.txt with tokenizer_config.json where present (default: lower-case). Another kind
/// of tokenizer (BPE, Unigram, another normalizer ...) and a damaged file are an Error of kind `data` that names the
/// file, the key, what was found and what is allowed. Truncation and padding of the file are not read: the caller sets
/// the length.
TokenizerDefinition read_tokenizer(const std::filesystem::path& folder);

/// Length limit of a model folder, in tokens with the special ones: max_seq_length of sentence_bert_config.json, else
/// model_max_length of tokenizer_config.json (where it is a length and not a stand-in for "none"), else
/// max_position_embeddings of config.json, which also caps the other two.
std::int64_t model_length_limit(const std::filesystem::path& folder);

/// BERT WordPiece: ids equal to those of Hugging Face `tokenizers` 0.23. Its methods may be called by several threads,
/// each with a workspace of its own; copies share what they hold.
///
///   const Tokenizer tokenizer = Tokenizer::load("all-MiniLM-L6-v2");
///   TokenizerWorkspace workspace;                              // one for each thread, kept from text to text
///   std::vector<std::int32_t> ids;
///   tokenizer.encode("Dark matter halos", 256, workspace, ids);  // 101 2601 3043 17201 2015 102
class Tokenizer {
 public:
  /// The tokenizer of a Hugging Face folder; errors as read_tokenizer().
  static Tokenizer load(const std::filesystem::path& folder);
  explicit Tokenizer(const TokenizerDefinition& definition);

  /// Replaces `ids` by those of `text` with [CLS] and [SEP], at most max_length in all: the text is cut at its end, and
  /// not read far beyond. Broken UTF-8 counts as U+FFFD, which clean_text drops. max_length below special_tokens() is
  /// an Error.
  void encode(std::string_view text, std::int64_t max_length, TokenizerWorkspace& workspace,
              std::vector<std::int32_t>& ids) const;
  /// The same for a text now and then: its words are forgotten.
  void encode(std::string_view text, std::int64_t max_length, std::vector<std::int32_t>& ids) const;

  /// Ids are below this; the word embeddings of the encoder need as many rows.
  std::int64_t vocabulary_size() const { return vocabulary_size_; }
  /// Ids that every text gets: 2.
  std::int64_t special_tokens() const { return static_cast<std::int64_t>(before_.size() + after_.size()); }

 private:
  void append_part(std::string_view text, std::size_t most, TokenizerWorkspace& workspace,
                   std::vector<std::int32_t>& ids) const;

  std::shared_ptr<const WordTokenizer> words_;
  AddedTokens raw_tokens_, normalized_tokens_;
  std::vector<std::int32_t> before_, after_;
  std::int64_t vocabulary_size_ = 0;
};

/// Tokens of a text at most, the special ones counted: `asked`, or the folder's limit where it is 0. Less than the
/// special tokens of `tokenizer` and one piece, and more than the limit, is an Error of kind `usage` that names
/// encode.max_length and what is allowed.
std::int64_t resolve_length(const std::filesystem::path& folder, const Tokenizer& tokenizer, std::int64_t asked);

}  // namespace thema
