// SPDX-License-Identifier: Apache-2.0
#include "thema/project/similarity_curve.hpp"

#include <gtest/gtest.h>

namespace thema::maps {
namespace {

struct Case {
  double spread, min_dist, a, b;
};

// umap-learn 0.5.12, umap.umap_.find_ab_params(spread, min_dist): SciPy's curve_fit on the same points.
TEST(SimilarityCurve, IsUmapLearns) {
  for (const Case& c :
       {Case{1, 0.1, 1.5769434602697652, 0.8950608778515733}, Case{1, 0.5, 0.5830300203414425, 1.3341669924314914},
        Case{1, 0.0, 1.93280839734315, 0.7904949732233831}, Case{2, 0.1, 0.5446605399418663, 0.8420554268341789},
        Case{1, 0.99, 0.11930529992407873, 1.9163904168802517}}) {
    const SimilarityCurve found = fit_similarity_curve(c.min_dist, c.spread);
    EXPECT_NEAR(found.a, c.a, 1e-5 * c.a) << "min_dist " << c.min_dist << ", spread " << c.spread;
    EXPECT_NEAR(found.b, c.b, 1e-5 * c.b) << "min_dist " << c.min_dist << ", spread " << c.spread;
  }
}

}  // namespace
}  // namespace thema::maps
