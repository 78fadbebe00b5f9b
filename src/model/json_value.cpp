// SPDX-License-Identifier: Apache-2.0
#include "thema/model/json_value.hpp"

#include <fmt/format.h>

#include "thema/core/error.hpp"
#include "thema/core/files.hpp"

namespace thema {

namespace {

using Json = nlohmann::json;
constexpr std::size_t shown_bytes = 60;

std::string shorten(std::string text) {
  if (text.size() > shown_bytes) text.replace(shown_bytes, std::string::npos, "...");
  return text;
}

}  // namespace

JsonValue JsonValue::at(const std::string& key) const {
  if (const auto found = find(key)) return *found;
  const Json missing;
  JsonValue(missing, *file_, key_.empty() ? key : key_ + "." + key).refuse("a value (it is missing or null)");
}

std::optional<JsonValue> JsonValue::find(const std::string& key) const {
  if (!value_->is_object()) refuse("an object");
  const auto found = value_->find(key);
  if (found == value_->end() || found->is_null()) return std::nullopt;
  return JsonValue(*found, *file_, key_.empty() ? key : key_ + "." + key);
}

std::vector<JsonValue> JsonValue::elements() const {
  if (!value_->is_array()) refuse("a list");
  std::vector<JsonValue> values;
  for (std::size_t i = 0; i < value_->size(); ++i)
    values.emplace_back((*value_)[i], *file_, fmt::format("{}[{}]", key_, i));
  return values;
}

std::string JsonValue::text() const {
  if (!value_->is_string()) refuse("a text");
  return value_->get<std::string>();
}

bool JsonValue::flag() const {
  if (!value_->is_boolean()) refuse("true or false");
  return value_->get<bool>();
}

std::int64_t JsonValue::count(std::int64_t least, std::int64_t most) const {
  // A whole number beyond 64 bits is read as floating point and so refused as well.
  const bool whole = value_->is_number_integer();
  const bool fits = whole && !(value_->is_number_unsigned() && value_->get<std::uint64_t>() > INT64_MAX);
  if (!fits || value_->get<std::int64_t>() < least || value_->get<std::int64_t>() > most)
    refuse(fmt::format("a whole number from {} to {}", least, most));
  return value_->get<std::int64_t>();
}

void JsonValue::refuse(const std::string& allowed) const {
  const std::string found = shorten(value_->dump(-1, ' ', true, Json::error_handler_t::replace));
  fail_data(
      fmt::format("{}: {} is {}; allowed is {}", file_->string(), key_.empty() ? "the whole" : key_, found, allowed));
}

Json parse_json(std::string_view text, const std::string& what, int deepest, const Json::parser_callback_t& inspect) {
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    const bool opens = event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth > deepest) fail_data(fmt::format("{} is nested more than {} deep", what, deepest));
    return !inspect || inspect(depth, event, parsed);
  };
  try {
    return Json::parse(text.begin(), text.end(), watch);
  } catch (const Json::parse_error& error) {
    fail_data(fmt::format("{} is not JSON, as byte {} shows", what, error.byte));
  } catch (const Json::out_of_range&) {
    fail_data(what + " holds a number out of range");
  }
}

Json read_json_file(const std::filesystem::path& file) { return parse_json(read_text_file(file), file.string()); }

}  // namespace thema
