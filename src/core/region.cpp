// SPDX-License-Identifier: Apache-2.0
#include "thema/core/region.hpp"

#include <algorithm>

namespace thema {

void Timings::add(const std::string& name, double seconds) {
  auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.name == name; });
  if (at == entries_.end()) at = entries_.insert(entries_.end(), Entry{name, 0, 0});
  at->seconds += seconds;
  ++at->count;
}

double Timings::seconds(const std::string& name) const {
  for (const Entry& e : entries_)
    if (e.name == name) return e.seconds;
  return 0;
}

}  // namespace thema
