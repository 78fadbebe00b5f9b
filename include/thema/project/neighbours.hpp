// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/project/laid_out.hpp"

namespace thema::maps {

/// The nearest neighbours of this rank's laid-out papers, nearest first.
struct Neighbours {
  std::int64_t count = 0;               ///< m
  std::vector<std::int64_t> positions;  ///< [own, m]
  std::vector<double> similarity;       ///< [own, m], exact_dot

  std::int64_t rows() const { return count == 0 ? 0 : static_cast<std::int64_t>(positions.size()) / count; }
  const std::int64_t* of(std::int64_t local) const { return positions.data() + local * count; }
};

/// Where pairs of papers are searched. The neighbours are the same.
enum class SearchedOn {
  host,   ///< products of 8-bit integers, or of fp32 where the processor has none
  device  ///< the context's: products in fp16; papers of a block of the host are compared there
};

/// The min(wanted, M - 1) papers of highest cosine with each own one, itself left out; of equal ones the lower
/// position first. Exact for any number of ranks: products find every pair that within their error bound may be among
/// the best of either paper, each pair once, and exact_dot decides. Work M^2 d / (2 ranks); memory m and a copy of its
/// embedding for each own paper, on a device 6 bytes a number, and what all ranks found for a block of 1,024 papers, on
/// devices of 4,096. Throws Stopped between blocks. Collective.
Neighbours nearest_neighbours(Context& context, const LaidOut& papers, std::int64_t wanted, SearchedOn where);
/// On devices where every rank has one with room for it, else on the hosts.
Neighbours nearest_neighbours(Context& context, const LaidOut& papers, std::int64_t wanted);

/// The first k of each `of_each` entries of a table, k of [n, of_each]: [n, k].
template <class T> std::vector<T> first_of_each(const std::vector<T>& table, std::int64_t of_each, std::int64_t k) {
  std::vector<T> first;
  if (of_each == 0) return first;
  first.reserve(table.size() / static_cast<std::size_t>(of_each) * static_cast<std::size_t>(k));
  for (auto at = table.begin(); at != table.end(); at += of_each) first.insert(first.end(), at, at + k);
  return first;
}

/// The first min(wanted, count) of each paper's.
Neighbours nearest_of(const Neighbours& neighbours, std::int64_t wanted);

}  // namespace thema::maps
