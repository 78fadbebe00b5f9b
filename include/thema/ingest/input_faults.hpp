// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/data/store.hpp"
#include "thema/ingest/ingest.hpp"
#include "thema/ingest/input_files.hpp"

namespace thema {

/// Why the job must stop: too many rejected lines (with the first ten), no lines, no paper left. Empty when it may go
/// on; the same on all ranks. `report` holds the sums over all ranks. Collective.
std::string find_fault(const Communicator& comm, const std::vector<InputFile>& files, const IngestReport& report,
                       const std::vector<store::RejectedLine>& first_rejected, const IngestOptions& options);

}  // namespace thema
