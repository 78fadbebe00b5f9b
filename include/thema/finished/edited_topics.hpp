// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>

#include "thema/core/communicator.hpp"

/// Where the topics of a run stand after `thema edit`. The run's own clusters.h5 and topics.h5 are state 0 and stay as
/// they are; state n is DIR/edits/00n/clusters.h5 and topics.h5, made of state n - 1 by the edits in
/// DIR/edits/00n.toml, which is written last: without it there is no state n, whatever its folder holds.
namespace thema::finished {

/// Number of the last state, as this rank sees the folder; 0: the topics were not edited. An Error of kind `data` where
/// the text of a state is missing while that of a later one is there.
std::int64_t last_edit(const std::filesystem::path& run);
/// The same as rank 0 sees it: on a network file system others may see a folder as it was a while ago. Collective.
std::int64_t last_edit(const Communicator& comm, const std::filesystem::path& run);
/// The folder of a state's clusters.h5 and topics.h5; of state 0 the run directory.
std::filesystem::path edit_folder(const std::filesystem::path& run, std::int64_t number);
/// DIR/edits/001.toml of state 1.
std::filesystem::path edits_file(const std::filesystem::path& run, std::int64_t number);

/// "edits = 1a2b...": what a state's fingerprint says of the text that it was made by.
std::string edits_line(const std::string& text);

/// Whether each state was made of the one before it, by the text beside it, as this rank sees them. Not so when
/// clusters.h5 of the run was made anew, or a text was changed.
bool edits_fit(const std::filesystem::path& run);

/// An Error of kind `data` when they do not.
void require_edits_that_fit(const std::filesystem::path& run);

/// The number of the topics as they are now, those of the last edit. Every command that uses the topics of a finished
/// run asks here, once. An Error of kind `data` when the edits do not fit. Collective.
std::int64_t current_topics(const Communicator& comm, const std::filesystem::path& run);

/// thema.h5 with links to all complete files of the run, of the topics to those that current_topics() names, of edits
/// that do not fit to the run's own. Rank 0 alone.
void link_results(const std::filesystem::path& run);

}  // namespace thema::finished
