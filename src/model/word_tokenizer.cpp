// SPDX-License-Identifier: Apache-2.0
#include "thema/model/word_tokenizer.hpp"

#include <cstring>
#include <span>

#include "thema/core/unicode.hpp"
#include "thema/model/bert_words.hpp"

namespace thema {

WordTokenizer::WordTokenizer(const BertNormalizerOptions& options, const WordPieceVocabulary& vocabulary)
    : normalizer_(options), wordpiece_(vocabulary) {
  for (char32_t c = 0; c < ascii_.size(); ++c) ascii_[c] = describe_character(c, normalizer_);
}

void WordTokenizer::append_ids(std::string_view text, std::size_t most, TokenizerWorkspace& workspace,
                               std::vector<std::int32_t>& ids) const {
  while (!text.empty() && ids.size() < most) {
    const std::size_t covered = workspace.runs_.find(text);
    append_found_runs(text, most, workspace, ids);
    text.remove_prefix(covered);
  }
}

// The ids of known runs gather in found_, where they can be written without asking for room.
void WordTokenizer::append_found_runs(std::string_view text, std::size_t most, TokenizerWorkspace& workspace,
                                      std::vector<std::int32_t>& ids) const {
  const char* const text_end = text.data() + text.size();
  std::int32_t* const found = workspace.found_.data();
  std::int32_t* end = found;
  const AsciiRuns& runs = workspace.runs_;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string_view run(text.data() + runs[i].begin, runs[i].end - runs[i].begin);
    const bool short_enough = run.size() <= WordCache::most_bytes;
    if (short_enough) [[likely]] {
      const WordCache::Ids* known = workspace.words_.find(WordCache::key_of(run, text_end));
      if (known) [[likely]] {
        end += known->copy_to(end);
        continue;
      }
    }
    ids.insert(ids.end(), found, end);
    end = found;
    const std::size_t before = ids.size();
    append_new_run(run, most, workspace, ids);
    if (ids.size() >= most) return;
    if (short_enough) workspace.words_.insert(WordCache::key_of(run, text_end), std::span(ids).subspan(before));
  }
  ids.insert(ids.end(), found, end);
}

void WordTokenizer::append_new_run(std::string_view run, std::size_t most, TokenizerWorkspace& workspace,
                                   std::vector<std::int32_t>& ids) const {
  const std::size_t before = ids.size();
  if (append_characters(run, most, workspace, ids)) return;
  ids.resize(before);
  workspace.normalized_.clear();
  normalizer_.append(run, workspace.normalized_);
  append_ids_of_normalized(workspace.normalized_, most, ids);
}

// False when some character cannot be taken alone; what was appended until then is not to be used.
bool WordTokenizer::append_characters(std::string_view run, std::size_t most, TokenizerWorkspace& workspace,
                                      std::vector<std::int32_t>& ids) const {
  std::string& word = workspace.word_;
  std::size_t size = 0;  // of the word; behind it there is room for another character
  const auto end_word = [&] {
    if (size > 0) wordpiece_.append_ids(std::string_view(word).substr(0, size), ids);
    size = 0;
  };
  for (std::size_t at = 0; at < run.size() && ids.size() < most;) {
    const auto byte = static_cast<unsigned char>(run[at]);
    const BertCharacter& character =
        byte < ascii_.size() ? ascii_[run[at++]] : workspace.characters_.of(unicode::next(run, at), normalizer_);
    if (character.kind == BertCharacter::Kind::entangled) return false;
    const bool inside = character.kind == BertCharacter::Kind::in_word;
    if (!inside) end_word();
    if (word.size() < size + character.bytes.size()) word.resize(2 * (size + character.bytes.size()));
    std::memcpy(word.data() + size, character.bytes.data(), character.bytes.size());
    size += character.size;
    if (!inside) end_word();
  }
  end_word();
  return true;
}

void WordTokenizer::append_ids_of_normalized(std::string_view normalized, std::size_t most,
                                             std::vector<std::int32_t>& ids) const {
  std::size_t at = 0;
  while (ids.size() < most) {
    const std::string_view word = next_bert_word(normalized, at);
    if (word.empty()) return;
    wordpiece_.append_ids(word, ids);
  }
}

}  // namespace thema
