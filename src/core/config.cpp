// SPDX-License-Identifier: Apache-2.0
#include "thema/core/config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>

#include "thema/core/edit_distance.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"

namespace thema {

namespace {

std::string toml_string(const std::string& text) {
  std::ostringstream out;
  out << toml::value<std::string>(text);
  return out.str();
}

std::string as_toml(double x) {
  const std::string text = fmt::format("{}", x);  // shortest text that reads back as the same number
  return text.find_first_of(".ein") == std::string::npos ? text + ".0" : text;
}

template <class T> std::string list_as_toml(const std::vector<T>& values, std::string (*one)(const T&)) {
  std::vector<std::string> parts;
  for (const T& v : values) parts.push_back(one(v));
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

template <class T> T parse_number(const std::string& text, Between<T> range) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) throw std::invalid_argument(text);
  if (!(value >= range.low && value <= range.high)) throw std::invalid_argument(text);
  return value;
}

const std::string& single(const std::vector<std::string>& values) {
  if (values.size() != 1) throw std::invalid_argument(fmt::format("{} values", values.size()));
  return values.front();
}

// toml++ keeps the written type, so that k = "40" is not taken for a number.
std::string scalar_text(const toml::node& node, const Option& option) {
  const bool wants_text = option.kind == ValueKind::text;
  if (const auto* text = node.as_string()) {
    const bool stands_for_number = !option.word.empty() && text->get() == option.word;
    if (!wants_text && !stands_for_number) throw std::invalid_argument(toml_string(text->get()));
    return text->get();
  }
  std::string found;
  if (const auto* whole = node.as_integer())
    found = std::to_string(whole->get());
  else if (const auto* real = node.as_floating_point())
    found = as_toml(real->get());
  else if (const auto* truth = node.as_boolean())
    found = truth->get() ? "true" : "false";
  else
    throw std::invalid_argument("a value of another type");
  if (wants_text) throw std::invalid_argument(found);
  return found;
}

std::vector<std::string> texts_of(const toml::node& node, const Option& option) {
  std::vector<std::string> texts;
  if (const auto* array = node.as_array()) {
    if (!option.is_list) throw std::invalid_argument("a list");
    for (const auto& item : *array) texts.push_back(scalar_text(item, option));
  } else {
    texts.push_back(scalar_text(node, option));
  }
  return texts;
}

std::string read_configuration(const std::filesystem::path& path) {
  std::error_code none;
  if (!std::filesystem::exists(path, none)) fail_usage("no configuration file is named " + path.string());
  if (!std::filesystem::is_regular_file(path, none))
    fail_usage(path.string() + " is no configuration file but a " +
               (std::filesystem::is_directory(path, none) ? "folder" : "device or pipe"));
  std::string text;
  try {
    text = read_text_file(path);
  } catch (const Error& error) {
    fail_usage(error.what());
  }
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    fail_usage("the configuration file " + path.string() + " is empty");
  if (text.find('\0') != std::string::npos)
    fail_usage(path.string() + " is no configuration file: it holds bytes that are no text");
  return text;
}

toml::table parse_toml(const std::string& text, const std::string& origin) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    fail_usage(fmt::format("{}:{}: not TOML: {}", origin, error.source().begin.line, error.description()));
  }
}

std::string range_text(Between<std::int64_t> r) { return fmt::format("a whole number from {} to {}", r.low, r.high); }
std::string range_text(Between<double> r) { return fmt::format("a number from {} to {}", r.low, r.high); }

}  // namespace

void OptionTable::add(Option option) {
  require(find(option.key) == nullptr, "an option was described twice");
  option.default_toml = option.toml();
  options_.push_back(std::move(option));
}

void OptionTable::add(std::string key, std::int64_t& field, Between<std::int64_t> range, Affects affects,
                      std::string help) {
  add({std::move(key),
       std::move(help),
       range_text(range),
       ValueKind::whole,
       affects,
       false,
       [&field, range](const auto& v) { field = parse_number(single(v), range); },
       [&field] { return std::to_string(field); },
       {}});
}

void OptionTable::add(std::string key, std::int64_t& field, Between<std::int64_t> range, NumberWord word,
                      Affects affects, std::string help) {
  add({std::move(key),
       std::move(help),
       range_text(range) + " or " + word.word,
       ValueKind::whole,
       affects,
       false,
       [&field, range, word](const auto& v) {
         const std::string& text = single(v);
         const bool stands_for_it = text == word.word || text == std::to_string(word.value);
         field = stands_for_it ? word.value : parse_number(text, range);
       },
       [&field, word] { return field == word.value ? toml_string(word.word) : std::to_string(field); },
       {},
       word.word});
}

void OptionTable::add(std::string key, double& field, Between<double> range, Affects affects, std::string help) {
  add({std::move(key),
       std::move(help),
       range_text(range),
       ValueKind::real,
       affects,
       false,
       [&field, range](const auto& v) { field = parse_number(single(v), range); },
       [&field] { return as_toml(field); },
       {}});
}

void OptionTable::add(std::string key, bool& field, Affects affects, std::string help) {
  add({std::move(key),
       std::move(help),
       "true or false",
       ValueKind::truth,
       affects,
       false,
       [&field](const auto& v) {
         const std::string& text = single(v);
         if (text != "true" && text != "false") throw std::invalid_argument(text);
         field = text == "true";
       },
       [&field] { return std::string(field ? "true" : "false"); },
       {}});
}

