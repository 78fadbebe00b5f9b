// SPDX-License-Identifier: Apache-2.0
#include "thema/model/tokenizer.hpp"

#include <algorithm>
#include <utility>

#include "thema/core/error.hpp"

namespace thema {

namespace {

AddedTokens raw_tokens(std::vector<AddedToken> tokens) {
  std::erase_if(tokens, [](const AddedToken& token) { return token.normalized; });
  return AddedTokens(std::move(tokens));
}

// Spelled as the text in which they are looked for.
AddedTokens normalized_tokens(std::vector<AddedToken> tokens, const BertNormalizer& normalizer) {
  std::erase_if(tokens, [](const AddedToken& token) { return !token.normalized; });
  for (AddedToken& token : tokens) {
    std::string spelled;
    normalizer.append(token.content, spelled);
    token.content = std::move(spelled);
  }
  return AddedTokens(std::move(tokens));
}

std::int64_t largest_id(const TokenizerDefinition& definition) {
  std::int64_t largest = -1;
  for (const auto& [text, id] : definition.vocabulary.ids) largest = std::max<std::int64_t>(largest, id);
  for (const AddedToken& token : definition.added_tokens) largest = std::max<std::int64_t>(largest, token.id);
  return largest;
}

// Calls `between` for the text around added tokens and appends the ids of these, until there are `most`.
template <class Between>
void split_at(const AddedTokens& tokens, std::string_view text, std::size_t most, std::vector<std::int32_t>& ids,
              Between between) {
  AddedTokens::Match match{0, 0, 0, AddedTokens::none};
  do {
    const std::size_t start = match.end;
    match = tokens.find(text, match.search, start);
    if (start < match.begin) between(text.substr(start, match.begin - start));
    if (match.id != AddedTokens::none) ids.push_back(match.id);
  } while (match.id != AddedTokens::none && ids.size() < most);
}

}  // namespace

Tokenizer Tokenizer::load(const std::filesystem::path& folder) { return Tokenizer(read_tokenizer(folder)); }

Tokenizer::Tokenizer(const TokenizerDefinition& definition)
    : words_(std::make_shared<const WordTokenizer>(definition.normalizer, definition.vocabulary)),
      raw_tokens_(raw_tokens(definition.added_tokens)),
      normalized_tokens_(normalized_tokens(definition.added_tokens, words_->normalizer())),
      before_(definition.before),
      after_(definition.after),
      vocabulary_size_(largest_id(definition) + 1) {}

void Tokenizer::encode(std::string_view text, std::int64_t max_length, TokenizerWorkspace& workspace,
                       std::vector<std::int32_t>& ids) const {
  require(max_length >= special_tokens(), "the length limit leaves no room for the special tokens");
  const std::size_t most = static_cast<std::size_t>(max_length) - after_.size();
  workspace.serve(words_);
  ids.assign(before_.begin(), before_.end());
  if (ids.size() < most)
    split_at(raw_tokens_, text, most, ids, [&](std::string_view part) { append_part(part, most, workspace, ids); });
  if (ids.size() > most) ids.resize(most);
  ids.insert(ids.end(), after_.begin(), after_.end());
}

void Tokenizer::encode(std::string_view text, std::int64_t max_length, std::vector<std::int32_t>& ids) const {
  constexpr std::size_t few_words = 64;
  TokenizerWorkspace workspace(few_words);
  encode(text, max_length, workspace, ids);
}

// Appends the ids of text without raw tokens; stops soon after `most`.
void Tokenizer::append_part(std::string_view text, std::size_t most, TokenizerWorkspace& workspace,
                            std::vector<std::int32_t>& ids) const {
  if (normalized_tokens_.empty()) return words_->append_ids(text, most, workspace, ids);
  std::string normalized;  // of all of it: such a token may have blanks inside
  words_->normalizer().append(text, normalized);
  split_at(normalized_tokens_, normalized, most, ids,
           [&](std::string_view part) { words_->append_ids_of_normalized(part, most, ids); });
}

}  // namespace thema
