// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace thema::bench {

namespace {

using Json = nlohmann::ordered_json;

struct ToJson {
  Json operator()(const MedianInterval& interval) const {
    return {
        {"median", interval.median}, {"low", interval.low}, {"high", interval.high}, {"coverage", interval.coverage}};
  }
  Json operator()(const Measurement& measured) const {
    Json json = (*this)(measured.interval());
    json["calls_per_repetition"] = measured.calls;
    json["repetitions"] = measured.seconds;
    return json;
  }
  template <class T> Json operator()(const T& value) const { return value; }
};

Json to_json(const Fields& fields) {
  Json json = Json::object();
  for (const Field& field : fields) json[field.name] = std::visit(ToJson{}, field.value);
  return json;
}

const Field* find(const Fields& fields, const std::string& name) {
  const auto at = std::ranges::find(fields, name, &Field::name);
  return at == fields.end() ? nullptr : &*at;
}

// Characters of UTF-8 text, which is as wide as it looks here: no East Asian letters.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, width_of(text)), ' ') + text;
}

std::vector<std::string> cells_of(const Report& report, const Fields& row) {
  std::vector<std::string> cells;
  for (const Column& column : report.columns) {
    const Field* field = find(row, column.name);
    cells.push_back(field ? field->shown : "");
  }
  return cells;
}

std::string table_text(const Report& report) {
  std::vector<std::vector<std::string>> lines(1);
  for (const Column& column : report.columns) lines[0].push_back(column.title);
  for (const Fields& row : report.rows)
    if (!find(row, Report::why_not)) lines.push_back(cells_of(report, row));
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t c = 0; c < report.columns.size(); ++c) {
      std::size_t width = 0;
      for (const auto& other : lines) width = std::max(width, width_of(other[c]));
      text += (c == 0 ? "" : "  ") + padded(line[c], width);
    }
    text += "\n";
  }
  return text;
}

// "cudnn: no, it needs ... (16 rows)", each reason once.
std::string reasons_text(const Report& report) {
  std::vector<std::pair<std::string, std::int64_t>> reasons;
  for (const Fields& row : report.rows) {
    const Field* reason = find(row, Report::why_not);
    if (!reason) continue;
    const std::string line = find(row, report.subject)->shown + ": no, " + std::get<std::string>(reason->value);
    const auto at = std::ranges::find(reasons, line, &std::pair<std::string, std::int64_t>::first);
    if (at == reasons.end())
      reasons.emplace_back(line, 1);
    else
      ++at->second;
  }
  std::string text;
  for (const auto& [line, rows] : reasons) text += fmt::format("{} ({} row{})\n", line, rows, rows == 1 ? "" : "s");
  return text.empty() ? text : "\n" + text;
}

// With at least `digits` significant digits.
std::string fixed_text(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return fmt::format("{}", value);
  const int before = static_cast<int>(std::floor(std::log10(std::abs(value)))) + 1;
  return fmt::format("{:.{}f}", value, std::clamp(digits - before, 0, 12));
}

}  // namespace

std::string as_json(const Report& report, const Origin& origin) {
  Json json;
  json["benchmark"] = report.benchmark;
  json["command"] = origin.command;
  json["thema"] = origin.version;
  json["created"] = origin.created;
  json["ranks"] = origin.ranks;
  json["machine"] = Json::parse(origin.machine);
  json["options"] = Json::parse(origin.options);
  json["conventions"] = report.conventions;
  json["facts"] = to_json(report.facts);
  json["rows"] = Json::array();
  for (const Fields& row : report.rows) json["rows"].push_back(to_json(row));
  return json.dump(1) + "\n";
}

std::string as_table(const Report& report) {
  std::string text;
  for (const Field& fact : report.facts)
    if (!fact.shown.empty()) text += fact.shown + "\n";
  text += "\n" + table_text(report) + reasons_text(report) + "\n";
  for (const std::string& convention : report.conventions) text += convention + "\n";
  return text;
}

std::string number_text(double value) { return fixed_text(value, 3); }

std::string interval_text(const MedianInterval& interval) {
  return fmt::format("{} [{}, {}]", number_text(interval.median), number_text(interval.low),
                     number_text(interval.high));
}

std::string seconds_text(const MedianInterval& seconds) {
  const double unit = seconds.median >= 1 ? 1 : seconds.median >= 1e-3 ? 1e-3 : 1e-6;
  const char* name = seconds.median >= 1 ? "s" : seconds.median >= 1e-3 ? "ms" : "us";
  return interval_text({seconds.median / unit, seconds.low / unit, seconds.high / unit, 0}) + " " + name;
}

std::string interval_convention(std::int64_t repetitions) {
  return fmt::format("Median of {} repetition{}; [low, high] covers the true median with {:.1f} % (order statistics).",
                     repetitions, repetitions == 1 ? "" : "s", 100 * median_interval_ranks(repetitions).coverage);
}

std::string bytes_text(std::int64_t bytes) {
  static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
  auto shown = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; unit + 1 < units.size() && shown >= 1024; ++unit) shown /= 1024;
  return fmt::format("{:.{}f} {}", shown, unit == 0 ? 0 : 1, units[unit]);
}

}  // namespace thema::bench
