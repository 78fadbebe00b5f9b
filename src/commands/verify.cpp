// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/verify.hpp"

#include "thema/data/file_seal.hpp"
#include "thema/data/stage_file.hpp"
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

// A file remembers the files it was made from; another one beside it means that they do not belong together.
void check_inputs(const StageReader& reader, const fs::path& run, Stage stage) {
  for (Stage read : stage_reads(stage))
    if (fs::exists(stage_path(run, stage_file_name(read))) &&
        reader.fingerprint().find(input_line(run, read)) == std::string::npos)
      fail_data(reader.path().string() + " was not made from the " + stage_file_name(read) + ".h5 beside it");
}

Check check_my_part(const Context& context, const fs::path& run, Stage stage) {
  Check check;
  try {
    StageReader reader(run, stage_file_name(stage));
    check.bytes = reader.verify_part(context.comm.size(), context.comm.rank());
    check_inputs(reader, run, stage);
  } catch (const Error& error) {
    check.complaint = std::string(error.what()) + "\n";
  }
  return check;
}

}  // namespace

ExitCode verify_run(Context& context, const fs::path& run) {
  if (!fs::is_directory(run)) fail_data(run.string() + " is not a run directory");
  std::int64_t files = 0, damaged = 0;
  for (Stage stage : kAllStages) {
    const std::string name = stage_file_name(stage);
    if (!fs::exists(stage_path(run, name))) {
      const bool begun = fs::exists(partial_path(run, name));
      context.log.line("{:<14} {}", name + ".h5", begun ? "not complete (a .partial file is there)" : "not there");
      continue;
    }
    ++files;
    const Check check = check_my_part(context, run, stage);
    const std::int64_t bytes = context.comm.sum(check.bytes);
    const bool bad = context.comm.any(!check.complaint.empty());
    const std::string complaint = first_complaint(context.comm, check.complaint);
    damaged += bad;
    if (bad)
      context.log.line("{:<14} NOT SOUND: {}", name + ".h5", complaint);
    else
      context.log.line("{:<14} sound, {} bytes checked", name + ".h5", bytes);
  }
  if (files == 0) fail_data(run.string() + " holds no stage file");
  if (fs::exists(run / "thema.h5")) check_seal(run / "thema.h5");
  return damaged == 0 ? ExitCode::done : ExitCode::data;
}

}  // namespace thema
