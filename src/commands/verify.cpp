// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/verify.hpp"

#include <algorithm>
#include <sstream>

#include "thema/data/file_seal.hpp"
#include "thema/data/stage_file.hpp"
#include "thema/finished/edited_topics.hpp"
#include "thema/pipeline.hpp"

namespace thema {

namespace fs = std::filesystem;

namespace {

// First complaint of any rank, in rank order; "" when there is none.
std::string first_complaint(const Communicator& comm, const std::string& mine) {
  const std::vector<char> all = comm.gather(std::vector<char>(mine.begin(), mine.end()));
  std::string text(all.begin(), all.end());
  return text.substr(0, text.find('\n'));
}

struct Check {
  std::string complaint;  // "" when the file is sound
  std::int64_t bytes = 0;
};

/// A file that a run directory may hold.
struct CheckedFile {
  fs::path folder;
  std::string stage;
  std::string shown;                       // "assign/new.h5"
  std::vector<fs::path> clusters_in = {};  // folders, of whose clusters.h5 it was made of one; empty: of the run's
  bool must_be_there = false;              // as another file says
};

// The topics after each edit.
void add_edited(const fs::path& run, std::int64_t edits, std::vector<CheckedFile>& files) {
  for (std::int64_t number = 1; number <= edits; ++number) {
    const fs::path folder = finished::edit_folder(run, number), before = finished::edit_folder(run, number - 1);
    const std::string shown = folder.lexically_relative(run).string();
    files.push_back({folder, "clusters", shown + "/clusters.h5", {before}, true});
    files.push_back({folder, "topics", shown + "/topics.h5", {folder}, true});
  }
}

// Names of the files of new papers, a line each, sorted.
std::string assigned_names(const fs::path& folder) {
  if (!fs::is_directory(folder)) return "";
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".h5") names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  std::string lines;
  for (const std::string& name : names) lines += name + "\n";
  return lines;
}

// The files of new papers.
void add_assigned(const Communicator& comm, const fs::path& run, std::int64_t edits, std::vector<CheckedFile>& files) {
  const fs::path folder = run / "assign";
  std::string names = comm.is_root() ? assigned_names(folder) : "";
  comm.broadcast(names);
  std::vector<fs::path> topics;
  for (std::int64_t number = 0; number <= edits; ++number) topics.push_back(finished::edit_folder(run, number));
  std::istringstream lines(names);
  for (std::string name; std::getline(lines, name);) files.push_back({folder, name, "assign/" + name + ".h5", topics});
}

// The stage files, there or not, and those of edits and of new papers that are there, as rank 0 sees the folder: on a
// network file system others may see it as it was a while ago. Collective.
std::vector<CheckedFile> files_of(const Communicator& comm, const fs::path& run) {
  const std::int64_t edits = finished::last_edit(comm, run);
  std::vector<CheckedFile> files;
  for (Stage stage : kAllStages)
    files.push_back({run,
                     stage_file_name(stage),
                     stage_file_name(stage) + ".h5",
                     {},
                     edits > 0 && (stage == Stage::cluster || stage == Stage::label)});
  add_edited(run, edits, files);
  add_assigned(comm, run, edits, files);
  return files;
}

// A file remembers the files it was made from; another one beside it means that they do not belong together.
void check_inputs(const StageReader& reader, const fs::path& run, const CheckedFile& file) {
  std::istringstream inputs(reader.text_attribute("inputs").value_or(""));
  for (std::string line; std::getline(inputs, line);)
    for (const Stage read : kAllStages) {
      const std::string name = stage_file_name(read);
      if (!line.starts_with(name + " = ")) continue;
      const auto is_it = [&](const fs::path& folder) {
        return !fs::exists(stage_path(folder, name)) || input_line(folder, read) == line;
      };
      if (read == Stage::cluster && !file.clusters_in.empty()) {
        if (std::ranges::none_of(file.clusters_in, is_it))
          fail_data(reader.path().string() +
                    " was not made from the clusters.h5 of this run or of one of its edits; was an edit undone?");
      } else if (!is_it(run)) {
        fail_data(reader.path().string() + " was not made from the " + name + ".h5 beside it");
      }
    }
}

Check check_my_part(const Context& context, const fs::path& run, const CheckedFile& file) {
  Check check;
  try {
    StageReader reader(file.folder, file.stage);
    check.bytes = reader.verify_part(context.comm.size(), context.comm.rank());
    check_inputs(reader, run, file);
  } catch (const Error& error) {
    check.complaint = std::string(error.what()) + "\n";
  }
  return check;
}

}  // namespace

ExitCode verify_run(Context& context, const fs::path& run) {
  if (!fs::is_directory(run)) fail_data(run.string() + " is not a run directory");
  std::int64_t files = 0, damaged = 0;
  for (const CheckedFile& file : files_of(context.comm, run)) {
    const bool root = context.comm.is_root();
    if (!context.comm.any(root && fs::exists(stage_path(file.folder, file.stage)))) {
      const bool begun = root && fs::exists(partial_path(file.folder, file.stage));
      context.log.line("{:<14} {}{}", file.shown, file.must_be_there ? "NOT SOUND: " : "",
                       begun ? "not complete (a .partial file is there)" : "not there");
      damaged += file.must_be_there;
      continue;
    }
    ++files;
    const Check check = check_my_part(context, run, file);
    const std::int64_t bytes = context.comm.sum(check.bytes);
    const bool bad = context.comm.any(!check.complaint.empty());
    const std::string complaint = first_complaint(context.comm, check.complaint);
    damaged += bad;
    if (bad)
      context.log.line("{:<14} NOT SOUND: {}", file.shown, complaint);
    else
      context.log.line("{:<14} sound, {} bytes checked", file.shown, bytes);
  }
  if (context.comm.any(context.comm.is_root() && !finished::edits_fit(run))) {
    ++damaged;
    context.log.line("{:<14} NOT SOUND: not made of the topics before them, or their text was changed", "edits");
  }
  if (files == 0) fail_data(run.string() + " holds no stage file");
  if (fs::exists(run / "thema.h5")) check_seal(run / "thema.h5");
  return damaged == 0 ? ExitCode::done : ExitCode::data;
}

}  // namespace thema
