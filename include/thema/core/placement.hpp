// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/core/context.hpp"

namespace thema {

/// Name of this machine as the system has it.
std::string host_name();

/// "0-3,8": the processors this process may run on, or "unknown".
std::string processors_text();

/// One line of each rank, in rank order, on rank 0. Collective.
std::vector<std::string> lines_of_ranks(const Communicator& comm, const std::string& mine);

/// "rank 3 on n2: cuda:1, processors 8-15", of this rank.
std::string placement_of_rank(const Context& context);

/// What rank 0 says when a job starts: a line for each rank, or for each run of ranks that differ in their numbers alone;
/// then what is wrong with it: ranks that share a GPU, or have fewer processors than threads together. Collective; the
/// lines are rank 0's.
struct Placement {
  std::vector<std::string> lines, warnings;
};
Placement placement_of_job(const Context& context, std::int64_t threads_per_rank);

}  // namespace thema
