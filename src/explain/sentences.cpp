// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/sentences.hpp"

#include <algorithm>
#include <array>

#include "thema/core/unicode.hpp"

namespace thema::explanation {

namespace {

constexpr std::array<std::string_view, 19> kAbbreviations{"e.g.", "i.e.",  "cf.",     "al.",   "vs.",  "fig.", "figs.",
                                                          "eq.",  "eqs.",  "ref.",    "refs.", "sec.", "dr.",  "prof.",
                                                          "st.",  "resp.", "approx.", "ca.",   "no."};
constexpr std::string_view kClosing = ")]}\"'$*", kOpening = "([{\"'`";

std::string lower_case(std::string_view text) {
  std::string lower;
  for (std::size_t at = 0; at < text.size();) unicode::append(lower, unicode::lower_case(unicode::next(text, at)));
  return lower;
}

bool ends_a_sentence(std::string_view word) {
  word = word.substr(0, word.find_last_not_of(kClosing) + 1);
  if (word.empty() || std::string_view(".!?").find(word.back()) == std::string_view::npos) return false;
  word.remove_prefix(std::min(word.find_first_not_of(kOpening), word.size()));
  const bool initial = word.size() == 2 && word.back() == '.' && (word.front() >= 'A' && word.front() <= 'Z');
  return !initial && std::ranges::find(kAbbreviations, lower_case(word)) == kAbbreviations.end();
}

// Anything but a lower-case letter: digits and formulas begin sentences too.
bool may_begin_a_sentence(std::string_view word) {
  std::size_t at = std::min(word.find_first_not_of(kOpening), word.size());
  if (at == word.size()) return true;
  const char32_t c = unicode::next(word, at);
  return !unicode::is_letter(c) || unicode::lower_case(c) != c;
}

}  // namespace

std::vector<std::size_t> sentence_of_words(std::span<const std::string_view> words, std::size_t title_words) {
  std::vector<std::size_t> numbers;
  std::size_t sentence = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool abstract_begins = i == title_words && i > 0;
    const bool sentence_ended = i > title_words && ends_a_sentence(words[i - 1]) && may_begin_a_sentence(words[i]);
    if (abstract_begins || sentence_ended) ++sentence;
    numbers.push_back(sentence);
  }
  return numbers;
}

}  // namespace thema::explanation
