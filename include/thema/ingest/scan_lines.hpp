// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/data/store.hpp"
#include "thema/ingest/duplicates.hpp"
#include "thema/ingest/ingest.hpp"
#include "thema/ingest/input_files.hpp"
#include "thema/ingest/parsed_lines.hpp"

namespace thema {

/// Bytes of a paper's texts.
struct PaperSizes {
  std::uint32_t title = 0, abstract = 0, authors = 0;
  std::uint16_t id = 0, categories = 0;
};

/// Rejected lines that are shown when the job stops because of them.
inline constexpr std::size_t kRejectedShown = 10;

/// What the first reading leaves of one rank's share: a bit a line and 32 bytes a paper.
struct Scan {
  IngestReport counts;                 ///< of this rank; duplicates, not_sampled and documents come later
  std::vector<bool> wanted;            ///< of each line that is not blank: is a paper that passed the filters
  std::vector<IdHash> ids;             ///< of the wanted papers
  std::vector<PaperSizes> sizes;       ///< of the wanted papers
  std::vector<std::uint64_t> digests;  ///< of the lines of each file range, to see that they stay what they were
  std::vector<store::RejectedLine> first_rejected;  ///< at most kRejectedShown
  ParsedLines parsed;                               ///< of the first ranges, so that they need not be read again
};

/// First reading: parses and judges every line of the share, and keeps what the first `kept_ranges` of it hold.
Scan scan_lines(const Context& context, const std::vector<InputFile>& files, std::span<const FileRange> share,
                std::size_t kept_ranges, const IngestOptions& options);

}  // namespace thema
