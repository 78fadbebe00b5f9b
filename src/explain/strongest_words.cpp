// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/strongest_words.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace thema::explanation {

std::vector<WordSum> strongest_words(const ExplainedText& text, std::span<const double> values, Side side,
                                     std::int64_t count) {
  std::map<std::string_view, WordSum> by_word;
  for (std::size_t w = 0; w < text.words.size(); ++w) {
    const Word& word = text.words[w];
    if (word.kind != Word::Kind::word || word.tokens.empty()) continue;
    WordSum& sum = by_word[word.key];
    sum.word = word.key;
    sum.value += values[w];
    ++sum.places;
  }
  const double sign = side == Side::for_topic ? 1 : -1;
  std::vector<WordSum> strongest;
  for (const auto& [word, sum] : by_word)
    if (sign * sum.value > 0) strongest.push_back(sum);
  std::ranges::stable_sort(strongest, [&](const auto& a, const auto& b) { return sign * a.value > sign * b.value; });
  if (std::ssize(strongest) > count) strongest.resize(static_cast<std::size_t>(count));
  return strongest;
}

}  // namespace thema::explanation
