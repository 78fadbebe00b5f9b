// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace thema {

/// The words of one paper in reading order, title before abstract; see for_each_word(). What is dropped there is no
/// word here either, but the words on its two sides are no neighbours.
class PaperWords {
 public:
  void read(std::string_view title, std::string_view abstract);
  std::size_t size() const { return words_.size(); }
  std::string_view operator[](std::size_t i) const {
    return std::string_view(bytes_).substr(words_[i].first, words_[i].last - words_[i].first);
  }
  /// Nothing but blanks between this word and the one before; false for the first of the title and of the abstract.
  bool follows(std::size_t i) const { return words_[i].follows; }

 private:
  struct Word {
    std::size_t first, last;
    bool follows;
  };
  std::string bytes_;
  std::vector<Word> words_;
};

/// Papers as tokens for counting what stands near what. A token is a keyword or one other word: from the left, the
/// longest keyword whose words follow one another at this place, blanks apart, is one token; a word that begins none is
/// a token of its own, stop words too, so that distances are those of the text. So a word does not count where it is
/// part of a longer keyword: with "neural networks" among the keywords, "networks" is only found elsewhere.
class KeywordTokens {
 public:
  static constexpr std::int32_t other = -1;  ///< a token that is no keyword

  /// Distinct keywords as count_terms() spells terms: words with one blank between.
  explicit KeywordTokens(std::span<const std::string> keywords);
  /// One entry per token: which keyword it is, or `other`. Valid until the next call.
  const std::vector<std::int32_t>& find(const PaperWords& words);

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  // Keywords as a tree of words: node 0 is the beginning, the child of a node by a word is one word further.
  struct Step {
    std::int32_t node, word;
    bool operator==(const Step&) const = default;
  };
  struct StepHash {
    std::size_t operator()(const Step& step) const {
      return std::hash<std::uint64_t>()(static_cast<std::uint64_t>(step.node) << 32 ^
                                        static_cast<std::uint32_t>(step.word));
    }
  };
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> word_ids_;
  std::unordered_map<Step, std::int32_t, StepHash> next_;
  std::vector<std::int32_t> keyword_at_;  // [nodes], the keyword that ends there, or `other`
  std::vector<std::int32_t> ids_, tokens_;
};

}  // namespace thema
