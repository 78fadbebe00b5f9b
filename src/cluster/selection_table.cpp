// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/selection_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace thema::clusters {

namespace {

struct Column {
  const char* name;
  double SelectionRow::*figure;
  int decimals;
};

constexpr std::array kColumns{Column{"similarity", &SelectionRow::mean_similarity, 4},
                              Column{"inertia", &SelectionRow::inertia, 1},
                              Column{"silhouette", &SelectionRow::silhouette, 4},
                              Column{"Calinski-H.", &SelectionRow::calinski_harabasz, 1},
                              Column{"Davies-B.", &SelectionRow::davies_bouldin, 3},
                              Column{"ARI starts", &SelectionRow::stability_starts, 3},
                              Column{"ARI halves", &SelectionRow::stability_subsamples, 3},
                              Column{"NPMI", &SelectionRow::npmi, 4},
                              Column{"diversity", &SelectionRow::diversity, 3},
                              Column{"V-measure", &SelectionRow::v_measure, 3},
                              Column{"gap", &SelectionRow::gap, 4},
                              Column{"gap error", &SelectionRow::gap_error, 4}};

using Cells = std::vector<std::string>;

Cells cells_of(const std::vector<SelectionRow>& tried, const Column& column) {
  Cells cells{column.name};
  for (const SelectionRow& row : tried) {
    const double figure = row.*column.figure;
    cells.push_back(std::isnan(figure) ? "-" : fmt::format("{:.{}f}", figure, column.decimals));
  }
  return cells;
}

std::size_t widest(const Cells& cells) {
  std::size_t width = 0;
  for (const std::string& cell : cells) width = std::max(width, cell.size());
  return width;
}

}  // namespace

std::vector<std::string> selection_table(const std::vector<SelectionRow>& tried, std::size_t chosen,
                                         std::optional<std::size_t> elbow) {
  Cells numbers{"K"};
  for (const SelectionRow& row : tried) numbers.push_back(std::to_string(row.k));
  std::vector<Cells> columns{numbers};
  for (const Column& column : kColumns) {
    const auto is_known = [&](const SelectionRow& row) { return !std::isnan(row.*column.figure); };
    if (std::any_of(tried.begin(), tried.end(), is_known)) columns.push_back(cells_of(tried, column));
  }
  std::vector<std::string> lines(tried.size() + 1);
  for (const Cells& cells : columns)
    for (std::size_t i = 0; i < lines.size(); ++i)
      lines[i] += fmt::format("{}{:>{}}", lines[i].empty() ? "" : "  ", cells[i], widest(cells));
  lines[chosen + 1] += "  chosen";
  if (elbow) lines[*elbow + 1] += *elbow == chosen ? ", elbow of the inertia" : "  elbow of the inertia";
  return lines;
}

}  // namespace thema::clusters
