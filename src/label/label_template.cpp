// SPDX-License-Identifier: Apache-2.0
#include "thema/label/label_template.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "thema/core/error.hpp"
#include "thema/core/unicode.hpp"

namespace thema {

namespace {

constexpr std::string_view kFields =
    "fields are {keyword}, {keywords:N}, {title}, {topic} and {size}; {{ and }} are braces";

[[noreturn]] void refuse(const std::string& what) {
  fail_usage("label.template " + what + "; " + std::string(kFields));
}

std::string first_keywords(const LabelFields& fields, std::int64_t count) {
  std::string text;
  const auto end = std::min(fields.keywords.size(), static_cast<std::size_t>(count + fields.further_keywords));
  for (std::size_t i = 0; i < end; ++i) text += (i == 0 ? "" : ", ") + fields.keywords[i];
  return text;
}

}  // namespace

LabelTemplate::LabelTemplate(std::string_view text, std::int64_t most_keywords) {
  for (std::size_t at = 0; at < text.size();)
    if (unicode::disturbs_display(unicode::next(text, at))) refuse("holds a control character");
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool is_brace = c == '{' || c == '}';
    if (!is_brace || (at + 1 < text.size() && text[at + 1] == c)) {
      behind_ += c;
      at += is_brace ? 1 : 0;
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (c == '}' || end == text.npos) refuse("\"" + std::string(text) + "\" has a brace without its other half");
    fields_.push_back(field_of(text.substr(at + 1, end - at - 1), most_keywords));
    fields_.back().before = std::exchange(behind_, {});
    at = end;
  }
  if (fields_.empty()) refuse("\"" + std::string(text) + "\" has no field, so that all labels would be the same");
}

LabelTemplate::Field LabelTemplate::field_of(std::string_view name, std::int64_t most_keywords) {
  if (name == "keyword") return {"", Kind::keywords, 1};
  if (name == "title") return {"", Kind::title, 0};
  if (name == "topic") return {"", Kind::topic, 0};
  if (name == "size") return {"", Kind::size, 0};
  constexpr std::string_view several = "keywords:";
  std::int64_t count = 0;
  const char* const end = name.data() + name.size();
  const bool is_number = name.starts_with(several) &&
                         std::from_chars(name.data() + several.size(), end, count) == std::from_chars_result{end, {}};
  if (!is_number || count < 1) refuse("has the unknown field {" + std::string(name) + "}");
  if (count > most_keywords)
    refuse("asks for " + std::to_string(count) + " keywords, label.keywords is " + std::to_string(most_keywords));
  return {"", Kind::keywords, count};
}

bool LabelTemplate::shows_title() const {
  return std::any_of(fields_.begin(), fields_.end(), [](const Field& f) { return f.kind == Kind::title; });
}

std::string LabelTemplate::fill(const LabelFields& fields) const {
  std::string text = fields_.front().before;
  bool is_begun = false;
  for (const Field& field : fields_) {
    std::string value;
    switch (field.kind) {
      case Kind::keywords:
        value = first_keywords(fields, field.count);
        break;
      case Kind::title:
        value = fields.title;
        break;
      case Kind::topic:
        value = std::to_string(fields.topic);
        break;
      case Kind::size:
        value = std::to_string(fields.size);
        break;
    }
    if (value.empty()) continue;
    if (is_begun) text += field.before;
    text += value;
    is_begun = true;
  }
  return text + behind_;
}

}  // namespace thema
