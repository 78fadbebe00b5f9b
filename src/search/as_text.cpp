// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "thema/finished/text_lines.hpp"
#include "thema/finished/text_table.hpp"
#include "thema/search/answer.hpp"

namespace thema::search {

namespace {

using finished::Table;
using enum finished::Table::Align;

std::string topics_table(const std::vector<TopicFound>& topics) {
  Table table{{{"similarity", right}, {"topic", right}, {"papers", right}, {"label"}}, {}};
  for (const TopicFound& each : topics)
    table.rows.push_back(
        {fmt::format("{:.4f}", each.similarity), std::to_string(each.topic), std::to_string(each.papers), each.label});
  return finished::table_text(table);
}

std::string papers_table(const std::vector<PaperFound>& papers) {
  Table table{{{"similarity", right}, {"topic", right}, {"date"}, {"id"}, {"title"}}, {}};
  for (const PaperFound& each : papers)
    table.rows.push_back(
        {fmt::format("{:.4f}", each.similarity), std::to_string(each.topic), each.date, each.id, each.title});
  return finished::table_text(table);
}

}  // namespace

std::string as_text(const Answer& answer) {
  std::string text;
  for (const std::string& line :
       finished::filled(finished::without_control_characters(answer.question), finished::kTerminalColumns))
    text += line + "\n";
  if (!answer.topics.empty()) text += "\nNearest topics\n" + topics_table(answer.topics);
  if (!answer.papers.empty())
    text += fmt::format("\nNearest papers of {}\n", answer.searched) + papers_table(answer.papers);
  return text + "\n";
}

}  // namespace thema::search
