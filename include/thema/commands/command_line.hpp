// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "thema/commands/info.hpp"
#include "thema/pipeline.hpp"

namespace thema {

/// What `thema edit` is to do.
enum class EditAction { apply, undo, list };

/// What was asked for on the command line; the options themselves are read into PipelineOptions.
struct CommandLine {
  std::string command;          ///< "run", "ingest", ..., "tokenize"
  std::string text;             ///< all of it as it was given
  std::string benchmark;        ///< of bench: "attention", ...
  std::filesystem::path run;    ///< --run
  std::string name;             ///< --name of assign
  std::filesystem::path with;   ///< --with of compare
  std::filesystem::path edits;  ///< --edits of edit
  EditAction edit = EditAction::apply;
  std::filesystem::path output;      ///< --output of synth
  std::filesystem::path embeddings;  ///< --embeddings of import
  ExplainRequest explain;            ///< of explain, but for run and format
  SearchRequest search;              ///< of search, but for the run
  InfoFormat format = InfoFormat::text;
  InfoSubject subject = InfoSubject::machine;  ///< of info
  OtherFingerprint on_difference = OtherFingerprint::refuse;
  std::optional<int> exit_code;  ///< set when all is said: help, version
};

/// Reads the configuration files, then the flags, into the options that `table` describes. Errors are of kind `usage`.
CommandLine parse_command_line(int argc, const char* const* argv, OptionTable& table);

}  // namespace thema
