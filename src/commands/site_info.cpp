// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/site_info.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "thema/core/files.hpp"
#include "thema/core/placement.hpp"

namespace thema {

namespace {

namespace fs = std::filesystem;
using Facts = std::vector<std::pair<std::string, std::string>>;

std::string gibibytes(double bytes) { return fmt::format("{:.1f} GiB", bytes / (1 << 30)); }

// "PRETTY_NAME" of os-release, "MemTotal" of meminfo: the rest of the line that begins so.
std::optional<std::string> line_of(const fs::path& file, const std::string& beginning) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(beginning)) return line.substr(beginning.size());
  return std::nullopt;
}

std::optional<std::string> first_line(const fs::path& file) { return line_of(file, ""); }

void add(Facts& facts, const std::string& name, const std::optional<std::string>& value) {
  if (value && !value->empty()) facts.emplace_back(name, *value);
}

void add_system(Facts& facts) {
  utsname system{};
  if (::uname(&system) == 0) facts.emplace_back("kernel", fmt::format("{} {}", system.sysname, system.release));
  if (auto name = line_of("/etc/os-release", "PRETTY_NAME=")) {
    std::erase(*name, '"');
    facts.emplace_back("system", *name);
  }
  add(facts, "GPU driver", first_line("/proc/driver/nvidia/version"));
  if (fs::exists("/.singularity.d") || std::getenv("APPTAINER_CONTAINER")) facts.emplace_back("container", "Apptainer");
  if (fs::exists("/.dockerenv")) facts.emplace_back("container", "Docker");
}

void add_memory(Facts& facts) {
  constexpr double kibi = 1024;
  const auto total = line_of("/proc/meminfo", "MemTotal:"), free = line_of("/proc/meminfo", "MemAvailable:");
  if (total && free)
    facts.emplace_back("memory", fmt::format("{}, {} available", gibibytes(kibi * std::strtod(total->c_str(), nullptr)),
                                             gibibytes(kibi * std::strtod(free->c_str(), nullptr))));
  for (const char* limit : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"})
    if (const auto bytes = first_line(limit); bytes && *bytes != "max" && bytes->size() < 16)
      facts.emplace_back("memory limit of the job", gibibytes(std::strtod(bytes->c_str(), nullptr)));
}

void add_limits(Facts& facts) {
  constexpr std::array<std::pair<const char*, int>, 4> limits{{{"open files", RLIMIT_NOFILE},
                                                               {"locked bytes", RLIMIT_MEMLOCK},
                                                               {"stack bytes", RLIMIT_STACK},
                                                               {"bytes of a file", RLIMIT_FSIZE}}};
  std::vector<std::string> shown;
  for (const auto& [name, which] : limits) {
    rlimit limit{};
    if (::getrlimit(static_cast<__rlimit_resource_t>(which), &limit) != 0) continue;
    shown.push_back(fmt::format("{} {}", name,
                                limit.rlim_cur == RLIM_INFINITY ? "unlimited" : std::to_string(limit.rlim_cur)));
  }
  facts.emplace_back("limits", fmt::format("{}", fmt::join(shown, ", ")));
}

std::string name_of_file_system(long magic) {
  constexpr std::array<std::pair<long, const char*>, 9> known{{{0x0BD00BD0, "Lustre"},
                                                               {0x47504653, "GPFS"},
                                                               {0x6969, "NFS"},
                                                               {0x19830326, "BeeGFS"},
                                                               {0x00C36400, "Ceph"},
                                                               {0x58465342, "XFS"},
                                                               {0xEF53, "ext4"},
                                                               {0x01021994, "tmpfs"},
                                                               {0x794C7630, "overlayfs"}}};
  const auto at = std::ranges::find(known, magic, [](const auto& entry) { return entry.first; });
  return at == known.end() ? fmt::format("type {:#x}", magic) : at->second;
}

// Tried on a file that is removed at once.
std::string locks_of(const fs::path& folder) {
  const fs::path probe = folder / fmt::format(".thema-lock-probe-{}-{}", host_name(), ::getpid());
  std::string found = "locks work";
  try {
    const FileDescriptor file = FileDescriptor::create(probe);
    if (::flock(file.native(), LOCK_EX | LOCK_NB) != 0) found = std::string("no locks: ") + std::strerror(errno);
  } catch (const std::exception& error) {
    return error.what();
  }
  std::error_code ignored;
  fs::remove(probe, ignored);
  return found;
}

void add_file_system(Facts& facts, const std::string& name, const fs::path& folder) {
  struct statfs status {};
  if (::statfs(folder.c_str(), &status) != 0) {
    facts.emplace_back(name, folder.string() + ": " + std::strerror(errno));
    return;
  }
  const auto block = static_cast<double>(status.f_bsize);
  facts.emplace_back(name, fmt::format("{}: {}, {} of {} free, {}", folder.string(), name_of_file_system(status.f_type),
                                       gibibytes(block * static_cast<double>(status.f_bavail)),
                                       gibibytes(block * static_cast<double>(status.f_blocks)), locks_of(folder)));
}

void add_network(Facts& facts) {
  std::vector<std::string> devices;
  std::error_code none;
  for (const char* kind : {"/sys/class/infiniband", "/sys/class/cxi", "/sys/class/net"})
    for (const fs::directory_entry& entry : fs::directory_iterator(kind, none))
      if (entry.path().filename() != "lo") devices.push_back(entry.path().filename().string());
  std::ranges::sort(devices);
  if (!devices.empty()) facts.emplace_back("network devices", fmt::format("{}", fmt::join(devices, ", ")));
}

HostFacts facts_of_host(const std::string& folder) {
  HostFacts own{host_name(), {}};
  add_system(own.facts);
  add_memory(own.facts);
  add_limits(own.facts);
  add_network(own.facts);
  add_file_system(own.facts, "run directory", folder);
  add_file_system(own.facts, "temporary files", fs::temp_directory_path());
  add_file_system(own.facts, "shared memory", "/dev/shm");
  for (const auto& [name, value] : relevant_environment()) own.facts.emplace_back(name, value);
  return own;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> relevant_environment() {
  constexpr std::array<std::string_view, 15> prefixes{
      "SLURM_JOB_",     "OMPI_MCA_btl",   "OMPI_MCA_coll", "OMPI_MCA_hwloc", "OMPI_MCA_io", "OMPI_MCA_pml",
      "OMPI_MCA_rmaps", "CUDA_VISIBLE_", "HDF5_",         "KOKKOS_",        "MKL_",        "NCCL_",
      "OMP_",           "PMIX_MCA_",     "UCX_"};
  std::vector<std::pair<std::string, std::string>> found;
  for (char** entry = ::environ; *entry != nullptr; ++entry) {
    const std::string_view line = *entry;
    if (std::ranges::any_of(prefixes, [&](std::string_view prefix) { return line.starts_with(prefix); }))
      found.emplace_back(line.substr(0, line.find('=')), line.substr(line.find('=') + 1));
  }
  std::ranges::sort(found);
  return found;
}

std::vector<HostFacts> site_facts(const Context& context, const std::string& folder) {
  const HostFacts own = facts_of_host(folder);
  const nlohmann::json line{own.host, own.facts};
  std::vector<HostFacts> hosts;
  for (const std::string& text :
       lines_of_ranks(context.comm, line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))) {
    const auto read = nlohmann::json::parse(text);
    if (std::ranges::find(hosts, read[0].get<std::string>(), &HostFacts::host) == hosts.end())
      hosts.push_back({read[0], read[1].get<Facts>()});
  }
  return hosts;
}

}  // namespace thema
