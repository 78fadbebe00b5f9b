// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace thema {

/// Whether another value can change what a stage writes; only such options enter its fingerprint.
enum class Affects { result, speed };

/// Inclusive bounds of a number; the help text and the error message state them.
template <class T> struct Between { T low, high; };

/// A word that may stand for a number where an option is given: `k = "auto"`.
struct NumberWord {
  std::string word;
  std::int64_t value;  ///< what it stands for; may lie outside the option's range
};

/// Type of an option's value in TOML, of each of its values when it is a list.
enum class ValueKind { whole, real, truth, text };

/// One option: key `k` of table `[cluster]` of a TOML file, or `--cluster.k` on the command line.
struct Option {
  std::string key;      ///< "cluster.k"
  std::string help;     ///< meaning, unit, effect
  std::string allowed;  ///< "a whole number from 1 to 100000", for people
  ValueKind kind;
  Affects affects;
  bool is_list;
  std::function<void(const std::vector<std::string>&)> set;  ///< throws std::invalid_argument when not allowed
  std::function<std::string()> toml;                         ///< present value as TOML
  std::string default_toml{};
  std::string word{};  ///< text that stands for a number; empty: none
};

/// The options of a program: fields of plain structs, described once, read from TOML files and flags.
class OptionTable {
 public:
  void add(std::string key, std::int64_t& field, Between<std::int64_t> range, Affects affects, std::string help);
  /// The same; the word, or the number it stands for, may be given too, and the word is what is written.
  void add(std::string key, std::int64_t& field, Between<std::int64_t> range, NumberWord word, Affects affects,
           std::string help);
  void add(std::string key, double& field, Between<double> range, Affects affects, std::string help);
  void add(std::string key, bool& field, Affects affects, std::string help);
  void add(std::string key, std::string& field, Affects affects, std::string help);
  /// A text that is one of `choices`.
  void add(std::string key, std::string& field, std::vector<std::string> choices, Affects affects, std::string help);
  void add(std::string key, std::vector<std::string>& field, Affects affects, std::string help);
  /// A list of texts, each one of `choices`.
  void add(std::string key, std::vector<std::string>& field, std::vector<std::string> choices, Affects affects,
           std::string help);
  void add(std::string key, std::vector<std::int64_t>& field, Between<std::int64_t> range, Affects affects,
           std::string help);

  /// Reads a TOML file, which must be a regular file with something in it. An unknown or repeated key, a wrong type or
  /// an impossible value is an Error of kind `usage` that names file, line, key and what is allowed.
  void read_file(const std::filesystem::path& path);
  /// The same with TOML text that came from `origin`, which the messages name in place of the file.
  void read_text(const std::string& text, const std::string& origin);
  /// Sets one option from the command line; same errors, naming `--key`.
  void set_from_flag(const std::string& key, const std::vector<std::string>& values);

  const std::vector<Option>& options() const { return options_; }
  const Option* find(const std::string& key) const;
  /// TOML text of all options of `table`, in the order they were added.
  std::string table_as_toml(const std::string& table) const;
  /// "cluster.k = 40" lines of the options of `table` that can change its result.
  std::vector<std::string> result_lines(const std::string& table) const;

 private:
  void add(Option option);
  std::string suggest(const std::string& key) const;
  std::vector<Option> options_;
};

}  // namespace thema
