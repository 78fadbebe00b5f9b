// SPDX-License-Identifier: Apache-2.0
#include "thema/project/nearest_lists.hpp"

#include <algorithm>
#include <limits>

namespace thema::maps {

NearestLists::NearestLists(std::int64_t papers, std::int64_t wanted)
    : wanted_(wanted),
      found_(static_cast<std::size_t>(papers)),
      lists_{wanted, std::vector<std::int64_t>(static_cast<std::size_t>(papers * wanted)),
             std::vector<double>(static_cast<std::size_t>(papers * wanted))} {}

double NearestLists::floor(std::int64_t paper) const {
  const bool full = found(paper) == wanted_;
  return full ? lists_.similarity[static_cast<std::size_t>((paper + 1) * wanted_ - 1)]
              : -std::numeric_limits<double>::infinity();
}

void NearestLists::offer(std::int64_t paper, std::int64_t position, double similarity) {
  double* s = lists_.similarity.data() + paper * wanted_;
  std::int64_t* p = lists_.positions.data() + paper * wanted_;
  std::int64_t& found = found_[static_cast<std::size_t>(paper)];
  if (found == wanted_ && similarity < s[wanted_ - 1]) return;
  double* at = std::upper_bound(s, s + found, similarity, std::greater<>());
  while (at != s && at[-1] == similarity && p[at - s - 1] > position) --at;
  const std::ptrdiff_t place = at - s;
  if (place == wanted_) return;
  const std::int64_t kept = std::min(found, wanted_ - 1);
  std::copy_backward(at, s + kept, s + kept + 1);
  std::copy_backward(p + place, p + kept, p + kept + 1);
  s[place] = similarity;
  p[place] = position;
  found = kept + 1;
}

}  // namespace thema::maps
