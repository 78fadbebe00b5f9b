// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace thema::finished {

/// Columns of a terminal that reports are made for.
inline constexpr std::size_t kTerminalColumns = 100;

/// A table of plain texts, before it is put on a terminal or a page.
struct Table {
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// The titles, then the rows, without line ends; a last column of left-aligned texts is filled into several lines where
/// `width` columns do not hold it. What disturbs_display() becomes U+FFFD.
std::vector<std::string> table_lines(const Table& table, std::size_t width = kTerminalColumns);

/// The same as one text, each line ended.
std::string table_text(const Table& table, std::size_t width = kTerminalColumns);

}  // namespace thema::finished
