// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "thema/terms/hashes.hpp"

namespace thema {

enum class WordClass {
  content,  ///< tells what a paper is about
  general,  ///< common to all sciences; a term only in a pair
  stop,     ///< function words and the prose of abstracts; never part of a term
};

/// Where general words are terms: only beside another word, or alone too, as if they were content.
enum class GeneralWords { in_pairs, alone };

/// Sorts words by what they tell. The lists are English.
class StopWords {
 public:
  /// `more` are stop words besides the built-in ones; they are compared in lower case.
  explicit StopWords(const std::vector<std::string>& more, GeneralWords general = GeneralWords::in_pairs);
  /// `word` in lower case. A plural is sorted like its singular; a compound of general and stop words is general.
  WordClass class_of(std::string_view word) const;

 private:
  void add(std::string_view words, WordClass which);
  WordClass class_of_part(std::string_view word) const;
  std::unordered_map<std::string, WordClass, TextHash, std::equal_to<>> known_;
};

}  // namespace thema
