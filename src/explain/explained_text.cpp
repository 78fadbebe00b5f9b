// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/explained_text.hpp"

#include <algorithm>
#include <utility>

#include "thema/core/error.hpp"
#include "thema/core/unicode.hpp"
#include "thema/data/documents.hpp"
#include "thema/explain/sentences.hpp"
#include "thema/model/bert_characters.hpp"

namespace thema::explanation {

namespace {

// More tokens than any word has.
constexpr std::int64_t kNoLimit = std::int64_t{1} << 24;

// As encoder_text() puts title and abstract together, in the paper's own case.
std::string printed_text(std::string_view title, std::string_view abstract) {
  std::string text;
  for (const std::string_view word : split_at_blanks(title)) {
    if (!text.empty()) text += ' ';
    text += word;
  }
  text += ". ";
  text += abstract;
  return text;
}

// Byte behind the first `count` characters.
std::size_t bytes_of(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) unicode::next(text, at);
  return at;
}

struct Outline {
  std::size_t characters = 0, first = 0, last = 0;  // the part without the punctuation around it is [first, last)
};

Outline outline_of_word(std::u32string_view word) {
  Outline outline{word.size(), 0, word.size()};
  while (outline.last > 0 && bert::is_punctuation(word[outline.last - 1])) --outline.last;
  while (outline.first < outline.last && bert::is_punctuation(word[outline.first])) ++outline.first;
  return outline;
}

// Whether the bracket at the front of `formula` is closed by its last character.
bool is_in_brackets(std::u32string_view formula) {
  std::int64_t depth = 0;
  for (std::size_t i = 0; i < formula.size(); ++i) {
    depth += formula[i] == U'(' ? 1 : formula[i] == U')' ? -1 : 0;
    if (depth == 0) return i > 0 && i + 1 == formula.size();
  }
  return false;
}

// Of a formula only the punctuation of the sentence is taken off, and brackets only where they are not its own:
// "($x_1$)," has the word $x_1$, "10^(-22)." has 10^(-22).
Outline outline_of_formula(std::u32string_view word) {
  Outline outline{word.size(), 0, word.size()};
  const auto is_mark = [](char32_t c) {
    return std::u32string_view(U".,;:!?\"'").find(c) != std::u32string_view::npos;
  };
  while (outline.first < outline.last) {
    const std::u32string_view inner = word.substr(outline.first, outline.last - outline.first);
    const auto opened = std::ranges::count(inner, U'('), closed = std::ranges::count(inner, U')');
    const bool wrapped = is_in_brackets(inner);
    if (is_mark(inner.back()) || (inner.back() == U')' && (wrapped || closed > opened)))
      --outline.last;
    else if (is_mark(inner.front()) || (inner.front() == U'(' && opened > closed))
      ++outline.first;
    else
      break;
  }
  return outline;
}

Outline outline_of(std::string_view word) {
  std::u32string characters;
  for (std::size_t at = 0; at < word.size();) characters += unicode::next(word, at);
  const bool formula = word.find_first_of("$\\^_") != std::string_view::npos;
  return formula ? outline_of_formula(characters) : outline_of_word(characters);
}

// A word between blanks as the punctuation before it, the word, the punctuation after it; any may be absent.
std::vector<Word> parts_of(std::string_view printed, std::string_view seen) {
  const Outline outline = outline_of(seen);
  std::vector<Word> parts;
  const auto add = [&](Word::Kind kind, std::size_t first, std::size_t last) {
    if (first == last) return;
    const auto cut = [&](std::string_view text) {
      const std::size_t begin = bytes_of(text, first);
      return std::string(text.substr(begin, bytes_of(text, last) - begin));
    };
    parts.push_back({kind, parts.empty() ? Word::Gap::blank : Word::Gap::none, cut(printed), cut(seen), 0, {}});
  };
  add(Word::Kind::punctuation, 0, outline.first);
  add(Word::Kind::word, outline.first, outline.last);
  add(Word::Kind::punctuation, outline.last, outline.characters);
  return parts;
}

}  // namespace

TextReader::TextReader(const TokenizerDefinition& definition, const Tokenizer& tokenizer, std::string prefix,
                       std::int64_t max_length)
    : tokenizer_(tokenizer),
      before_(definition.before.size()),
      after_(definition.after.size()),
      prefix_(std::move(prefix)),
      max_length_(max_length) {}

