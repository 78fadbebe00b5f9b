// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "thema/edit/edit_run.hpp"
#include "thema/finished/text_table.hpp"

namespace thema {

namespace {

using namespace editing;
using enum finished::Table::Align;

std::string topics_text(const AppliedEdits& applied, const Edit& edit) {
  std::string text;
  for (const std::int64_t topic : edit.topics)
    text += fmt::format("{}{} \"{}\"", text.empty() ? "" : ", ", topic,
                        applied.labels_before[static_cast<std::size_t>(topic)]);
  return text;
}

std::string what_it_did(const AppliedEdits& applied, const Edit& edit) {
  std::string text = name_of(edit.kind) + " " + topics_text(applied, edit);
  if (edit.kind == Edit::Kind::split) text += fmt::format(" into {}", edit.into);
  if (!edit.label.empty()) text += fmt::format(": \"{}\"", edit.label);
  return text;
}

}  // namespace

std::string as_text(const EditHistory& history) {
  if (history.applied.empty()) return "The topics of " + history.run + " were not edited\n";
  finished::Table table{{{"edit", right}, {"topics", right}, {"what"}}, {}};
  for (const AppliedEdits& applied : history.applied) {
    std::string number = std::to_string(applied.number);
    std::string topics = fmt::format("{} > {}", applied.topics_before, applied.topics_after);
    for (const Edit& edit : applied.edits) {
      table.rows.push_back({number, topics, what_it_did(applied, edit)});
      number = topics = "";
    }
  }
  return finished::table_text(table);
}

}  // namespace thema
