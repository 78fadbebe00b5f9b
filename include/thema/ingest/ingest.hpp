// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/core/config.hpp"
#include "thema/core/context.hpp"
#include "thema/data/store.hpp"

namespace thema {

struct IngestOptions {
  std::vector<std::string> input;       ///< JSON-lines files or globs; .gz and .zst are unpacked once first
  std::int64_t min_abstract = 50;       ///< characters; papers with a shorter abstract are dropped
  std::vector<std::string> categories;  ///< keep papers in any of these ("cs.LG", or "cs" for all of cs.*); empty: all
  std::string from, to;                 ///< first and last day kept, YYYY-MM-DD; empty: no bound
  std::int64_t limit = 0;               ///< keep the first n papers; 0: all
  std::int64_t sample = 0;              ///< keep a keyed sample of n papers; 0: all
  double max_rejected = 0.01;           ///< share of broken lines above which the job stops
  std::string max_rejected_name = "ingest.max_rejected";  ///< of the option that says so, for the message
  std::int64_t max_line = 16 << 20;                       ///< bytes; a longer line is rejected
  std::int64_t keep_parsed = std::int64_t{256} << 20;     ///< bytes of each rank's share that need no second reading
  std::int64_t seed = 0;                                  ///< key of the sample; set from run.seed
};

void describe(OptionTable& table, IngestOptions& options);
/// Refuses options that do not fit together; what the table cannot see.
void check(const IngestOptions& options);

/// Lines that identify the input for the fingerprint: name, size and a checksum of every byte of each file, and the
/// version of the library that decides what is white space. The ranks share the reading, so it costs the files' size
/// over the ranks; the lines are the same for any number of them. Collective.
std::vector<std::string> identify_input(Context& context, const IngestOptions& options);

/// What became of the lines; sums over all ranks.
struct IngestReport {
  std::int64_t lines = 0, blank = 0, rejected = 0, too_short = 0, filtered = 0, duplicates = 0, not_sampled = 0,
               documents = 0, bytes = 0;
};

/// Reads the files' byte ranges on all ranks, twice: the first pass parses, counts and finds duplicates, the second
/// writes documents.h5 at the places that the counts give. The papers of the first `keep_parsed` bytes of a share stay
/// in memory and are written without a second reading; else memory does not grow with the file but for 32 bytes a
/// paper. Collective.
IngestReport ingest(Context& context, const std::filesystem::path& run, const StageRecord& record,
                    const IngestOptions& options);

}  // namespace thema
