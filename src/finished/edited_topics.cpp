// SPDX-License-Identifier: Apache-2.0
#include "thema/finished/edited_topics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/data/store.hpp"
#include "thema/finished/run_topics.hpp"

namespace thema::finished {

namespace {

namespace fs = std::filesystem;

fs::path path_of(const fs::path& run, std::int64_t number) { return run / "edits" / fmt::format("{:03}", number); }

// Files NNN.toml, whatever their numbers.
std::int64_t texts_of_edits(const fs::path& run) {
  if (!fs::is_directory(run / "edits")) return 0;
  const auto is_text = [](const fs::directory_entry& file) {
    const std::string stem = file.path().stem().string();
    return file.path().extension() == ".toml" && stem.size() >= 3 &&
           stem.find_first_not_of("0123456789") == std::string::npos;
  };
  const fs::directory_iterator files(run / "edits");
  return std::count_if(begin(files), end(files), is_text);
}

}  // namespace

std::int64_t last_edit(const fs::path& run) {
  std::int64_t number = 0;
  while (fs::exists(edits_file(run, number + 1))) ++number;
  if (texts_of_edits(run) > number)
    fail_data(edits_file(run, number + 1).string() + " is missing, but the edits after it are there; put it back, or " +
              "remove those after it");
  return number;
}

std::int64_t last_edit(const Communicator& comm, const fs::path& run) {
  std::int64_t number = comm.is_root() ? last_edit(run) : 0;
  comm.broadcast(std::span(&number, 1));
  return number;
}

fs::path edit_folder(const fs::path& run, std::int64_t number) { return number == 0 ? run : path_of(run, number); }

fs::path edits_file(const fs::path& run, std::int64_t number) { return path_of(run, number) += ".toml"; }

std::string edits_line(const std::string& text) { return "edits = " + hexadecimal(checksum(text)); }

bool edits_fit(const fs::path& run) {
  for (std::int64_t number = last_edit(run); number > 0; --number) {
    const fs::path before = edit_folder(run, number - 1);
    for (const fs::path& folder : {before, edit_folder(run, number)})
      if (!fs::exists(stage_path(folder, "clusters"))) return false;
    const StageReader clusters(edit_folder(run, number), "clusters");
    if (!is_made_of(clusters, StageReader(before, "clusters"))) return false;
    const std::string line = edits_line(read_text_file(edits_file(run, number)));
    if (clusters.fingerprint().find(line) == std::string::npos) return false;
  }
  return true;
}

void require_edits_that_fit(const fs::path& run) {
  if (!edits_fit(run))
    fail_data(run.string() + ": the edits in " + (run / "edits").string() +
              " were made of another clusters.h5 than the one beside them, or changed afterwards; 'thema edit --run " +
              run.string() + " --undo' drops the last of them");
}

std::int64_t current_topics(const Communicator& comm, const fs::path& run) {
  if (comm.is_root()) require_edits_that_fit(run);
  return last_edit(comm, run);
}

void link_results(const fs::path& run) {
  const fs::path topics = edits_fit(run) ? edit_folder(run, last_edit(run)) : run;
  std::vector<std::pair<std::string, fs::path>> files;
  for (const char* stage : {"documents", "embeddings", "clusters", "topics", "map"}) {
    const bool of_topics = stage == std::string("clusters") || stage == std::string("topics");
    files.emplace_back(stage, stage_path(of_topics ? topics : run, stage).lexically_relative(run));
  }
  store::link_stage_files(run, files);
}

}  // namespace thema::finished
