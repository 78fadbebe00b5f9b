// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/core/partition.hpp"
#include "thema/core/random.hpp"

namespace thema {

/// A random sample of rows that is the same for any number of ranks: the `wanted` rows with the smallest
/// (random_bits(seed, purpose, row), row) of all ranks' rows. Returns this rank's chosen global rows, ascending; all
/// of `own_rows` when the ranks together have no more than `wanted`. Collective.
///
/// The ranks' ranges follow one another in rank order; a range may be empty. Beside the result a rank holds 8 bytes
/// per own row.
std::vector<std::int64_t> keyed_sample(const Communicator& comm, Range own_rows, std::int64_t wanted,
                                       std::uint64_t seed, Draw purpose);

/// A bootstrap sample that is the same for any number of ranks: `total` draws of one of `total` rows, draw i being row
/// random_below(total, seed, purpose, i). Returns those that fall into this rank's rows, ascending, each as often as it
/// was drawn. Every rank goes through all draws, some 10 ns each, and keeps 4 bytes per own row.
std::vector<std::int64_t> keyed_draws(Range own_rows, std::int64_t total, std::uint64_t seed, Draw purpose);

}  // namespace thema
