// SPDX-License-Identifier: Apache-2.0
#include "thema/data/provenance.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "thema/core/hdf5.hpp"
#include "thema/core/placement.hpp"
#include "thema/data/version.hpp"

namespace thema {

namespace {

std::string mpi_version() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = {};
  int length = 0;
  check_mpi(MPI_Get_library_version(text, &length));
  const std::string all(text, static_cast<std::size_t>(length));
  return all.substr(0, all.find(','));
}

std::string timing_text(const Timings& timings) {
  std::string text;
  for (const auto& entry : timings.entries())
    text += fmt::format("{} {:.3f} s in {} calls\n", entry.name, entry.seconds, entry.count);
  return text;
}

}  // namespace

std::string version_text() { return std::string(kVersion) + " (" + kCommit + ")"; }

std::vector<std::pair<std::string, std::string>> provenance_of(const Context& context) {
  std::vector<std::pair<std::string, std::string>> lines{
      {"created", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))},
      {"host", host_name()},
      {"ranks", std::to_string(context.comm.size())},
      {"device", context.device.text()},
      {"thema", version_text()},
      {"mpi", mpi_version()},
      {"hdf5", h5::library_version()},
      {"compute", compute_library_versions()},
      {"timing_of_rank_0", timing_text(context.timings)},
  };
  lines.insert(lines.end(), context.facts.begin(), context.facts.end());
  return lines;
}

}  // namespace thema
