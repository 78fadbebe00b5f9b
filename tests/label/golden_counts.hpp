// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/terms/count_terms.hpp"

namespace thema {

/// The counts of tests/golden/make_label_golden.py: terms a..f in three topics, of 45 occurrences on average.
inline TermCounts golden_counts() {
  TermCounts counts;
  counts.groups = 3;
  counts.terms = {"a", "b", "c", "d", "e", "f"};
  counts.document_frequency = {1, 1, 1, 1, 1, 1};
  counts.row_starts = {0, 4, 9, 14};
  counts.columns = {0, 1, 3, 5, 0, 1, 2, 4, 5, 1, 2, 3, 4, 5};
  counts.counts = {30, 4, 1, 5, 2, 9, 21, 3, 5, 1, 7, 40, 2, 5};
  return counts;
}

}  // namespace thema
