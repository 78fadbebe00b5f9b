// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/input_faults.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "thema/ingest/scan_lines.hpp"

namespace thema {

namespace {

// The first rejected lines of all ranks in input order, a row each; a rank adds what the ranks before it leave free.
std::string first_rejected_rows(const Communicator& comm, const std::vector<InputFile>& files,
                                const std::vector<store::RejectedLine>& mine) {
  const auto count = static_cast<std::int64_t>(mine.size());
  const std::int64_t free = std::clamp<std::int64_t>(std::int64_t{kRejectedShown} - comm.sum_before(count), 0, count);
  std::vector<char> rows;
  for (std::int64_t i = 0; i < free; ++i) {
    const store::RejectedLine& line = mine[static_cast<std::size_t>(i)];
    fmt::format_to(std::back_inserter(rows), "\n  {}, byte {}: {}: {}", files[line.file].name, line.offset, line.reason,
                   line.excerpt);
  }
  rows = comm.all_gather(rows);
  return std::string(rows.begin(), rows.end());
}

std::string names_of(const std::vector<InputFile>& files) {
  std::vector<std::string> names;
  for (const InputFile& file : files) names.push_back(file.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string why_nothing_is_left(const IngestReport& report, const IngestOptions& options) {
  return fmt::format(
      "no paper is left of {} lines: {} rejected, {} with an abstract of fewer than {} characters "
      "(ingest.min_abstract), {} outside ingest.categories, ingest.from or ingest.to",
      report.lines - report.blank, report.rejected, report.too_short, options.min_abstract, report.filtered);
}

}  // namespace

std::string find_fault(const Communicator& comm, const std::vector<InputFile>& files, const IngestReport& report,
                       const std::vector<store::RejectedLine>& first_rejected, const IngestOptions& options) {
  const std::int64_t lines = report.lines - report.blank;
  if (lines == 0) return fmt::format("the input has no lines: {} ({} bytes)", names_of(files), report.bytes);
  const std::string rows = first_rejected_rows(comm, files, first_rejected);
  if (report.rejected == lines)
    return fmt::format("none of the {} lines of {} is a paper (one JSON object a line is expected); the first:{}",
                       lines, names_of(files), rows);
  const double share = static_cast<double>(report.rejected) / static_cast<double>(lines);
  if (share > options.max_rejected)
    return fmt::format("{} of {} lines ({:.3g} %) are no papers, {:.3g} % are allowed ({}); the first:{}",
                       report.rejected, lines, 100 * share, 100 * options.max_rejected, options.max_rejected_name,
                       rows);
  return report.documents == 0 ? why_nothing_is_left(report, options) : std::string();
}

}  // namespace thema
