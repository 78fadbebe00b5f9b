// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "thema/bench/measurement.hpp"

namespace thema::bench {

/// A value of a report; a Measurement comes with all its repetitions.
using Value = std::variant<std::string, std::int64_t, double, MedianInterval, Measurement, std::vector<std::int64_t>>;

struct Field {
  std::string name;  ///< key in JSON: the quantity with its unit, "documents_per_second"
  Value value;
  std::string shown = {};  ///< in the table; empty: JSON only
};
using Fields = std::vector<Field>;

struct Column {
  std::string name;   ///< of the fields it shows
  std::string title;  ///< above them
};

/// What a benchmark found.
struct Report {
  std::string benchmark;                 ///< "attention"
  std::vector<std::string> conventions;  ///< what is counted and how, for people
  Fields facts;                          ///< of the whole run
  std::vector<Column> columns;           ///< of the table, in order
  std::vector<Fields> rows;
  std::string subject;  ///< name of the field that tells what a row is of: "backend"
  /// A row that could not be done has this field, with the reason, after those that say what it would have been. The
  /// table leaves it out and lists the reasons below.
  static constexpr const char* why_not = "why_not";
};

/// Where and by what a report was made, for JSON.
struct Origin {
  std::string command;  ///< as it was given
  std::string version;  ///< of thema with its commit
  std::string created;  ///< ISO 8601
  std::int64_t ranks = 1;
  std::string machine;  ///< JSON text of `thema info --json`
  std::string options;  ///< JSON text, all options by their keys
};

/// The report with everything needed to repeat it; ends with a newline.
std::string as_json(const Report& report, const Origin& origin);
/// Facts, table and conventions for people; ends with a newline.
std::string as_table(const Report& report);

/// At least three significant digits, no exponent: "0.0831", "93.4", "12345".
std::string number_text(double value);
/// "93.4 [92.0, 95.1]"
std::string interval_text(const MedianInterval& interval);
/// "12.3 [12.1, 12.9] ms"
std::string seconds_text(const MedianInterval& seconds);
/// What "[low, high]" means for so many repetitions, for people.
std::string interval_convention(std::int64_t repetitions);
/// "1.5 KiB"
std::string bytes_text(std::int64_t bytes);

}  // namespace thema::bench
