// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "thema/core/context.hpp"

namespace thema {

/// What an administrator asks for when something does not run here, by machine: system, memory, limits, shared memory,
/// network devices, file systems with their locks, batch job, environment of MPI and its relatives. Reads files of the
/// system and starts no program; leaves out what is not there. `folder`: on whose file system runs are to be written.
/// Collective; rank 0's is whole: a host's name and its lines ("memory", "251 GiB, 240 GiB free").
struct HostFacts {
  std::string host;
  std::vector<std::pair<std::string, std::string>> facts;
};
std::vector<HostFacts> site_facts(const Context& context, const std::string& folder);

/// Variables of launchers and libraries that decide how a job runs, "NAME=value"; nothing else of the environment.
std::vector<std::pair<std::string, std::string>> relevant_environment();

}  // namespace thema
