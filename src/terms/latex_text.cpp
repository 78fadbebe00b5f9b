// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/latex_text.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "thema/core/unicode.hpp"
#include "thema/terms/latex_symbols.hpp"

namespace thema {

namespace {

// Longer groups and formulas are taken for broken LaTeX; the bounds also keep the work linear in the text.
constexpr std::size_t kLongestGroup = 1000, kLongestMaths = 300;
constexpr int kDeepest = 16;
// Letters and digits of maths that may be part of a word: "p", "gamma", "5".
constexpr std::size_t kLongestPartOfWord = 8;

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
bool is_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}
// Whether step() treats the character by itself.
bool is_special(char c) {
  switch (c) {
    case '\\':
    case '$':
    case '{':
    case '}':
    case '~':
    case '`':
    case '\'':
    case '-':
    case '^':
    case '_':
      return true;
    default:
      return false;
  }
}
bool is_word_byte(char c) { return is_ascii_letter(c) || static_cast<unsigned char>(c) >= 0x80; }

std::string fold_white_space(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (!is_blank(c))
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// words: for counting; display: running text for people; maths: formula for people.
enum class Purpose { words, display, maths };

class Converter {
 public:
  Converter(std::string_view text, Purpose purpose, int depth) : text_(text), purpose_(purpose), depth_(depth) {}

  std::string convert() {
    if (depth_ > kDeepest) return {};
    out_.reserve(text_.size());
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  void step();
  void command();
  void symbol_command(char c);
  void word_command(std::string_view name);
  void symbol_of(std::string_view name);
  void fraction();
  void accent(char32_t mark);
  void dollar();
  void bracket_maths(char open);
  void maths(std::string_view formula);
  void script(char kind);
  void quote(char c);
  void dashes();

  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void skip_blanks() {
    while (is_blank(peek())) ++at_;
  }
  std::string_view name_at(std::size_t at) const;
  std::optional<std::string_view> group();
  std::string_view one_thing();
  std::string converted(std::string_view part, Purpose purpose) const {
    return Converter(part, purpose, depth_ + 1).convert();
  }
  bool hyphen_and_letter_follow() const { return peek() == '-' && is_word_byte(peek(1)); }
  bool is_part_of_word() const;

  std::string_view text_;
  Purpose purpose_;
  int depth_;
  std::size_t at_ = 0;
  std::string out_;
};

void Converter::step() {
  const char c = text_[at_];
  switch (c) {
    case '\\':
      return command();
    case '$':
      return dollar();
    case '{':
    case '}':
      ++at_;
      return;
    case '~':
      ++at_;
      out_ += ' ';
      return;
    case '`':
    case '\'':
      return quote(c);
    case '-':
      return dashes();
    case '^':
    case '_':
      if (purpose_ == Purpose::maths) return script(c);
      [[fallthrough]];
    default:
      break;
  }
  std::size_t end = at_ + 1;
  while (end < text_.size() && !is_special(text_[end])) ++end;
  out_ += text_.substr(at_, end - at_);
  at_ = end;
}

// `` and '' are quotation marks; a single ' is a prime in maths.
void Converter::quote(char c) {
  if (peek(1) == c) {
    at_ += 2;
    out_ += c == '`' ? "“" : "”";
    return;
  }
  ++at_;
  if (c == '\'' && purpose_ == Purpose::maths)
    out_ += "′";
  else
    out_ += c == '`' ? "‘" : "'";
}

void Converter::dashes() {
  std::size_t n = 1;
  while (peek(n) == '-') ++n;
  at_ += n;
  out_ += n == 2 ? "–" : n == 3 ? "—" : "-";
}

std::string_view Converter::name_at(std::size_t at) const {
  std::size_t end = at;
  while (end < text_.size() && is_ascii_letter(text_[end])) ++end;
  return text_.substr(at, end - at);
}

void Converter::command() {
  ++at_;
  if (at_ == text_.size()) return;
  const std::string_view name = name_at(at_);
  if (name.empty()) return symbol_command(text_[at_++]);
  at_ += name.size();
  word_command(name);
}

void Converter::symbol_command(char c) {
  if (const char32_t mark = latex::text_accent(std::string_view(&c, 1))) return accent(mark);
  if (c == '(' || c == '[') return bracket_maths(c);
  if (std::string_view("{}$%&#_").find(c) != std::string_view::npos)
    out_ += c;
  else if (std::string_view("\\,;: \n\t").find(c) != std::string_view::npos)
    out_ += ' ';
  else if (!is_ascii(std::string_view(&c, 1)))
    --at_;  // a stray backslash before a character of several bytes
}

void Converter::word_command(std::string_view name) {
  if (const auto letter = latex::letter(name); !letter.empty()) {
    out_ += letter;
    if (name != "AA") skip_blanks();  // "5 \AA resolution" is a unit and a word
    return;
  }
  if (const char32_t mark = latex::text_accent(name)) return accent(mark);
  if (const char32_t mark = latex::maths_accent(name); mark != 0 && purpose_ != Purpose::words) return accent(mark);
  if (latex::hides_argument(name)) {
    skip_blanks();
    if (peek() == '[') at_ = std::min(text_.find(']', at_), text_.size() - 1) + 1;
    group();
    out_ += ' ';
    return;
  }
  if (name == "frac" && purpose_ != Purpose::words) return fraction();
  symbol_of(name);
}

// A symbol, or a command that only changes how its argument looks. In words, a Greek letter stays when it begins one.
void Converter::symbol_of(std::string_view name) {
  if (purpose_ != Purpose::words) {
    const std::string_view symbol = latex::symbol(name);
    out_ += symbol.empty() && name.size() == 1 ? name : symbol;
    if (!symbol.empty() && is_ascii_letter(symbol.front()) && is_ascii_letter(peek())) out_ += ' ';
    return;
  }
  if (latex::is_greek(name) && hyphen_and_letter_follow())
    out_ += name;
  else if (!latex::symbol(name).empty())
    unicode::append(out_, kRemovedMaths);
}

void Converter::fraction() {
  const std::string above = converted(one_thing(), Purpose::maths);
  const std::string below = converted(one_thing(), Purpose::maths);
  out_ += above + "/" + below;
}

// The inside of the braces that open here, which are passed; nothing if none open or close.
std::optional<std::string_view> Converter::group() {
  if (peek() != '{') return std::nullopt;
  const std::size_t limit = std::min(text_.size(), at_ + kLongestGroup);
  int open = 0;
  for (std::size_t i = at_; i < limit; ++i) {
    if (text_[i] == '\\') {
      ++i;
      continue;
    }
    if (text_[i] == '{') ++open;
    if (text_[i] == '}' && --open == 0) {
      const std::string_view inside = text_.substr(at_ + 1, i - at_ - 1);
      at_ = i + 1;
      return inside;
    }
  }
  return std::nullopt;
}

// A group's inside, or a command, or one character.
std::string_view Converter::one_thing() {
  skip_blanks();
  if (const auto inside = group()) return *inside;
  const std::size_t first = at_;
  if (peek() == '\\') {
    const std::size_t length = name_at(at_ + 1).size();
    at_ = std::min(at_ + 1 + std::max<std::size_t>(length, 1), text_.size());
    const std::string_view thing = text_.substr(first, at_ - first);
    if (length > 0) skip_blanks();
    return thing;
  } else if (at_ < text_.size()) {
    unicode::next(text_, at_);
  }
  return text_.substr(first, at_ - first);
}

void Converter::accent(char32_t mark) {
  std::string base = converted(one_thing(), purpose_);
  if (base == "ı") base = "i";
  if (base == "ȷ") base = "j";
  std::size_t end = 0;
  const char32_t first = base.empty() ? U' ' : unicode::next(base, end);
  out_ += base.substr(0, end);
  if (unicode::is_letter(first)) unicode::append(out_, mark);
  out_ += base.substr(end);
}

void Converter::dollar() {
  const std::string_view mark = text_.substr(at_).starts_with("$$") ? "$$" : "$";
  const std::size_t first = at_ + mark.size();
  std::size_t end = text_.find(mark, first);
  while (end != std::string_view::npos && text_[end - 1] == '\\') end = text_.find(mark, end + 1);
  at_ = first;
  if (end == std::string_view::npos || end - first > kLongestMaths) return;
  at_ = end + mark.size();
  maths(text_.substr(first, end - first));
}

void Converter::bracket_maths(char open) {
  const std::size_t end = text_.find(open == '(' ? "\\)" : "\\]", at_);
  if (end == std::string_view::npos || end - at_ > kLongestMaths) return;
  const std::string_view formula = text_.substr(at_, end - at_);
  at_ = end + 2;
  maths(formula);
}

// Whether a word goes on before or behind the formula that was just passed.
bool Converter::is_part_of_word() const {
  if (is_word_byte(peek()) || hyphen_and_letter_follow()) return true;
  if (out_.empty()) return false;
  return is_word_byte(out_.back()) || (out_.back() == '-' && out_.size() > 1 && is_word_byte(out_[out_.size() - 2]));
}

void Converter::maths(std::string_view formula) {
  if (purpose_ != Purpose::words) {
    out_ += converted(formula, Purpose::maths);
    return;
  }
  std::string letters;
  for (const char c : formula)
    if (std::string_view("\\{}_^ \n").find(c) == std::string_view::npos) letters += c;
  const bool simple = letters.size() <= kLongestPartOfWord && std::all_of(letters.begin(), letters.end(), [](char c) {
                        return is_ascii_letter(c) || is_ascii_digit(c);
                      });
  if (simple && !letters.empty() && is_part_of_word())
    out_ += letters;
  else
    unicode::append(out_, kRemovedMaths);
}

// A superscript or subscript: by Unicode's raised or lowered characters where all exist, else ^x or _x.
void Converter::script(char kind) {
  ++at_;
  const std::string inside = converted(one_thing(), Purpose::maths);
  std::string small;
  for (std::size_t i = 0; i < inside.size();) {
    const char32_t c = unicode::next(inside, i);
    if (is_blank(static_cast<char>(c)) && c < 0x80) continue;
    const char32_t form = kind == '^' ? latex::superscript(c) : latex::subscript(c);
    if (form == 0) {
      out_ += kind + inside;
      return;
    }
    unicode::append(small, form);
  }
  out_ += small;
}

std::string converted_text(std::string_view latex, Purpose purpose) {
  const std::string folded = fold_white_space(Converter(latex, purpose, 0).convert());
  return is_ascii(folded) ? folded : unicode::compose(folded);
}

}  // namespace

std::string plain_text(std::string_view latex) { return converted_text(latex, Purpose::words); }
std::string readable_title(std::string_view latex) { return converted_text(latex, Purpose::display); }

}  // namespace thema
