// SPDX-License-Identifier: Apache-2.0
#include "thema/core/placement.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace thema {

namespace {

/// Where a rank runs, of a size that can be sent.
struct RankPlace {
  std::array<char, 64> host{};
  cpu_set_t processors{};
  std::int32_t device = -1;  // -1: the CPU
};

RankPlace own_place(const Context& context) {
  RankPlace place;
  const std::string host = host_name();
  std::copy_n(host.begin(), std::min(host.size(), place.host.size() - 1), place.host.begin());
  CPU_ZERO(&place.processors);
  sched_getaffinity(0, sizeof place.processors, &place.processors);
  if (context.device.kind != Device::Kind::cpu) place.device = context.device.index;
  return place;
}

std::string text_of(const cpu_set_t& set) {
  std::string text;
  for (int first = 0; first < CPU_SETSIZE; ++first) {
    if (!CPU_ISSET(first, &set)) continue;
    int last = first;
    while (last + 1 < CPU_SETSIZE && CPU_ISSET(last + 1, &set)) ++last;
    text += (text.empty() ? "" : ",") + std::to_string(first) + (last > first ? "-" + std::to_string(last) : "");
    first = last;
  }
  return text.empty() ? "unknown" : text;
}

std::string device_text(const RankPlace& place) {
  return place.device < 0 ? "cpu" : fmt::format("cuda:{}", place.device);
}

bool are_alike(const RankPlace& a, const RankPlace& b) {
  return a.host == b.host && a.device == b.device && CPU_EQUAL(&a.processors, &b.processors);
}

std::vector<std::string> lines_of(const std::vector<RankPlace>& places) {
  std::vector<std::string> lines;
  for (std::size_t first = 0, next = 0; first < places.size(); first = next) {
    while (next < places.size() && are_alike(places[next], places[first])) ++next;
    const std::string ranks = next == first + 1 ? fmt::format("rank {}", first) : fmt::format("ranks {}-{}", first, next - 1);
    lines.push_back(fmt::format("{} on {}: {}, processors {}", ranks, places[first].host.data(),
                                device_text(places[first]), text_of(places[first].processors)));
  }
  return lines;
}

std::vector<std::string> warnings_of(const std::vector<RankPlace>& places, std::int64_t threads) {
  std::map<std::string, std::pair<std::int64_t, cpu_set_t>> nodes;  // ranks and all their processors
  std::map<std::pair<std::string, int>, std::int64_t> gpus;         // ranks
  for (const RankPlace& place : places) {
    auto [node, is_new] = nodes.try_emplace(place.host.data(), 0, place.processors);
    ++node->second.first;
    CPU_OR(&node->second.second, &node->second.second, &place.processors);
    if (place.device >= 0) ++gpus[{place.host.data(), place.device}];
  }
  std::vector<std::string> warnings;
  for (const auto& [host, node] : nodes)
    if (const auto& [ranks, processors] = node; ranks * threads > CPU_COUNT(&processors))
      warnings.push_back(fmt::format("{} rank(s) of {} thread(s) on {} have {} processor(s) together, and wait for one "
                                     "another; fewer ranks, run.threads, or the launcher's binding mend it",
                                     ranks, threads, host, CPU_COUNT(&processors)));
  for (const auto& [gpu, ranks] : gpus)
    if (ranks > 1)
      warnings.push_back(fmt::format("{} ranks share cuda:{} of {}; one rank a GPU is best", ranks, gpu.second, gpu.first));
  return warnings;
}

}  // namespace

std::string host_name() {
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  return host;
}

std::string processors_text() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  return text_of(set);
}

std::vector<std::string> lines_of_ranks(const Communicator& comm, const std::string& mine) {
  const std::string line = mine + "\n";
  const std::vector<char> all = comm.gather(std::vector<char>(line.begin(), line.end()));
  std::vector<std::string> lines;
  for (auto at = all.begin(); at != all.end();) {
    const auto end = std::find(at, all.end(), '\n');
    lines.emplace_back(at, end);
    at = end + 1;
  }
  return lines;
}

std::string placement_of_rank(const Context& context) {
  return fmt::format("rank {} on {}: {}, processors {}", context.comm.rank(), host_name(), context.device.text(),
                     processors_text());
}

Placement placement_of_job(const Context& context, std::int64_t threads_per_rank) {
  const std::vector<RankPlace> places = context.comm.gather(std::vector{own_place(context)});
  return {lines_of(places), warnings_of(places, threads_per_rank)};
}

}  // namespace thema