void OptionTable::add(std::string key, std::string& field, Affects affects, std::string help) {
  add({std::move(key),
       std::move(help),
       "a text",
       ValueKind::text,
       affects,
       false,
       [&field](const auto& v) { field = single(v); },
       [&field] { return toml_string(field); },
       {}});
}

void OptionTable::add(std::string key, std::string& field, std::vector<std::string> choices, Affects affects,
                      std::string help) {
  const std::string allowed = fmt::format("one of {}", fmt::join(choices, ", "));
  add({std::move(key),
       std::move(help),
       allowed,
       ValueKind::text,
       affects,
       false,
       [&field, choices = std::move(choices)](const auto& v) {
         const std::string& text = single(v);
         if (std::find(choices.begin(), choices.end(), text) == choices.end()) throw std::invalid_argument(text);
         field = text;
       },
       [&field] { return toml_string(field); },
       {}});
}

void OptionTable::add(std::string key, std::vector<std::string>& field, Affects affects, std::string help) {
  add({std::move(key),
       std::move(help),
       "a list of texts",
       ValueKind::text,
       affects,
       true,
       [&field](const auto& v) { field = v; },
       [&field] { return list_as_toml<std::string>(field, toml_string); },
       {}});
}

void OptionTable::add(std::string key, std::vector<std::string>& field, std::vector<std::string> choices,
                      Affects affects, std::string help) {
  const std::string allowed = fmt::format("a list of {}", fmt::join(choices, ", "));
  add({std::move(key),
       std::move(help),
       allowed,
       ValueKind::text,
       affects,
       true,
       [&field, choices = std::move(choices)](const auto& v) {
         for (const std::string& text : v)
           if (std::find(choices.begin(), choices.end(), text) == choices.end()) throw std::invalid_argument(text);
         field = v;
       },
       [&field] { return list_as_toml<std::string>(field, toml_string); },
       {}});
}

void OptionTable::add(std::string key, std::vector<std::int64_t>& field, Between<std::int64_t> range, Affects affects,
                      std::string help) {
  add({std::move(key),
       std::move(help),
       "a list of whole numbers, each " + range_text(range).substr(15),
       ValueKind::whole,
       affects,
       true,
       [&field, range](const auto& v) {
         std::vector<std::int64_t> parsed;
         for (const auto& text : v) parsed.push_back(parse_number(text, range));
         field = std::move(parsed);
       },
       [&field] { return list_as_toml<std::int64_t>(field, [](const std::int64_t& n) { return std::to_string(n); }); },
       {}});
}

const Option* OptionTable::find(const std::string& key) const {
  const auto at = std::find_if(options_.begin(), options_.end(), [&](const Option& o) { return o.key == key; });
  return at == options_.end() ? nullptr : &*at;
}

std::string OptionTable::suggest(const std::string& key) const {
  const Option* nearest = nullptr;
  std::size_t best = 4;  // farther than three edits is no help
  for (const Option& option : options_)
    if (const auto d = edit_distance(key, option.key); d < best) {
      best = d;
      nearest = &option;
    }
  return nearest ? "; did you mean '" + nearest->key + "'?" : "; 'thema run --help' lists all options";
}

void OptionTable::read_file(const std::filesystem::path& path) { read_text(read_configuration(path), path.string()); }

void OptionTable::read_text(const std::string& text, const std::string& origin) {
  const toml::table file = parse_toml(text, origin);
  for (const auto& [table, entries] : file) {
    const std::string name(table.str());
    const auto place = [&](const toml::node& n) { return fmt::format("{}:{}", origin, n.source().begin.line); };
    if (!entries.is_table())
      fail_usage(fmt::format("{}: the key '{}' stands outside a table such as [encode]", place(entries), name));
    for (const auto& [entry, node] : *entries.as_table()) {
      const std::string key = name + "." + std::string(entry.str());
      const Option* option = find(key);
      if (!option) fail_usage(fmt::format("{}: unknown key '{}'{}", place(node), key, suggest(key)));
      try {
        option->set(texts_of(node, *option));
      } catch (const std::invalid_argument& found) {
        fail_usage(fmt::format("{}: {} is {}; allowed is {}", place(node), key, found.what(), option->allowed));
      }
    }
  }
}

void OptionTable::set_from_flag(const std::string& key, const std::vector<std::string>& values) {
  const Option* option = find(key);
  if (!option) fail_usage(fmt::format("unknown option '--{}'{}", key, suggest(key)));
  try {
    option->set(values);
  } catch (const std::invalid_argument& found) {
    fail_usage(fmt::format("--{} is {}; allowed is {}", key, found.what(), option->allowed));
  }
}

std::string OptionTable::table_as_toml(const std::string& table) const {
  std::string text = "[" + table + "]\n";
  for (const Option& option : options_)
    if (option.key.rfind(table + ".", 0) == 0)
      text += option.key.substr(table.size() + 1) + " = " + option.toml() + "\n";
  return text;
}

std::vector<std::string> OptionTable::result_lines(const std::string& table) const {
  std::vector<std::string> lines;
  for (const Option& option : options_)
    if (option.affects == Affects::result && option.key.rfind(table + ".", 0) == 0)
      lines.push_back(option.key + " = " + option.toml());
  return lines;
}

}  // namespace thema
