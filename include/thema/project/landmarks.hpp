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

/// Their entries of a table [M, 2].
std::vector<float> of_landmarks(const LaidOut& landmarks, std::span<const float> table);

}  // namespace thema::maps
