// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <tsl/robin_map.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "thema/terms/hashes.hpp"
#include "thema/terms/paper_words.hpp"

namespace thema {

/// Papers as tokens for counting what stands near what. A token is a keyword or one other word: from the left, the
/// longest keyword whose words follow one another at this place, blanks apart, is one token; a word that begins none is
/// a token of its own, stop words too, so that distances are those of the text. So a word does not count where it is
/// part of a longer keyword: with "neural networks" among the keywords, "networks" is only found elsewhere.
class KeywordTokens {
 public:
  static constexpr std::int32_t other = -1;  ///< a token that is no keyword

  /// Distinct keywords as count_terms() spells terms: words with one blank between.
  explicit KeywordTokens(std::span<const std::string> keywords);
  /// Looks up the words of some papers, which find() is about from now on; `words` must live as long.
  void read(const PaperWords& words);
  void read(PaperWords&&) = delete;
  /// One entry per token of paper `paper` of these: which keyword it is, or `other`. Valid until the next call.
  const std::vector<std::int32_t>& find(std::int64_t paper);

 private:
  // Keywords as a tree of words: node 0 is the beginning, the child of a node by a word is one word further.
  struct Step {
    std::int32_t node, word;
    bool operator==(const Step&) const = default;
  };
  struct StepHash {
    std::size_t operator()(const Step& step) const {
      return NumberHash()(static_cast<std::uint64_t>(step.node) << 32 ^ static_cast<std::uint32_t>(step.word));
    }
  };
  tsl::robin_map<std::string, std::int32_t, TextHash, std::equal_to<>> word_ids_;
  std::unordered_map<Step, std::int32_t, StepHash> next_;
  std::vector<std::int32_t> keyword_at_;  // [nodes], the keyword that ends there, or `other`
  const PaperWords* words_ = nullptr;
  std::vector<std::int32_t> ids_;  // of the different words of *words_
  std::vector<std::int32_t> tokens_;
};

}  // namespace thema
