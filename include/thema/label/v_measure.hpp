// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

namespace thema {

/// How well clusters agree with classes (Rosenberg and Hirschberg, "V-Measure", EMNLP-CoNLL 2007, beta = 1), with
/// scikit-learn's conventions: homogeneity 1 - H(class | cluster) / H(class), completeness the other way round, 1
/// where the denominator is 0; the V-measure is their harmonic mean, 0 when both are 0. All NaN without any paper.
struct Agreement {
  double homogeneity, completeness, v_measure;
};

/// `counts` is [classes, clusters], row-major.
Agreement agreement(std::span<const std::int64_t> counts, std::int64_t clusters);

}  // namespace thema
