// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/json_paper.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>

#include "thema/core/unicode.hpp"
#include "thema/ingest/dates.hpp"

namespace thema {

static_assert(kLinePadding >= simdjson::SIMDJSON_PADDING);

namespace {

namespace dom = simdjson::dom;
using Reason = std::optional<std::string>;

constexpr std::size_t kMaxId = 255, kMaxCategories = std::numeric_limits<std::uint16_t>::max();
constexpr std::size_t kExcerpt = 95;  // bytes that documents.h5 holds

std::string_view json_fault(simdjson::error_code code) {
  switch (code) {
    case simdjson::EMPTY:
      return "nothing in it";
    case simdjson::TAPE_ERROR:
      return "broken structure";
    case simdjson::DEPTH_ERROR:
      return "nested too deep";
    case simdjson::STRING_ERROR:
      return "a broken escape in a string";
    case simdjson::UNESCAPED_CHARS:
      return "a control character in a string";
    case simdjson::UNCLOSED_STRING:
      return "a string does not end";
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR:
      return "neither true, false nor null";
    case simdjson::NUMBER_ERROR:
      return "a broken number";
    default:
      return simdjson::error_message(code);
  }
}

std::string_view kind_of(const dom::element& value) {
  switch (value.type()) {
    case dom::element_type::ARRAY:
      return "an array";
    case dom::element_type::OBJECT:
      return "an object";
    case dom::element_type::STRING:
      return "a string";
    case dom::element_type::BOOL:
      return "true or false";
    case dom::element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

// The values of the keys that are wanted, in one walk; the last of equal keys stays.
struct Fields {
  enum Key { id, title, abstract, authors, authors_parsed, categories, versions, update_date, count };
  static constexpr std::array<std::string_view, count> names{
      "id", "title", "abstract", "authors", "authors_parsed", "categories", "versions", "update_date"};
  std::array<std::optional<dom::element>, count> values;

  explicit Fields(dom::object object) {
    for (const dom::key_value_pair field : object) {
      const auto at = std::find(names.begin(), names.end(), field.key);
      if (at != names.end()) values[static_cast<std::size_t>(at - names.begin())] = field.value;
    }
  }
  /// Nothing when the key is absent or null.
  std::optional<dom::element> optional(Key key) const {
    return values[key] && !values[key]->is_null() ? values[key] : std::nullopt;
  }
};

std::string mistyped(std::string_view name, const dom::element& value, std::string_view expected) {
  return fmt::format("'{}' is {}, {} is expected", name, kind_of(value), expected);
}

Reason fold_string(std::string_view name, const dom::element& value, std::string& out) {
  std::string_view text;
  if (value.get_string().get(text)) return mistyped(name, value, "a string");
  append_folded(out, text);
  return std::nullopt;
}

Reason required_text(const Fields& fields, Fields::Key key, std::string& out) {
  if (!fields.values[key]) return fmt::format("'{}' is missing", Fields::names[key]);
  return fold_string(Fields::names[key], *fields.values[key], out);
}

Reason optional_text(const Fields& fields, Fields::Key key, std::string& out) {
  const auto value = fields.optional(key);
  return value ? fold_string(Fields::names[key], *value, out) : std::nullopt;
}

// ["Balázs", "C.", "Jr"] is last name, first names, suffix.
Reason append_author(const dom::element& entry, std::string& out) {
  dom::array parts;
  if (entry.get_array().get(parts)) return mistyped("authors_parsed", entry, "an array of arrays");
  std::array<std::string, 3> words;
  std::size_t count = 0;
  for (const dom::element part : parts) {
    if (count == words.size()) break;
    if (auto reason = fold_string("authors_parsed", part, words[count++])) return reason;
  }
  if (!out.empty()) out += ", ";
  append_folded(out, fmt::format("{} {} {}", words[1], words[0], words[2]));
  return std::nullopt;
}

Reason read_authors(const Fields& fields, std::string& out) {
  const auto parsed = fields.optional(Fields::authors_parsed);
  if (fields.optional(Fields::authors) || !parsed) return optional_text(fields, Fields::authors, out);
  dom::array entries;
  if (parsed->get_array().get(entries)) return mistyped("authors_parsed", *parsed, "an array");
  for (const dom::element entry : entries)
    if (auto reason = append_author(entry, out)) return reason;
  return std::nullopt;
}

Reason read_first_version(const Fields& fields, std::optional<std::int32_t>& day) {
  const auto versions = fields.optional(Fields::versions);
  if (!versions) return std::nullopt;
  dom::array entries;
  if (versions->get_array().get(entries)) return mistyped("versions", *versions, "an array");
  if (entries.begin() == entries.end()) return std::nullopt;
  const dom::element first = *entries.begin();
  dom::object version;
  if (first.get_object().get(version)) return mistyped("versions", first, "an array of objects");
  std::string_view created;
  if (!version["created"].get_string().get(created)) day = parse_mail_day(created);
  return std::nullopt;
}

Reason read_date(const Fields& fields, std::int32_t& date) {
  std::optional<std::int32_t> day;
  if (auto reason = read_first_version(fields, day)) return reason;
  if (const auto update = fields.optional(Fields::update_date)) {
    std::string_view text;
    if (update->get_string().get(text)) return mistyped("update_date", *update, "a string");
    if (!day) day = parse_iso_day(text);
  }
  date = day.value_or(kUnknownDate);
  return std::nullopt;
}

Reason read_paper(const Fields& fields, Document& paper) {
  Reason reason = required_text(fields, Fields::id, paper.id);
  if (!reason) reason = required_text(fields, Fields::title, paper.title);
  if (!reason) reason = required_text(fields, Fields::abstract, paper.abstract);
  if (!reason) reason = read_authors(fields, paper.authors);
  if (!reason) reason = optional_text(fields, Fields::categories, paper.categories);
  if (!reason) reason = read_date(fields, paper.date);
  if (reason) return reason;
  if (paper.id.empty()) return "'id' is empty";
  if (paper.id.size() > kMaxId) return fmt::format("'id' is longer than {} bytes", kMaxId);
  if (paper.categories.size() > kMaxCategories)
    return fmt::format("'categories' is longer than {} bytes", kMaxCategories);
  return std::nullopt;
}

bool is_ascii_gap(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; }

constexpr std::size_t kChunk = 32;

// kChunk bytes are printable ASCII or line ends, and no two blanks or line ends follow one another, also not with the byte
// behind them. Without branches, so that the compiler makes vector instructions of it: most text is of this kind, and a
// branch a word costs more than all the rest.
bool is_plain_chunk(const char* text) {
  std::uint8_t odd = 0;
  for (std::size_t i = 0; i < kChunk; ++i) {
    const auto c = static_cast<std::uint8_t>(text[i]), next = static_cast<std::uint8_t>(text[i + 1]);
    const bool blank = (c == ' ') | (c == '\n'), blank_follows = (next == ' ') | (next == '\n');
    const bool printable = static_cast<std::uint8_t>(c - 0x20) <= 0x7E - 0x20;
    odd = static_cast<std::uint8_t>(odd | !(printable | blank) | (blank & blank_follows));
  }
  return odd == 0;
}

// Bytes of whole plain chunks at the beginning.
std::size_t plain_bytes(std::string_view text) {
  std::size_t bytes = 0;
  while (text.size() > bytes + kChunk && is_plain_chunk(text.data() + bytes)) bytes += kChunk;
  return bytes;
}

/// Joins words with single blanks.
class Folder {
 public:
  explicit Folder(std::string& out) : out_(out), start_(out.size()) {}
  void gap() { gap_ = true; }
  void word(std::string_view bytes) {
    if (gap_ && out_.size() > start_) out_ += ' ';
    gap_ = false;
    out_ += bytes;
  }
  // Words with single blanks or line ends between them, perhaps one before and one behind.
  void plain(std::string_view words) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\n'; };
    if (is_blank(words.front())) {
      gap_ = true;
      words.remove_prefix(1);
    }
    const bool blank_behind = is_blank(words.back());
    words.remove_suffix(blank_behind);
    const std::size_t before = out_.size();
    word(words);
    for (char& c : std::span(out_).subspan(before)) c = c == '\n' ? ' ' : c;
    gap_ = blank_behind;
  }

 private:
  std::string& out_;
  std::size_t start_;
  bool gap_ = false;
};

}  // namespace

void append_folded(std::string& out, std::string_view text) {
  Folder folder(out);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    if (const std::size_t plain = plain_bytes(text.substr(at)); plain > 0) {
      folder.plain(text.substr(at, plain));
      at += plain;
    } else if (static_cast<unsigned char>(text[at]) >= 0x80) {
      if (unicode::is_white_space(unicode::next(text, at)))
        folder.gap();
      else
        folder.word(text.substr(from, at - from));
    } else if (is_ascii_gap(text[at])) {
      folder.gap();
      ++at;
    } else {
      while (at < text.size() && text[at] > 0x20 && text[at] < 0x7F) ++at;
      folder.word(text.substr(from, at - from));
    }
  }
}

std::string printable_excerpt(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size() && out.size() < kExcerpt;) {
    const char32_t c = unicode::next(bytes, at);
    std::string next;
    unicode::append(next, c < 0x20 || (c >= 0x7F && c < 0xA0) ? U' ' : c);
    if (out.size() + next.size() > kExcerpt) break;
    out += next;
  }
  return out;
}

PaperParser::PaperParser() : parser_(std::make_unique<dom::parser>()) {}
PaperParser::~PaperParser() = default;

std::optional<std::string> PaperParser::parse(std::string_view line, Document& paper) {
  for (std::string* text : {&paper.id, &paper.title, &paper.abstract, &paper.authors, &paper.categories}) text->clear();
  paper.date = kUnknownDate;
  dom::element root;
  constexpr auto kPaddingIsThere = false;  // the parser need not copy the line
  if (const auto error = parser_->parse(line.data(), line.size(), kPaddingIsThere).get(root)) {
    // The parser may have met another fault of the same line first.
    if (!simdjson::validate_utf8(line.data(), line.size())) return "not UTF-8";
    return fmt::format("not JSON: {}", json_fault(error));
  }
  dom::object object;
  if (root.get_object().get(object)) return fmt::format("not a JSON object but {}", kind_of(root));
  return read_paper(Fields(object), paper);
}

}  // namespace thema
