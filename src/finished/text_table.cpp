// SPDX-License-Identifier: Apache-2.0
#include "thema/finished/text_table.hpp"

#include <algorithm>
#include <numeric>

#include "thema/core/unicode.hpp"
#include "thema/finished/text_lines.hpp"

namespace thema::finished {

namespace {

constexpr std::size_t kLeastText = 30;  // columns of the last column where it wraps

std::string padded(const std::string& text, std::size_t width, Table::Align align) {
  const std::size_t columns = unicode::columns(text);
  const std::string blanks(width > columns ? width - columns : 0, ' ');
  return align == Table::Align::right ? blanks + text : text + blanks;
}

std::string without_blanks_at_end(std::string text) {
  text.resize(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

std::vector<std::string> table_lines(const Table& table, std::size_t width) {
  std::vector<std::size_t> widths;
  for (const Table::Column& column : table.columns) widths.push_back(unicode::columns(column.title));
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : table.rows) {
    rows.emplace_back();
    for (std::size_t c = 0; c < row.size(); ++c) {
      rows.back().push_back(without_control_characters(row[c]));
      widths[c] = std::max(widths[c], unicode::columns(rows.back().back()));
    }
  }
  std::string head;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    head.append("  ").append(padded(table.columns[c].title, widths[c], table.columns[c].align));
  std::vector<std::string> lines{without_blanks_at_end(head)};
  const std::size_t before_last = std::accumulate(widths.begin(), widths.end() - 1, 2 * widths.size());
  const std::size_t width_of_last = width > before_last + kLeastText ? width - before_last : kLeastText;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t c = 0; c + 1 < row.size(); ++c)
      line.append("  ").append(padded(row[c], widths[c], table.columns[c].align));
    if (table.columns.back().align == Table::Align::right) {
      lines.push_back(line.append("  ").append(padded(row.back(), widths.back(), Table::Align::right)));
      continue;
    }
    for (const std::string& part : filled(row.back(), width_of_last)) {
      lines.push_back(without_blanks_at_end(line + "  " + part));
      line.assign(before_last - 2, ' ');
    }
  }
  return lines;
}

std::string table_text(const Table& table, std::size_t width) {
  std::string text;
  for (const std::string& line : table_lines(table, width)) text += line + "\n";
  return text;
}

}  // namespace thema::finished
