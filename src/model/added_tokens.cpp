// SPDX-License-Identifier: Apache-2.0
#include "thema/model/added_tokens.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <utility>

#include "thema/core/error.hpp"
#include "thema/core/unicode.hpp"
#include "thema/model/bert_characters.hpp"

namespace thema {

namespace {

unsigned char first_byte(std::string_view text) { return static_cast<unsigned char>(text.front()); }

// The class \w of Unicode Technical Standard 18.
bool is_word_character(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  constexpr auto categories = U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK;
  return u_hasBinaryProperty(point, UCHAR_ALPHABETIC) || u_hasBinaryProperty(point, UCHAR_JOIN_CONTROL) ||
         (U_GET_GC_MASK(point) & categories) != 0;
}

bool starts_with_word(std::string_view text) {
  std::size_t at = 0;
  return !text.empty() && is_word_character(unicode::next(text, at));
}

bool ends_with_word(std::string_view text) {
  if (text.empty()) return false;
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return is_word_character(unicode::next(text, at));
}

std::size_t white_space_at_start(std::string_view text) {
  std::size_t length = 0;
  for (std::size_t at = 0; at < text.size(); length = at)
    if (!bert::is_white_space(unicode::next(text, at))) break;
  return length;
}

}  // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens) : tokens_(std::move(tokens)) {
  for (const AddedToken& token : tokens_) require(!token.content.empty(), "an added token is empty");
  std::stable_sort(tokens_.begin(), tokens_.end(), [](const AddedToken& a, const AddedToken& b) {
    const auto first_a = first_byte(a.content), first_b = first_byte(b.content);
    return first_a != first_b ? first_a < first_b : a.content.size() > b.content.size();
  });
  for (std::uint32_t i = 0; i < tokens_.size(); ++i) {
    Group& group = groups_[first_byte(tokens_[i].content)];
    if (group.last == 0) {
      group.first = i;
      first_bytes_ += tokens_[i].content.front();
    }
    group.last = i + 1;
  }
}

// Where a token may begin, from `at` on; npos: nowhere.
std::size_t AddedTokens::candidate(std::string_view text, std::size_t at) const {
  if (first_bytes_.size() == 1) return text.find(first_bytes_.front(), at);  // "[" for most models
  while (at < text.size() && groups_[first_byte(text.substr(at))].last == 0) ++at;
  return at < text.size() ? at : text.npos;
}

const AddedToken* AddedTokens::longest_at(std::string_view rest) const {
  const Group group = groups_[first_byte(rest)];
  for (std::uint32_t i = group.first; i < group.last; ++i)
    if (rest.starts_with(tokens_[i].content)) return &tokens_[i];
  return nullptr;
}

AddedTokens::Match AddedTokens::find(std::string_view text, std::size_t from, std::size_t floor) const {
  if (!empty())
    for (std::size_t at = candidate(text, from); at != text.npos; at = candidate(text, at)) {
      const AddedToken* token = longest_at(text.substr(at));
      if (!token) {
        ++at;
        continue;
      }
      const std::size_t after = at + token->content.size();
      const std::string_view left = text.substr(0, at), right = text.substr(after);
      if (!token->single_word || (!ends_with_word(left) && !starts_with_word(right))) {
        const std::size_t begin = token->lstrip ? std::max(floor, bert::length_without_white_space_at_end(left)) : at;
        const std::size_t end = token->rstrip ? after + white_space_at_start(right) : after;
        return {begin, end, after, token->id};
      }
      at = after;
    }
  return {text.size(), text.size(), text.size(), none};
}

}  // namespace thema