std::vector<std::int32_t> TextReader::ids_of(std::string_view text) const {
  std::vector<std::int32_t> ids;
  tokenizer_.encode(text, kNoLimit, ids);
  return {ids.begin() + static_cast<std::ptrdiff_t>(before_), ids.end() - static_cast<std::ptrdiff_t>(after_)};
}

ExplainedText TextReader::read(std::string_view title, std::string_view abstract) const {
  ExplainedText text;
  const std::string seen_text = encoder_text(title, abstract), printed = printed_text(title, abstract);
  const std::vector<std::string_view> seen_words = split_at_blanks(seen_text), printed_words = split_at_blanks(printed);
  require(seen_words.size() == printed_words.size(), "the encoder's text has other words than the paper");
  const std::size_t title_words = std::max<std::size_t>(1, split_at_blanks(title).size());
  const std::vector<std::size_t> sentences = sentence_of_words(printed_words, title_words);
  tokenizer_.encode(prefix_ + seen_text, max_length_, text.ids);

  const std::int64_t end = text.tokens() - static_cast<std::int64_t>(after_);
  std::int64_t next = static_cast<std::int64_t>(before_);
  const auto take = [&](const std::vector<std::int32_t>& ids) {
    const Range range{next, std::min(end, next + std::ssize(ids))};
    if (!std::equal(text.ids.begin() + range.first, text.ids.begin() + range.last, ids.begin()))
      fail_data("the tokenizer joins words over a blank, so its tokens cannot be told apart by word");
    next = range.last;
    return range;
  };
  text.prefix = take(ids_of(prefix_));
  text.content = {next, end};
  for (std::size_t i = 0; i < seen_words.size(); ++i) {
    const std::vector<std::int32_t> whole = ids_of(seen_words[i]);
    std::vector<Word> parts = parts_of(printed_words[i], seen_words[i]);
    std::vector<std::vector<std::int32_t>> ids;
    std::vector<std::int32_t> joined;
    for (const Word& part : parts) {
      ids.push_back(ids_of(part.key));
      joined.insert(joined.end(), ids.back().begin(), ids.back().end());
    }
    if (joined != whole) {  // an added token with punctuation in it
      parts = {{Word::Kind::word, Word::Gap::blank, std::string(printed_words[i]), std::string(seen_words[i]), 0, {}}};
      ids = {whole};
    }
    for (std::size_t p = 0; p < parts.size(); ++p) {
      parts[p].tokens = take(ids[p]);
      parts[p].tokens_cut = std::ssize(ids[p]) - parts[p].tokens.size();
      if (!parts[p].seen() && parts[p].tokens_cut > 0) ++text.words_cut;
      parts[p].sentence = sentences[i];
      text.words.push_back(std::move(parts[p]));
    }
  }
  require(next == end, "tokens of the text are left over that no word has");
  text.words.front().before = Word::Gap::none;
  text.sentences = sentences.back() + 1;
  return text;
}

std::vector<double> gathered_by_word(const ExplainedText& text, std::span<const double> of_tokens) {
  std::vector<double> sums;
  for (const Word& word : text.words) {
    double sum = 0;
    for (std::int64_t t = word.tokens.first; t < word.tokens.last; ++t) sum += of_tokens[static_cast<std::size_t>(t)];
    sums.push_back(sum);
  }
  return sums;
}

Seen seen_of_sentence(const ExplainedText& text, std::size_t sentence) {
  bool seen = false, cut = false;
  for (const Word& word : text.words) {
    if (word.sentence != sentence) continue;
    seen = seen || word.seen();
    cut = cut || word.tokens_cut > 0;
  }
  if (!seen) return Seen::nothing;
  return cut ? Seen::beginning : Seen::whole;
}

std::string sentence_text(const ExplainedText& text, std::size_t sentence) {
  std::string result;
  for (const Word& word : text.words) {
    if (word.sentence != sentence) continue;
    if (word.before == Word::Gap::blank && !result.empty()) result += ' ';
    result += word.text;
  }
  return result;
}

}  // namespace thema::explanation
