// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/scan_lines.hpp"

#include "thema/ingest/each_line.hpp"
#include "thema/ingest/paper_filter.hpp"

namespace thema {

namespace {

PaperSizes sizes_of(const Document& paper) {
  return {static_cast<std::uint32_t>(paper.title.size()), static_cast<std::uint32_t>(paper.abstract.size()),
          static_cast<std::uint32_t>(paper.authors.size()), static_cast<std::uint16_t>(paper.id.size()),
          static_cast<std::uint16_t>(paper.categories.size())};
}

/// Fills a Scan line by line.
class Scanner {
 public:
  Scanner(Scan& scan, const IngestOptions& options) : scan_(scan), filter_(options), max_line_(options.max_line) {}

  void judge(std::size_t range, std::size_t file, const Line& line) {
    ++scan_.counts.lines;
    if (line.kind == Line::Kind::whole && line.is_blank()) {
      ++scan_.counts.blank;
      return;
    }
    const bool kept = range < scan_.parsed.ranges();
    const auto reason = parse_line(parser_, line, max_line_, paper_);
    const bool wanted = !reason && passes_filters();
    scan_.wanted.push_back(wanted);
    if (reason) count_rejected(rejected_line(file, line, *reason), kept);
    if (wanted) count_paper(file, line, kept);
    if (!reason && !wanted && kept) scan_.parsed.add_unwanted();
  }

 private:
  bool passes_filters() {
    const auto verdict = filter_.judge(paper_);
    if (verdict == PaperFilter::Verdict::too_short) ++scan_.counts.too_short;
    if (verdict == PaperFilter::Verdict::filtered) ++scan_.counts.filtered;
    return verdict == PaperFilter::Verdict::keep;
  }
  void count_rejected(const store::RejectedLine& line, bool kept) {
    ++scan_.counts.rejected;
    if (scan_.first_rejected.size() < kRejectedShown) scan_.first_rejected.push_back(line);
    if (kept) scan_.parsed.add_rejected(line);
  }
  void count_paper(std::size_t file, const Line& line, bool kept) {
    scan_.ids.push_back(hash_id(paper_.id));
    scan_.sizes.push_back(sizes_of(paper_));
    if (kept) scan_.parsed.add_paper(paper_, file, line.offset);
  }

  Scan& scan_;
  PaperFilter filter_;
  std::int64_t max_line_;
  PaperParser parser_;
  Document paper_;
};

}  // namespace

Scan scan_lines(const Context& context, const std::vector<InputFile>& files, std::span<const FileRange> share,
                std::size_t kept_ranges, const IngestOptions& options) {
  Scan scan;
  scan.parsed = ParsedLines(kept_ranges, bytes_of(share.first(kept_ranges)));
  Scanner scanner(scan, options);
  scan.digests =
      for_each_line(context.log, "ingest: parse", files, share, options.max_line,
                    [&](std::size_t range, const Line& line) { scanner.judge(range, share[range].file, line); });
  return scan;
}

}  // namespace thema
