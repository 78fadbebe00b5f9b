// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/core/config.hpp"
#include "thema/core/context.hpp"
#include "thema/data/clustering.hpp"
#include "thema/data/embeddings.hpp"

namespace thema {

struct ClusterOptions {
  std::int64_t k = 0;                                           ///< topics; 0: chosen among `candidates`
  std::vector<std::int64_t> candidates{5, 10, 15, 20, 30, 40};  ///< K to try
  std::int64_t selection_sample = 100'000;                      ///< papers (keyed sample) the candidates are tried on
  std::string criterion = "silhouette";                         ///< silhouette, calinski_harabasz or davies_bouldin
  std::int64_t starts = 10;  ///< independent starts; the highest mean similarity wins
  std::int64_t max_iterations = 300;
  double tolerance = 0;           ///< stop when at most this share of the papers changed topic
  std::string init = "kmeans||";  ///< kmeans|| or kmeans++
  bool center = false;            ///< subtract the corpus mean and renormalise first
  std::int64_t seed = 0;          ///< set from run.seed
};

void describe(OptionTable& table, ClusterOptions& options);
/// Refuses options that do not fit together; what the table cannot see.
void check(const ClusterOptions& options);
/// Refuses a K that so many papers cannot have.
void check(const ClusterOptions& options, std::int64_t papers);

/// Spherical k-means (Dhillon and Modha, 2001) of all ranks' rows; the same bits for any number of ranks. Collective.
/// `embeddings` is centred in place when options.center asks for it. Throws Stopped on all ranks, between iterations
/// and steps of seeding, when any rank was asked to stop.
Clustering cluster(Context& context, Embeddings& embeddings, const ClusterOptions& options);

}  // namespace thema
