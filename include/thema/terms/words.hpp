// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "thema/terms/stop_words.hpp"

namespace thema {

/// Bytes of the longest word; longer ones are data, not language, and are dropped.
inline constexpr std::size_t kLongestWord = 48;

/// Called with each word of a text, in reading order, stop words included; "" stands for a run that is dropped (a
/// number, a single letter, a longer word than kLongestWord). `adjacent`: nothing but blanks since the run before.
using VisitWord = std::function<void(std::string_view word, bool adjacent)>;

/// The words of one text in LaTeX by the first two rules of TermFinder.
void for_each_word(std::string_view latex, const VisitWord& visit);

/// Finds the terms of papers: words, pairs and triples of neighbouring words. The rule, on plain_text() of title and
/// abstract:
/// - A word is a run of letters, and digits behind letters, with single inner hyphens and apostrophes; it is
///   lower-cased, an en dash counts as a hyphen, a possessive 's is cut off. "Temperley–Lieb" -> temperley-lieb.
/// - Numbers are dropped: hyphen parts that begin with a digit go (cifar-10 -> cifar, 3-manifold -> manifold), and a
///   word must hold at least two letters. Web addresses are dropped, and words over kLongestWord bytes.
/// - Stop words are dropped. General words of science (model, problem, …; see stop_words.hpp) are no terms by
///   themselves, unless asked for, but may be in a pair or a triple: "ising model".
/// - A pair is made of two words with nothing but blanks between them: never over punctuation, removed maths, a
///   dropped word, or from the title into the abstract. Both may be general: "standard model".
/// - A triple is made of three words that neighbour in the same way; at least one of them is not general: "large hadron
///   collider" and "dark matter model", but not "real world data".
class TermFinder {
 public:
  /// `longest` is the number of words of the longest term, 1 to 3.
  TermFinder(std::int64_t longest, const std::vector<std::string>& more_stop_words,
             GeneralWords general = GeneralWords::in_pairs);

  /// Terms of one paper in reading order, repetitions included. The views end with the next call.
  const std::vector<std::string_view>& find(std::string_view title, std::string_view abstract);

 private:
  struct Place {
    std::size_t first, last;
  };
  /// A word that may begin a term that is not complete yet.
  struct Word {
    std::size_t first;  ///< in kept_
    WordClass which;
  };
  void take(std::string_view word, bool adjacent);

  std::int64_t longest_;
  StopWords stop_words_;
  std::string kept_;           // words that stand in terms, one blank behind each
  std::vector<Place> places_;  // of terms in kept_
  std::vector<Word> run_;      // the last words with nothing but blanks between, at most longest_
  std::vector<std::string_view> terms_;
};

/// The singular of an English noun by its ending, and by a list of irregular ones: galaxies -> galaxy, masses -> mass,
/// models -> model, matrices -> matrix; analysis and physics stay. For comparing words, not for display.
std::string singular(std::string_view word);

}  // namespace thema
