// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/term_finder.hpp"

#include <utility>

namespace thema {

namespace {

constexpr std::int32_t kNoTerm = -1;

std::uint64_t key_of(std::uint32_t first, std::uint32_t second) { return std::uint64_t{first} << 32 | second; }

}  // namespace

TermFinder::TermFinder(std::int64_t longest, const std::vector<std::string>& more_stop_words, GeneralWords general)
    : longest_(static_cast<std::size_t>(longest)), stop_words_(more_stop_words, general) {}

void TermFinder::read(const PaperWords& words) {
  words_ = &words;
  classes_.clear();
  for (std::int64_t w = 0; w < words.distinct(); ++w) classes_.push_back(stop_words_.class_of(words.word(w)));
  of_word_.assign(static_cast<std::size_t>(words.distinct()), kNoTerm);
  pairs_.clear();
  triples_.clear();
  terms_.clear();
  places_.clear();
  ends_.assign(1, 0);
  for (std::int64_t paper = 0; paper < words.papers(); ++paper) {
    run_.clear();
    for (const PlacedWord& word : words.of(paper)) take(word);
    ends_.push_back(places_.size());
  }
}

std::string TermFinder::term(std::int64_t number) const {
  const Term& term = terms_[static_cast<std::size_t>(number)];
  std::string text(words_->word(term.words[0]));
  for (std::uint32_t w = 1; w < term.count; ++w) (text += ' ') += words_->word(term.words[w]);
  return text;
}

void TermFinder::take(PlacedWord word) {
  const WordClass now = classes_[word.number];
  if (word.follows == 0 || now == WordClass::stop) run_.clear();
  if (now == WordClass::stop) return;
  if (run_.size() == longest_) run_.erase(run_.begin());
  run_.push_back({word.number, now, kNoTerm});
  if (now == WordClass::content) places_.push_back(number_of_word(word.number));
  if (run_.size() >= 2) {
    Begun& last = run_.back();
    const Begun& before = run_[run_.size() - 2];
    last.pair = number_of(pairs_, key_of(before.number, last.number), {{before.number, last.number}, 2});
    places_.push_back(last.pair);
  }
  if (run_.size() == 3) {
    const bool is_general = run_[0].which == WordClass::general && run_[1].which == WordClass::general &&
                            run_[2].which == WordClass::general;
    if (!is_general)
      places_.push_back(number_of(triples_, key_of(static_cast<std::uint32_t>(run_[1].pair), run_[2].number),
                                  {{run_[0].number, run_[1].number, run_[2].number}, 3}));
  }
}

std::int32_t TermFinder::number_of_word(std::uint32_t word) {
  std::int32_t& number = of_word_[word];
  if (number == kNoTerm) number = add({{word}, 1});
  return number;
}

std::int32_t TermFinder::number_of(Numbers& known, std::uint64_t key, const Term& term) {
  const auto [entry, is_new] = known.try_emplace(key, static_cast<std::int32_t>(terms_.size()));
  return is_new ? add(term) : entry->second;
}

std::int32_t TermFinder::add(const Term& term) {
  terms_.push_back(term);
  return static_cast<std::int32_t>(terms_.size()) - 1;
}

}  // namespace thema
