// SPDX-License-Identifier: Apache-2.0
#include "thema/label/newick.hpp"

#include <fmt/format.h>

#include "thema/core/error.hpp"

namespace thema {

namespace {

std::string quoted(const std::string& name) {
  std::string text = "'";
  for (const char c : name) text += c == '\'' ? std::string("''") : std::string(1, c);
  return text + "'";
}

}  // namespace

std::string newick(std::span<const std::int64_t> merges, std::span<const double> heights,
                   const std::vector<std::string>& names) {
  const auto leaves = static_cast<std::int64_t>(heights.size()) + 1;
  require(merges.size() == 2 * heights.size() && static_cast<std::int64_t>(names.size()) == 2 * leaves - 1,
          "Newick text needs a name for each node");
  if (heights.empty()) return "";
  const auto height = [&](std::int64_t node) {
    return node < leaves ? 0.0 : heights[static_cast<std::size_t>(node - leaves)];
  };
  // Not by recursion: a tree may be a chain of all topics.
  struct Step {
    std::int64_t node, parent;
    int halves_written;
  };
  std::vector<Step> path{{2 * leaves - 2, -1, 0}};
  std::string text;
  while (!path.empty()) {
    Step& step = path.back();
    const std::int64_t node = step.node, parent = step.parent;
    if (node >= leaves && step.halves_written < 2) {
      text += step.halves_written == 0 ? '(' : ',';
      const auto half = static_cast<std::size_t>(2 * (node - leaves) + step.halves_written++);
      path.push_back({merges[half], node, 0});
      continue;
    }
    if (node >= leaves) text += ')';
    text += quoted(names[static_cast<std::size_t>(node)]);
    if (parent >= 0) text += fmt::format(":{:.6g}", height(parent) - height(node));
    path.pop_back();
  }
  return text + ";";
}

}  // namespace thema
