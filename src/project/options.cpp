// SPDX-License-Identifier: Apache-2.0
#include "thema/project/project.hpp"

namespace thema {

void describe(OptionTable& table, ProjectOptions& options) {
  const auto result = Affects::result;
  table.add("project.methods", options.methods, result, "layouts to make: umap, pca; the first is what figures show");
  table.add("project.max_points", options.max_points, {1, 100'000'000}, result,
            "papers laid out at most; of more papers a keyed random sample is");
  table.add("project.neighbours", options.neighbours, {1, 1'000}, result,
            "nearest neighbours of each paper; more show broader structure and take longer");
  table.add("project.epochs", options.epochs, {0, 100'000}, result,
            "UMAP: rounds of moves; 0: 500 for up to 10,000 papers, 200 for more");
  table.add("project.min_dist", options.min_dist, {0.0, 10.0}, result,
            "UMAP: distance on the map under which neighbours stop attracting; small packs topics tightly");
  table.add("project.spread", options.spread, {0.01, 100.0}, result, "UMAP: scale of the map; larger than min_dist");
  table.add("project.learning_rate", options.learning_rate, {1e-6, 100.0}, result,
            "UMAP: step of the first epoch; falls linearly to 0");
  table.add("project.negatives", options.negatives, {1, 100}, result, "UMAP: repelling papers for each attraction");
  table.add("project.quality_sample", options.quality_sample, {1, 1'000'000}, result,
            "papers (a keyed sample) on which trustworthiness and neighbour recall are measured");
}

}  // namespace thema
