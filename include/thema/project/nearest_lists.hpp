// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "thema/project/neighbours.hpp"

namespace thema::maps {

/// The best neighbours of each of some papers among those offered so far: by similarity, of equal ones the lower
/// position first. What the lists hold does not depend on the order of the offers.
class NearestLists {
 public:
  NearestLists(std::int64_t papers, std::int64_t wanted);

  /// What a further neighbour must reach, -infinity while the list is not full.
  double floor(std::int64_t paper) const;
  /// Each neighbour is offered once.
  void offer(std::int64_t paper, std::int64_t position, double similarity);
  /// Calls use(position, similarity) for those of a paper.
  template <class Use> void for_each(std::int64_t paper, Use use) const {
    for (std::int64_t i = paper * wanted_; i < paper * wanted_ + found(paper); ++i)
      use(lists_.positions[static_cast<std::size_t>(i)], lists_.similarity[static_cast<std::size_t>(i)]);
  }
  Neighbours take() { return std::move(lists_); }

 private:
  std::int64_t found(std::int64_t paper) const { return found_[static_cast<std::size_t>(paper)]; }
  std::int64_t wanted_;
  std::vector<std::int64_t> found_;
  Neighbours lists_;
};

}  // namespace thema::maps
