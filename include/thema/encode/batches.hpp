// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace thema {

/// Texts of a block, by index, that go through the encoder together.
using Batch = std::vector<std::int64_t>;

/// Divides the texts of one block into batches of at most `token_budget` tokens (a longer text is a batch of its own).
/// `lengths[i]` is the number of tokens of text i. Texts go from the longest to the shortest, equal lengths in index
/// order, so a batch holds similar lengths and equal ones stand together. The result depends on the block alone,
/// never on rank or thread: equal batches give equal bits.
std::vector<Batch> plan_batches(std::span<const std::int32_t> lengths, std::int64_t token_budget);

}  // namespace thema
