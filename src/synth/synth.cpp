// SPDX-License-Identifier: Apache-2.0
#include "thema/synth/synth.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/core/partition.hpp"
#include "thema/synth/synthetic_paper.hpp"

namespace thema {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kSlicePapers = 1'024;  // about 2 MB

void refuse_bad_options(const SynthOptions& options) {
  if (options.topics < 1 || options.topics > most_topics())
    fail_usage(fmt::format("synth.topics = {}: 1 to {} are allowed", options.topics, most_topics()));
  if (options.first_year > options.last_year)
    fail_usage(
        fmt::format("synth.first_year = {} comes after synth.last_year = {}", options.first_year, options.last_year));
}

void refuse_bad_output(const fs::path& output) {
  const fs::path folder = output.has_parent_path() ? output.parent_path() : fs::path(".");
  if (!fs::is_directory(folder))
    fail_output(fmt::format("cannot write {}: no folder {}", output.string(), folder.string()));
  if (fs::exists(output) && !fs::is_regular_file(output))
    fail_output(fmt::format("cannot write {}: it is there and not a regular file", output.string()));
}

FileDescriptor open_output(const Communicator& comm, const fs::path& partial) {
  if (comm.is_root()) {
    FileDescriptor file = FileDescriptor::create(partial);
    comm.barrier();
    return file;
  }
  comm.barrier();
  return FileDescriptor::open_write(partial);
}

std::string make_slice(const SyntheticCorpus& corpus, Range papers) {
  std::string text;
  for (std::int64_t i = papers.first; i < papers.last; ++i) text += corpus.line(i);
  return text;
}

// In each round the ranks make consecutive slices, so that a slice's place is known when it is made.
void write_papers(const Context& context, const SynthOptions& options, const FileDescriptor& file) {
  const Communicator& comm = context.comm;
  const SyntheticCorpus corpus(options);
  Progress progress(context.log, "synth", "papers", options.papers / comm.size());
  std::int64_t written = 0;  // bytes of all ranks
  for (std::int64_t round = 0; round < options.papers; round += kSlicePapers * comm.size()) {
    const std::int64_t first = std::min(round + kSlicePapers * comm.rank(), options.papers);
    const Range papers{first, std::min(first + kSlicePapers, options.papers)};
    const std::string slice = make_slice(corpus, papers);
    const auto bytes = static_cast<std::int64_t>(slice.size());
    file.write_at(written + comm.sum_before(bytes), slice);
    written += comm.sum(bytes);
    progress.advance(papers.size());
  }
}

}  // namespace

void describe(OptionTable& table, SynthOptions& options) {
  table.add("synth.papers", options.papers, {1, std::int64_t{1} << 40}, Affects::result, "papers to write");
  table.add("synth.topics", options.topics, {1, most_topics()}, Affects::result,
            "planted topics, each with a vocabulary of its own; the truth is in `categories`");
  table.add("synth.broken", options.broken, {0.0, 1.0}, Affects::result, "share of lines that are damaged on purpose");
  table.add("synth.first_year", options.first_year, {1970, 2100}, Affects::result,
            "the first papers' year; dates are spread evenly from here");
  table.add("synth.last_year", options.last_year, {1970, 2100}, Affects::result, "the last papers' year");
}

void synthesise(Context& context, const SynthOptions& options, const fs::path& output) {
  const Region region(context.timings, "synthesise papers");
  refuse_bad_options(options);
  const fs::path partial = output.string() + ".partial";
  if (context.comm.is_root()) refuse_bad_output(output);
  {
    const FileDescriptor file = open_output(context.comm, partial);
    write_papers(context, options, file);
    if (!context.comm.is_root()) file.sync();  // rank 0 syncs when it renames
  }
  context.comm.barrier();
  if (context.comm.is_root()) rename_durably(partial, output);
  context.comm.barrier();
}

}  // namespace thema
