// SPDX-License-Identifier: Apache-2.0
#include "thema/edit/edits.hpp"

#include <fmt/format.h>
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "thema/core/error.hpp"
#include "thema/core/unicode.hpp"
#include "thema/finished/text_lines.hpp"

namespace thema::editing {

namespace {

constexpr const char* kForms =
    "allowed are merge = [3, 7], split = 4 with into = 3, rename = 2 with label = \"dark matter\", and drop = 9";
constexpr std::size_t kLongestLabel = 200;  // bytes; all labels of a file are stored as wide as the longest
constexpr std::int64_t kMostParts = 100'000;

std::string found_in(const toml::node& node) {
  std::ostringstream out;
  node.visit([&](const auto& value) { out << value; });
  return out.str();
}

/// Reads the keys of one entry.
class Entry {
 public:
  Entry(const toml::table& table, std::string place) : table_(table), place_(std::move(place)) {}

  Edit read() const {
    Edit edit;
    edit.place = place_;
    edit.kind = kind();
    const std::string name = name_of(edit.kind);
    refuse_other_keys(edit.kind);
    const toml::node& topics = *table_.get(name);
    edit.topics = edit.kind == Edit::Kind::merge
                      ? list(topics)
                      : std::vector<std::int64_t>{whole(name, topics, 0, kMostParts, "the number of a topic")};
    if (edit.kind == Edit::Kind::split)
      edit.into = whole("into", required("into", "how many topics it becomes"), 2, kMostParts,
                        "a whole number from 2 to 100000");
    if (edit.kind == Edit::Kind::rename) edit.label = label(required("label", "the new label"));
    if (edit.kind == Edit::Kind::merge && table_.contains("label")) edit.label = label(*table_.get("label"));
    return edit;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { fail_usage(place_ + ": " + what); }

  Edit::Kind kind() const {
    std::optional<Edit::Kind> kind;
    for (const Edit::Kind each : {Edit::Kind::merge, Edit::Kind::split, Edit::Kind::rename, Edit::Kind::drop}) {
      if (!table_.contains(name_of(each))) continue;
      if (kind) refuse("both '" + name_of(*kind) + "' and '" + name_of(each) + "' stand in one entry; one is allowed");
      kind = each;
    }
    if (!kind) refuse(std::string("no edit stands in it; ") + kForms);
    return *kind;
  }

  void refuse_other_keys(Edit::Kind kind) const {
    for (const auto& [key, node] : table_) {
      const bool is_known = key.str() == name_of(kind) || (key.str() == "into" && kind == Edit::Kind::split) ||
                            (key.str() == "label" && (kind == Edit::Kind::rename || kind == Edit::Kind::merge));
      if (!is_known)
        refuse(fmt::format("unknown key '{}' beside '{}'; {}", std::string(key.str()), name_of(kind), kForms));
    }
  }

  const toml::node& required(const std::string& key, const std::string& meaning) const {
    const toml::node* const node = table_.get(key);
    if (node == nullptr) refuse("the key '" + key + "' is missing, " + meaning);
    return *node;
  }

  std::int64_t whole(const std::string& key, const toml::node& node, std::int64_t low, std::int64_t high,
                     const std::string& allowed) const {
    const auto* const value = node.as_integer();
    if (value == nullptr || value->get() < low || value->get() > high)
      refuse(fmt::format("{} is {}; allowed is {}", key, found_in(node), allowed));
    return value->get();
  }

  std::vector<std::int64_t> list(const toml::node& node) const {
    const auto* const array = node.as_array();
    if (array == nullptr || array->size() < 2)
      refuse("merge is " + found_in(node) + "; allowed is a list of two topics or more, such as [3, 7]");
    std::vector<std::int64_t> topics;
    for (const toml::node& each : *array)
      topics.push_back(whole("merge", each, 0, kMostParts, "a list of numbers of topics"));
    return topics;
  }

  std::string label(const toml::node& node) const {
    const auto* const text = node.as_string();
    const std::string allowed =
        fmt::format("; allowed is a text of 1 to {} bytes without control characters", kLongestLabel);
    if (text == nullptr) refuse("label is " + found_in(node) + allowed);
    bool is_blank = true;
    for (std::size_t at = 0; at < text->get().size();) {
      const char32_t c = unicode::next(text->get(), at);
      if (unicode::disturbs_display(c)) refuse("label has a control character" + allowed);
      is_blank = is_blank && unicode::is_white_space(c);
    }
    if (is_blank) refuse("label is empty" + allowed);
    if (text->get().size() > kLongestLabel) refuse(fmt::format("label has {} bytes{}", text->get().size(), allowed));
    // Labels that differ in blanks alone would look the same.
    return finished::with_single_blanks(text->get());
  }

  const toml::table& table_;
  std::string place_;
};

toml::table parse_toml(const std::string& text, const std::string& origin) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    fail_usage(fmt::format("{}:{}: not TOML: {}", origin, error.source().begin.line, error.description()));
  }
}

}  // namespace

std::string name_of(Edit::Kind kind) {
  static constexpr std::array names{"merge", "split", "rename", "drop"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<Edit> parse_edits(const std::string& text, const std::string& origin) {
  const toml::table file = parse_toml(text, origin);
  for (const auto& [key, node] : file)
    if (key.str() != "edit" || !node.is_array_of_tables())
      fail_usage(fmt::format("{}:{}: unknown key '{}'; a file of edits holds tables [[edit]] alone", origin,
                             node.source().begin.line, std::string(key.str())));
  const toml::array* const entries = file.contains("edit") ? file.get("edit")->as_array() : nullptr;
  if (entries == nullptr) fail_usage(fmt::format("{} holds no [[edit]]; in one {}", origin, kForms));
  std::vector<Edit> edits;
  for (const toml::node& node : *entries)
    edits.push_back(Entry(*node.as_table(),
                          fmt::format("{}:{}: [[edit]] number {}", origin, node.source().begin.line, edits.size() + 1))
                        .read());
  return edits;
}

}  // namespace thema::editing
