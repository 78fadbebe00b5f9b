// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/paper_words.hpp"

#include <tsl/robin_map.h>

#include <string>
#include <utility>

#include "thema/core/error.hpp"
#include "thema/terms/hashes.hpp"
#include "thema/terms/words.hpp"

namespace thema {

namespace {

// Numbers different words as they come.
class WordNumbers {
 public:
  std::uint32_t number_of(std::string_view word) {
    const std::size_t hash = TextHash()(word);
    const auto known = numbers_.find(word, hash);
    if (known != numbers_.end()) return known->second;
    require(words.size() < (std::size_t{1} << 31), "more than 2^31 different words in a slice of papers");
    const auto number = static_cast<std::uint32_t>(words.size());
    numbers_.emplace(word, number);
    words.push_back(word);
    return number;
  }

  PackedText words;

 private:
  tsl::robin_map<std::string, std::uint32_t, TextHash, std::equal_to<>> numbers_;
};

}  // namespace

PaperWords::PaperWords(const Documents& documents) : first_row_(documents.first_row), ends_{0} {
  WordNumbers numbers;
  const auto read = [&](std::string_view text) {
    bool after_a_word = false;
    for_each_word(text, [&](std::string_view word, bool adjacent) {
      if (!word.empty()) placed_.push_back({numbers.number_of(word) & 0x7FFFFFFFu, adjacent && after_a_word});
      after_a_word = !word.empty();
    });
  };
  for (std::size_t i = 0; i < documents.title.size(); ++i) {
    read(documents.title[i]);
    read(documents.abstract[i]);
    ends_.push_back(placed_.size());
  }
  words_ = std::move(numbers.words);
  words_.bytes.shrink_to_fit();
  words_.offsets.shrink_to_fit();
  placed_.shrink_to_fit();
  ends_.shrink_to_fit();
}

std::int64_t PaperWords::bytes() const {
  return static_cast<std::int64_t>(words_.bytes.capacity() + words_.offsets.capacity() * sizeof(std::uint64_t) +
                                   placed_.capacity() * sizeof(PlacedWord) + ends_.capacity() * sizeof(std::size_t));
}

}  // namespace thema
