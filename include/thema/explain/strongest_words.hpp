// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "thema/explain/explained_text.hpp"

namespace thema::explanation {

/// A word with what all of its places in the text add up to.
struct WordSum {
  std::string word;  ///< as the encoder sees it
  double value = 0;
  std::int64_t places = 0;
};

enum class Side { for_topic, against_topic };

/// The words, without punctuation, of the highest positive sums, or of the lowest negative ones; the strongest first,
/// at most `count`. `values` has one number per word of the text.
std::vector<WordSum> strongest_words(const ExplainedText& text, std::span<const double> values, Side side,
                                     std::int64_t count);

}  // namespace thema::explanation
