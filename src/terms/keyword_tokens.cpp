// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/keyword_tokens.hpp"

#include <algorithm>

#include "thema/core/error.hpp"

namespace thema {

namespace {

constexpr std::int32_t kUnknownWord = -1;

}  // namespace

KeywordTokens::KeywordTokens(std::span<const std::string> keywords) : keyword_at_{other} {
  for (std::size_t k = 0; k < keywords.size(); ++k) {
    std::string_view left = keywords[k];
    std::int32_t node = 0;
    while (!left.empty()) {
      const std::size_t end = std::min(left.find(' '), left.size());
      const auto word =
          word_ids_.try_emplace(std::string(left.substr(0, end)), static_cast<std::int32_t>(word_ids_.size()));
      const auto step = next_.try_emplace({node, word.first->second}, static_cast<std::int32_t>(keyword_at_.size()));
      if (step.second) keyword_at_.push_back(other);
      node = step.first->second;
      left.remove_prefix(std::min(end + 1, left.size()));
    }
    auto& place = keyword_at_[static_cast<std::size_t>(node)];
    require(node != 0 && place == other, "keywords are not distinct, or one is empty");
    place = static_cast<std::int32_t>(k);
  }
}

void KeywordTokens::read(const PaperWords& words) {
  words_ = &words;
  ids_.clear();
  for (std::int64_t w = 0; w < words.distinct(); ++w) {
    const auto known = word_ids_.find(words.word(w));
    ids_.push_back(known == word_ids_.end() ? kUnknownWord : known->second);
  }
}

const std::vector<std::int32_t>& KeywordTokens::find(std::int64_t paper) {
  const std::span<const PlacedWord> words = words_->of(paper);
  tokens_.clear();
  for (std::size_t i = 0; i < words.size();) {
    std::int32_t keyword = other, node = 0;
    std::size_t behind = i + 1;
    for (std::size_t j = i; j < words.size() && (j == i || words[j].follows != 0); ++j) {
      const std::int32_t id = ids_[words[j].number];
      const auto step = id == kUnknownWord ? next_.end() : next_.find({node, id});
      if (step == next_.end()) break;
      node = step->second;
      if (keyword_at_[static_cast<std::size_t>(node)] == other) continue;
      keyword = keyword_at_[static_cast<std::size_t>(node)];
      behind = j + 1;
    }
    tokens_.push_back(keyword);
    i = behind;
  }
  return tokens_;
}

}  // namespace thema
