// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema::explanation {

/// What a word adds up to over papers; sums are multiples of a FixedPoint, so that they do not depend on their order.
struct WordTotal {
  std::int64_t contrast = 0;   ///< decomposition of the margin
  std::int64_t attention = 0;  ///< received
  std::int64_t occurrences = 0;
  std::int64_t papers = 0;
};

/// Totals by word; memory grows with the vocabulary of the papers.
class WordTotals {
 public:
  /// One paper's sums of one word.
  void add(std::string_view word, const WordTotal& of_paper);
  /// Collective: the totals over all ranks on rank 0, none elsewhere.
  std::map<std::string, WordTotal, std::less<>> gathered(const Communicator& comm) const;

 private:
  std::map<std::string, WordTotal, std::less<>> totals_;
};

}  // namespace thema::explanation
