// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "thema/core/partition.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema::explanation {

/// A word of a paper, or the punctuation beside one, and the tokens that the encoder made of it.
struct Word {
  enum class Kind { word, punctuation } kind = Kind::word;
  enum class Gap { none, blank } before = Gap::blank;  ///< what stands between it and the word before
  std::string text;                                    ///< as the paper has it
  std::string key;                                     ///< as the encoder sees it, in lower case
  std::size_t sentence = 0;                            ///< 0: the title
  Range tokens;                 ///< into ExplainedText::ids; empty: behind the length limit, or of no token
  std::int64_t tokens_cut = 0;  ///< of it that are behind the length limit
  bool seen() const { return !tokens.empty(); }  ///< by the encoder, at least its beginning
};

/// A paper's text as its encoder sees it: special tokens, the model's prefix, words.
struct ExplainedText {
  std::vector<std::int32_t> ids;  ///< with the special ones
  Range prefix;                   ///< tokens of the model's prefix; empty for most models
  Range content;                  ///< tokens of all words
  std::vector<Word> words;        ///< in reading order, title first; their tokens follow one another
  std::size_t sentences = 0;
  std::int64_t words_cut = 0;  ///< words wholly behind the length limit: the encoder saw nothing of them

  std::int64_t tokens() const { return static_cast<std::int64_t>(ids.size()); }
};

/// Makes texts out of papers the way encoding does, remembering which token came of which word.
class TextReader {
 public:
  /// `definition` is the one `tokenizer` was made of; both must outlive the reader. `prefix` and `max_length` are the
  /// run's, resolved.
  TextReader(const TokenizerDefinition& definition, const Tokenizer& tokenizer, std::string prefix,
             std::int64_t max_length);
  /// The ids are those of prefix + encoder_text(title, abstract). An Error of kind `data` when the tokenizer does not
  /// treat words apart (an added token with a blank in it), so that tokens have no word.
  ExplainedText read(std::string_view title, std::string_view abstract) const;

 private:
  std::vector<std::int32_t> ids_of(std::string_view text) const;

  const Tokenizer& tokenizer_;
  std::size_t before_, after_;  // special tokens around a text
  std::string prefix_;
  std::int64_t max_length_;
};

/// Sums over the tokens of each word.
std::vector<double> gathered_by_word(const ExplainedText& text, std::span<const double> of_tokens);

/// How much of a sentence the encoder saw: what is behind the length limit it never did.
enum class Seen { whole, beginning, nothing };
Seen seen_of_sentence(const ExplainedText& text, std::size_t sentence);

/// The words of one sentence as the paper has them.
std::string sentence_text(const ExplainedText& text, std::size_t sentence);

}  // namespace thema::explanation
