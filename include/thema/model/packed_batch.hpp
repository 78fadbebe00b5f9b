// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "thema/model/packed_tokens.hpp"

namespace thema {

/// To what multiples the extents of a batch are rounded up. Libraries make kernels per number of rows, so few numbers
/// should occur; a recorded graph fits one shape alone.
struct BatchRounding {
  std::int64_t rows = 64;
  std::int64_t texts = 1;
  std::int64_t longest = 1;
};

/// Batches of equal shape go through the same kernels.
struct BatchShape {
  std::int64_t rows = 0, texts = 0, longest = 0;
  auto operator<=>(const BatchShape&) const = default;
};

/// Texts as the encoder takes them: behind the real ones stand padding texts, none longer than the longest real one,
/// that fill up the rows, and empty ones that fill up the texts. What padding texts give is to be dropped.
class PackedBatch {
 public:
  /// At least one text, none of them empty.
  PackedBatch(const PackedTokens& tokens, const BatchRounding& rounding);

  BatchShape shape() const { return {rows_, texts_, longest_}; }
  std::int64_t real_texts() const { return real_texts_; }

  /// ids [rows], positions within the text [rows] and starts [texts + 1], one after the other.
  std::span<const std::int32_t> numbers() const { return numbers_; }
  std::span<const std::int32_t> starts() const { return numbers().subspan(static_cast<std::size_t>(2 * rows_)); }

 private:
  std::int64_t rows_, texts_, longest_, real_texts_;
  std::vector<std::int32_t> numbers_;
};

}  // namespace thema
