// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace thema::maps {

/// Similarity of two papers at distance x on the map, 1 / (1 + a x^(2b)).
struct SimilarityCurve {
  double a = 1, b = 1;
};

/// The a and b whose curve comes nearest, in least squares over 300 points of [0, 3 spread], to 1 below min_dist and
/// exp(-(x - min_dist) / spread) beyond (McInnes, Healy and Melville 2018, section 3.2, and umap-learn's points).
/// spread > 0, 0 <= min_dist <= 3 spread. Levenberg-Marquardt.
SimilarityCurve fit_similarity_curve(double min_dist, double spread);

}  // namespace thema::maps
