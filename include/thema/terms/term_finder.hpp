// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <tsl/robin_map.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "thema/terms/hashes.hpp"
#include "thema/terms/paper_words.hpp"
#include "thema/terms/stop_words.hpp"

namespace thema {

/// Finds the terms of papers: words, pairs and triples of neighbouring words. The rule, on their words (see words.hpp):
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

  /// Finds the terms of all these papers, which what follows is about; `words` must live as long as it is asked.
  void read(const PaperWords& words);
  void read(PaperWords&&) = delete;
  std::int64_t papers() const { return static_cast<std::int64_t>(ends_.size()) - 1; }
  /// How many different terms the papers have.
  std::int64_t distinct() const { return static_cast<std::int64_t>(terms_.size()); }
  /// A different term: its words with one blank between.
  std::string term(std::int64_t number) const;
  /// Numbers of the terms of one paper in reading order, repetitions included.
  std::span<const std::int32_t> of(std::int64_t paper) const {
    const std::size_t first = ends_[static_cast<std::size_t>(paper)], last = ends_[static_cast<std::size_t>(paper) + 1];
    return std::span(places_).subspan(first, last - first);
  }

 private:
  struct Term {
    std::array<std::uint32_t, 3> words;  // numbers in words_
    std::uint32_t count;                 // of words
  };
  /// A word that may begin a term that is not complete yet.
  struct Begun {
    std::uint32_t number;
    WordClass which;
    std::int32_t pair;  ///< number of the term that is this word with the one before, or -1
  };
  using Numbers = tsl::robin_map<std::uint64_t, std::int32_t, NumberHash>;

  void take(PlacedWord word);
  std::int32_t number_of_word(std::uint32_t word);
  std::int32_t number_of(Numbers& known, std::uint64_t key, const Term& term);
  std::int32_t add(const Term& term);

  std::size_t longest_;
  StopWords stop_words_;
  const PaperWords* words_ = nullptr;
  std::vector<WordClass> classes_;     // of the different words
  std::vector<std::int32_t> of_word_;  // number of the term that is this word alone, or -1
  Numbers pairs_, triples_;            // by two words; by the number of the first pair and the last word
  std::vector<Term> terms_;
  std::vector<Begun> run_;  // the last words with nothing but blanks between, at most longest_
  std::vector<std::int32_t> places_;
  std::vector<std::size_t> ends_{0};  // [papers + 1], in places_
};

}  // namespace thema
