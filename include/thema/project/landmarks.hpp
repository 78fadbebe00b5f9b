// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/project/laid_out.hpp"

namespace thema::maps {

/// Some of the laid-out papers, a keyed sample of `wanted`, as papers of a map of their own: `rows` are their positions
/// among all. Collective.
LaidOut choose_landmarks(Context& context, const LaidOut& papers, std::int64_t wanted, std::int64_t seed);

/// Their entries of a table [M, columns].
template <class T>
std::vector<T> of_landmarks(const LaidOut& landmarks, std::span<const T> table, std::size_t columns) {
  std::vector<T> entries;
  entries.reserve(landmarks.rows.size() * columns);
  for (const std::int64_t position : landmarks.rows) {
    const auto entry = table.subspan(static_cast<std::size_t>(position) * columns, columns);
    entries.insert(entries.end(), entry.begin(), entry.end());
  }
  return entries;
}

}  // namespace thema::maps
