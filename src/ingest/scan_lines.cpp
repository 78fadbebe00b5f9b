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

void keep(Scan& scan, const Document& paper) {
  scan.ids.push_back(hash_id(paper.id));
  scan.sizes.push_back(sizes_of(paper));
}

void count_verdict(IngestReport& counts, PaperFilter::Verdict verdict) {
  if (verdict == PaperFilter::Verdict::too_short) ++counts.too_short;
  if (verdict == PaperFilter::Verdict::filtered) ++counts.filtered;
}

}  // namespace

Scan scan_lines(const Context& context, const std::vector<InputFile>& files, const std::vector<FileRange>& share,
                const IngestOptions& options) {
  const PaperFilter filter(options);
  PaperParser parser;
  Scan scan;
  Document paper;
  const auto judge = [&](std::size_t file, const Line& line) {
    ++scan.counts.lines;
    if (line.kind == Line::Kind::whole && line.is_blank()) {
      ++scan.counts.blank;
      return;
    }
    const auto reason = parse_line(parser, line, options.max_line, paper);
    scan.wanted.push_back(false);
    if (reason) {
      ++scan.counts.rejected;
      if (scan.first_rejected.size() < kRejectedShown)
        scan.first_rejected.push_back(rejected_line(file, line, *reason));
      return;
    }
    const auto verdict = filter.judge(paper);
    count_verdict(scan.counts, verdict);
    if (verdict != PaperFilter::Verdict::keep) return;
    scan.wanted.back() = true;
    keep(scan, paper);
  };
  scan.digests = for_each_line(context.log, "ingest: parse", files, share, options.max_line, judge);
  return scan;
}

}  // namespace thema
