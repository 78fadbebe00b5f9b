// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/edit/edits.hpp"

namespace thema {

/// One file of edits that was applied.
struct AppliedEdits {
  std::int64_t number = 0;  ///< from 1
  std::int64_t topics_before = 0, topics_after = 0;
  std::vector<editing::Edit> edits;
  std::vector<std::string> labels_before;  ///< [topics_before]
};

/// The edits of a run, the first one first.
struct EditHistory {
  std::string run;
  std::vector<AppliedEdits> applied;
};

/// Applies a file of edits (editing::parse_edits) to the topics of a finished run as they are now, all of its entries
/// at once, and names the topics anew with the options of the run: DIR/edits/00n/clusters.h5 and topics.h5, and last
/// DIR/edits/00n.toml, a copy of the file, which makes them the topics of the run (finished/edited_topics.hpp). The
/// run's own files stay as they are; what a killed job left is made anew. A file that is byte by byte the last one that
/// was applied is not applied again, so a job may be started twice. Errors of kind `usage`: those of parse_edits(),
/// make_plan() and check_splits(); of kind `data`: a stage that is missing or of another run. Throws Stopped.
/// Collective.
void edit_run(Context& context, const std::filesystem::path& run, const std::filesystem::path& edits);

/// Drops the last edit; the topics are those of the one before, byte by byte. An Error of kind `usage` when there is
/// none. Collective.
void undo_edit(Context& context, const std::filesystem::path& run);

EditHistory edit_history(const std::filesystem::path& run);

/// For people: a line an edit, with the labels of the topics that it named.
std::string as_text(const EditHistory& history);
/// One JSON object and a line end.
std::string as_json(const EditHistory& history);

}  // namespace thema
