// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "thema/compare/comparison.hpp"
#include "thema/finished/text_lines.hpp"
#include "thema/finished/text_table.hpp"

namespace thema::comparison {

namespace {

using finished::Table;
using enum finished::Table::Align;

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string matched_table(const std::vector<MatchedTopics>& matched) {
  Table table{{{"A", right},
               {"papers", right},
               {"B", right},
               {"papers", right},
               {"common", right},
               {"overlap", right},
               {"moved", right},
               {"topic of A / topic of B"}},
              {}};
  for (const MatchedTopics& pair : matched)
    table.rows.push_back({std::to_string(pair.a.topic), std::to_string(pair.a.papers), std::to_string(pair.b.topic),
                          std::to_string(pair.b.papers), std::to_string(pair.common),
                          fmt::format("{:.2f}", pair.overlap), percent(pair.moved),
                          pair.a.label == pair.b.label ? pair.a.label : pair.a.label + " / " + pair.b.label});
  return finished::table_text(table);
}

std::string topics_table(const std::vector<TopicOfRun>& topics) {
  Table table{{{"topic", right}, {"papers", right}, {"in both runs", right}, {"label"}}, {}};
  for (const TopicOfRun& topic : topics)
    table.rows.push_back(
        {std::to_string(topic.topic), std::to_string(topic.papers), std::to_string(topic.shared), topic.label});
  return finished::table_text(table);
}

std::string moves_table(const std::vector<Move>& moves) {
  Table table{{{"papers", right}, {"from A", right}, {"to B", right}, {"examples"}}, {}};
  for (const Move& move : moves)
    table.rows.push_back({std::to_string(move.papers), std::to_string(move.from.topic), std::to_string(move.to.topic),
                          fmt::format("{}", fmt::join(move.examples, " "))});
  return finished::table_text(table);
}

}  // namespace

std::string as_text(const Comparison& c) {
  const Agreement& g = c.agreement;
  std::string text = fmt::format("A: {}, {} papers, {} topics\nB: {}, {} papers, {} topics\n",
                                 finished::without_control_characters(c.run_a), c.shared + c.only_a, c.topics_a,
                                 finished::without_control_characters(c.run_b), c.shared + c.only_b, c.topics_b);
  text += fmt::format(
      "{} papers are in both, {} in A alone, {} in B alone. Of those in both {} ({}) moved: they are "
      "not in\nthe counterpart of their topic.\n",
      c.shared, c.only_a, c.only_b, c.moved, percent(static_cast<double>(c.moved) / static_cast<double>(c.shared)));
  text += fmt::format(
      "Agreement: ARI {:.4f}, AMI {:.4f}, NMI {:.4f}, V-measure {:.4f} (homogeneity {:.4f}, "
      "completeness {:.4f}),\npurity {:.4f}\n",
      g.ari, g.ami, g.nmi, g.v_measure, g.homogeneity, g.completeness, g.purity);
  text += "\nTopics and their counterparts\n" + matched_table(c.matched);
  if (!c.vanished.empty()) text += "\nTopics of A without a counterpart (vanished)\n" + topics_table(c.vanished);
  if (!c.appeared.empty()) text += "\nTopics of B without a counterpart (new)\n" + topics_table(c.appeared);
  if (!c.moves.empty()) text += "\nThe largest moves\n" + moves_table(c.moves);
  return text;
}

}  // namespace thema::comparison
