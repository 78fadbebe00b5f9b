// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "thema/data/documents.hpp"

namespace thema {

/// A word at its place in a text.
struct PlacedWord {
  std::uint32_t number : 31;  ///< among the distinct words of its PaperWords
  std::uint32_t follows : 1;  ///< nothing but blanks since the word before; 0 for the first of a title or abstract
};

/// The words of consecutive papers, stop words included: of each in reading order, title before abstract; see
/// for_each_word(). What is dropped there is no word here either, but the words on its two sides are no neighbours.
/// Each different word is held once, so that what is asked of words is asked once for all papers.
class PaperWords {
 public:
  /// Of titles and abstracts; other columns may be empty.
  explicit PaperWords(const Documents& documents);
  /// Number of the first paper in the corpus.
  std::int64_t first_row() const { return first_row_; }
  std::int64_t papers() const { return static_cast<std::int64_t>(ends_.size()) - 1; }
  /// The words of paper first_row() + `paper`.
  std::span<const PlacedWord> of(std::int64_t paper) const {
    const std::size_t first = ends_[static_cast<std::size_t>(paper)], last = ends_[static_cast<std::size_t>(paper) + 1];
    return std::span(placed_).subspan(first, last - first);
  }
  /// How many different words the papers have.
  std::int64_t distinct() const { return static_cast<std::int64_t>(words_.size()); }
  std::string_view word(std::int64_t number) const { return words_[static_cast<std::size_t>(number)]; }
  /// Bytes of memory, about.
  std::int64_t bytes() const;

 private:
  std::int64_t first_row_;
  PackedText words_;                // the different ones, in the order in which they first stand
  std::vector<PlacedWord> placed_;  // of all papers
  std::vector<std::size_t> ends_;   // [papers + 1], in placed_
};

}  // namespace thema
