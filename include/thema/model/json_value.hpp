// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace thema {

/// A value of a JSON file that knows where it stands: every mismatch is an Error of kind `data` that names the file,
/// the key, what was found and what is allowed. Lives no longer than the JSON it points into.
class JsonValue {
 public:
  JsonValue(const nlohmann::json& value, const std::filesystem::path& file, std::string key = {})
      : value_(&value), file_(&file), key_(std::move(key)) {}

  /// Member of an object that must be there.
  JsonValue at(const std::string& key) const;
  /// Member that may be missing or null.
  std::optional<JsonValue> find(const std::string& key) const;
  std::vector<JsonValue> elements() const;
  std::string text() const;
  bool flag() const;
  std::int64_t count(std::int64_t least, std::int64_t most) const;

  const nlohmann::json& json() const { return *value_; }
  /// `allowed` completes "allowed is".
  [[noreturn]] void refuse(const std::string& allowed) const;

 private:
  const nlohmann::json* value_;
  const std::filesystem::path* file_;
  std::string key_;
};

/// Parsed text; `inspect` sees each event. What is not JSON, a number beyond the range of a double and values nested
/// deeper than `deepest` are Errors of kind `data` that begin with `what`.
nlohmann::json parse_json(std::string_view text, const std::string& what, int deepest = 64,
                          const nlohmann::json::parser_callback_t& inspect = {});

/// The parsed file; errors as parse_json() with the file's name.
nlohmann::json read_json_file(const std::filesystem::path& file);

}  // namespace thema
