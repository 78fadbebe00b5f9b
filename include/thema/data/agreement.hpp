// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

namespace thema {

/// How well clusters agree with classes, with scikit-learn's conventions: an index of a partition into one part is 1
/// where both are one part, else 0. All NaN without any paper. Entropies are natural. With MI the mutual information:
struct Agreement {
  // Rosenberg and Hirschberg, "V-Measure", EMNLP-CoNLL 2007, beta = 1
  double homogeneity;   ///< MI / H(class); 1 where H(class) is 0
  double completeness;  ///< MI / H(cluster); 1 where H(cluster) is 0
  double v_measure;     ///< their harmonic mean, 0 when both are 0
  double purity;        ///< share of the papers that are of the most frequent class of their cluster
  double nmi;           ///< MI / mean of H(class) and H(cluster)
  double ari;           ///< adjusted_rand()
  double ami;           ///< (MI - E) / (mean of H(class) and H(cluster) - E), E = expected_mutual_information()
};

/// `counts` is [classes, clusters], row-major, `clusters` its columns; empty rows and columns do not count.
Agreement agreement(std::span<const std::int64_t> counts, std::int64_t clusters);

/// Adjusted Rand index (Hubert and Arabie, "Comparing partitions", J. of Classification 2, 1985) of the same table; 1
/// where the partitions are the same, 0 is to be expected by chance. Pairs are counted in 128 bits, so only the
/// quotient is rounded. For less than 2^31 papers.
double adjusted_rand(std::span<const std::int64_t> counts, std::int64_t clusters);

/// How many ordered pairs of papers, each with each other one, lie in one part: of both partitions, of the first, of
/// the second, of the whole. What the adjusted Rand index is made of when a table would be too large.
struct PairsInOnePart {
  std::int64_t both, first, second, all;
};
double adjusted_rand(const PairsInOnePart& pairs);

/// Mean mutual information of two random partitions with the sizes of this table's rows and columns (Vinh, Epps and
/// Bailey, "Information Theoretic Measures for Clusterings Comparison", JMLR 11, 2010, eq. 24a), in nats. For each pair
/// of sizes only the counts within some 15 standard deviations of the mean are looked at: the others weigh less than
/// 1e-20. A table of 200 x 2,000 takes less than a second.
double expected_mutual_information(std::span<const std::int64_t> counts, std::int64_t clusters);

}  // namespace thema
