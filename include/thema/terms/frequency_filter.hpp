// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema {

/// An upper bound of every term's document frequency in fixed memory: one saturating 16-bit counter per slot, a term
/// counts in the slot of its hash. Terms that share a slot only raise each other's bound.
class FrequencyFilter {
 public:
  /// `counters` is rounded up to a power of two.
  explicit FrequencyFilter(std::int64_t counters);
  /// So many more documents hold the term.
  void add(std::uint64_t hash, std::int64_t documents);
  /// Collective: adds up the ranks' counters and keeps, for each slot, whether `minimum` (<= 65,535) can be reached.
  void decide(const Communicator& comm, std::int64_t minimum);
  /// After decide(): false only for a term that is in fewer documents than the minimum.
  bool may_reach_minimum(std::uint64_t hash) const { return reached_[slot(hash)]; }

 private:
  std::size_t slot(std::uint64_t hash) const { return static_cast<std::size_t>(hash >> 20) & mask_; }
  std::size_t mask_;
  std::vector<std::uint16_t> counters_;
  std::vector<bool> reached_;
};

}  // namespace thema
