// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/ingest.hpp"

#include <array>
#include <utility>

#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/data/keyed_sample.hpp"
#include "thema/ingest/input_faults.hpp"
#include "thema/ingest/paper_filter.hpp"
#include "thema/ingest/scan_lines.hpp"
#include "thema/ingest/write_papers.hpp"

namespace thema {

namespace {

using Field = std::int64_t IngestReport::*;
constexpr std::array<std::pair<const char*, Field>, 9> kCounts{{{"lines", &IngestReport::lines},
                                                                {"blank", &IngestReport::blank},
                                                                {"rejected", &IngestReport::rejected},
                                                                {"too_short", &IngestReport::too_short},
                                                                {"filtered", &IngestReport::filtered},
                                                                {"duplicates", &IngestReport::duplicates},
                                                                {"not_sampled", &IngestReport::not_sampled},
                                                                {"documents", &IngestReport::documents},
                                                                {"bytes", &IngestReport::bytes}}};

// Takes papers out of a scan: `dropped[i]` speaks of the i-th paper still wanted. Returns how many were dropped.
std::int64_t drop_papers(Scan& scan, const std::vector<bool>& dropped) {
  std::size_t paper = 0, kept = 0;
  for (std::size_t line = 0; line < scan.wanted.size(); ++line) {
    if (!scan.wanted[line]) continue;
    if (dropped[paper])
      scan.wanted[line] = false;
    else
      scan.sizes[kept++] = scan.sizes[paper];
    ++paper;
  }
  scan.sizes.resize(kept);
  return static_cast<std::int64_t>(paper - kept);
}

void drop_duplicates(const Communicator& comm, Scan& scan) {
  scan.counts.duplicates = drop_papers(scan, find_duplicates(comm, scan.ids));
  scan.ids = {};  // gives the memory back
}

void keep_first(const Communicator& comm, Scan& scan, std::int64_t limit) {
  if (limit == 0) return;
  const std::int64_t before = comm.sum_before(static_cast<std::int64_t>(scan.sizes.size()));
  std::vector<bool> dropped(scan.sizes.size());
  for (std::size_t i = 0; i < dropped.size(); ++i) dropped[i] = before + static_cast<std::int64_t>(i) >= limit;
  scan.counts.not_sampled += drop_papers(scan, dropped);
}

void keep_sample(const Communicator& comm, Scan& scan, std::int64_t wanted, std::int64_t seed) {
  if (wanted == 0) return;
  const auto mine = static_cast<std::int64_t>(scan.sizes.size());
  const std::int64_t first = comm.sum_before(mine);
  std::vector<bool> dropped(scan.sizes.size(), true);
  for (const std::int64_t paper :
       keyed_sample(comm, {first, first + mine}, wanted, static_cast<std::uint64_t>(seed), Draw::sample))
    dropped[static_cast<std::size_t>(paper - first)] = false;
  scan.counts.not_sampled += drop_papers(scan, dropped);
}

store::DocumentSizes planned_sizes(const Scan& scan) {
  store::DocumentSizes planned;
  planned.documents = static_cast<std::int64_t>(scan.sizes.size());
  planned.rejected = scan.counts.rejected;
  for (const PaperSizes& size : scan.sizes) {
    const std::array<std::int64_t, 5> bytes{size.id, size.title, size.abstract, size.authors, size.categories};
    for (std::size_t c = 0; c < bytes.size(); ++c) planned.text_bytes[c] += bytes[c];
  }
  return planned;
}

IngestReport sum_counts(const Communicator& comm, const IngestReport& mine) {
  IngestReport total;
  for (const auto& [name, field] : kCounts) total.*field = comm.sum(mine.*field);
  return total;
}

// Rank 0 speaks for all; the others wait for the end of the job that its Error brings.
void stop_on_fault(const Communicator& comm, const std::string& fault) {
  if (fault.empty()) return;
  if (comm.is_root()) fail_data(fault);
  comm.barrier();
}

void tell(const Log& log, const IngestReport& report) {
  log.line("ingest: {} of {} lines kept; {} too short, {} filtered, {} duplicates, {} not sampled, {} blank",
           report.documents, report.lines, report.too_short, report.filtered, report.duplicates, report.not_sampled,
           report.blank);
  if (report.rejected > 0)
    log.warning("{} lines were rejected; the group 'rejected' of documents.h5 says where and why", report.rejected);
}

}  // namespace

void describe(OptionTable& table, IngestOptions& options) {
  constexpr std::int64_t most = std::int64_t{1} << 40;
  // What the files hold enters the fingerprint by identify_input, not by the way they are named.
  table.add("ingest.input", options.input, Affects::speed,
            "JSON-lines files or globs, one paper a line; .gz and .zst are unpacked into the run directory first");
  table.add("ingest.min_abstract", options.min_abstract, {0, 1'000'000}, Affects::result,
            "characters; papers with a shorter abstract are dropped");
  table.add("ingest.categories", options.categories, Affects::result,
            "keep papers in any of these categories (\"cs.LG\", or \"cs\" for all of cs.*); empty: all");
  table.add("ingest.from", options.from, Affects::result,
            "first day kept, YYYY-MM-DD; papers without a date are dropped; empty: no bound");
  table.add("ingest.to", options.to, Affects::result,
            "last day kept, YYYY-MM-DD; papers without a date are dropped; empty: no bound");
  table.add("ingest.limit", options.limit, {0, most}, Affects::result,
            "keep the first n papers of those that pass the filters; 0: all");
  table.add("ingest.sample", options.sample, {0, most}, Affects::result,
            "keep a sample of n papers keyed by the seed, out of the first `limit`; 0: all");
  table.add("ingest.max_rejected", options.max_rejected, {0.0, 1.0}, Affects::speed,
            "share of broken lines above which the job stops");
  table.add("ingest.max_line", options.max_line, {1'024, std::int64_t{1} << 28}, Affects::result,
            "bytes; a longer line is rejected");
  table.add("ingest.keep_parsed", options.keep_parsed, {0, std::int64_t{1} << 36}, Affects::speed,
            "bytes of each rank's input whose papers stay in memory, so that they are read and parsed once, not twice");
}

void check(const IngestOptions& options) { PaperFilter{options}; }

IngestReport ingest(Context& context, const std::filesystem::path& run, const StageRecord& record,
                    const IngestOptions& options) {
  const Communicator& comm = context.comm;
  check(options);
  const std::vector<InputFile> files = open_inputs(context, run, options.input);
  std::vector<FileRange> share = part_of_files(files, comm.size(), comm.rank());
  const std::size_t kept_ranges = cut_ranges(share, options.keep_parsed);
  Scan scan = [&] {
    const Region region(context.timings, "ingest: parse lines");
    return scan_lines(context, files, share, kept_ranges, options);
  }();
  leave_if_stopped(comm);
  drop_duplicates(comm, scan);
  keep_first(comm, scan, options.limit);
  keep_sample(comm, scan, options.sample, options.seed);

  const store::DocumentSizes planned = planned_sizes(scan);
  scan.counts.documents = planned.documents;
  scan.counts.bytes = bytes_of(share);
  const IngestReport report = sum_counts(comm, scan.counts);
  stop_on_fault(comm, find_fault(comm, files, report, scan.first_rejected, options));

  std::vector<std::string> names;
  for (const InputFile& file : files) names.push_back(file.name);
  {
    const Region region(context.timings, "ingest: write papers");
    store::DocumentSink sink(context, run, record, planned, names);
    write_papers(context, files, share, std::move(scan), options, planned, sink);
    if (!comm.any(stop_requested())) {
      for (const auto& [name, field] : kCounts) sink.set_count(name, report.*field);
      sink.complete(context);
    }
  }  // by all ranks together, also when they are asked to stop
  leave_if_stopped(comm);
  tell(context.log, report);
  return report;
}

}  // namespace thema
