// SPDX-License-Identifier: Apache-2.0
#include "thema/project/similarity_curve.hpp"

#include <cmath>

namespace thema::maps {

namespace {

constexpr int kPoints = 300, kMaxSteps = 500;

/// Sum of squared residuals at a curve and its normal equations J^T J step = J^T r over (log a, log b), which keeps
/// both positive.
struct LeastSquares {
  double error = 0;
  double aa = 0, ab = 0, bb = 0;  // J^T J
  double ra = 0, rb = 0;          // J^T r
};

LeastSquares evaluate(const SimilarityCurve& curve, double min_dist, double spread) {
  LeastSquares sum;
  for (int i = 1; i < kPoints; ++i) {  // at x = 0 every curve is 1
    const double x = 3 * spread * i / (kPoints - 1);
    const double wanted = x < min_dist ? 1 : std::exp(-(x - min_dist) / spread);
    const double power = curve.a * std::pow(x, 2 * curve.b), value = 1 / (1 + power);
    const double slope = -power * value * value;  // d value / d log a
    const double by_a = slope, by_b = slope * 2 * curve.b * std::log(x), residual = wanted - value;
    sum.error += residual * residual;
    sum.aa += by_a * by_a;
    sum.ab += by_a * by_b;
    sum.bb += by_b * by_b;
    sum.ra += by_a * residual;
    sum.rb += by_b * residual;
  }
  return sum;
}

SimilarityCurve stepped(const SimilarityCurve& from, const LeastSquares& at, double damping) {
  const double aa = at.aa * (1 + damping), bb = at.bb * (1 + damping), det = aa * bb - at.ab * at.ab;
  return {from.a * std::exp((bb * at.ra - at.ab * at.rb) / det), from.b * std::exp((aa * at.rb - at.ab * at.ra) / det)};
}

}  // namespace

SimilarityCurve fit_similarity_curve(double min_dist, double spread) {
  SimilarityCurve curve{1 / (spread * spread), 1};  // half way down at about `spread`
  LeastSquares at = evaluate(curve, min_dist, spread);
  double damping = 1e-3;
  for (int step = 0; step < kMaxSteps && damping < 1e12; ++step) {
    const SimilarityCurve next = stepped(curve, at, damping);
    const LeastSquares there = evaluate(next, min_dist, spread);
    if (there.error < at.error) {
      curve = next;
      at = there;
      damping /= 10;
    } else {
      damping *= 10;
    }
  }
  return curve;
}

}  // namespace thema::maps
