// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "thema/ingest/scan_lines.hpp"

namespace thema {

/// Gives the papers of `scan` that are still wanted to the sink, and all rejected lines: those it kept parsed, then
/// those of a second reading. A file that is not what it was in the first reading is an Error of kind `data`.
/// `planned` is what the sink expects of this rank.
void write_papers(const Context& context, const std::vector<InputFile>& files, std::span<const FileRange> share,
                  Scan scan, const IngestOptions& options, const store::DocumentSizes& planned,
                  store::DocumentSink& sink);

}  // namespace thema
