// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/core/config.hpp"
#include "thema/core/context.hpp"
#include "thema/data/embeddings.hpp"
#include "thema/data/layout_checkpoint.hpp"
#include "thema/data/topic_map.hpp"

namespace thema {

struct ProjectOptions {
  std::vector<std::string> methods{"umap", "pca"};
  std::int64_t max_points = 200'000;  ///< papers laid out; of a larger corpus a keyed sample
  std::int64_t neighbours = 15;       ///< nearest neighbours of each paper, itself not counted
  std::int64_t partitions = 0;  ///< parts of the papers that neighbours are searched in; 0: exactly, in all papers
  std::int64_t probes = 16;     ///< parts for each paper
  std::int64_t epochs = 0;      ///< of UMAP; 0: 500 up to 10,000 papers, 300 above
  double min_dist = 0.1;        ///< UMAP: distance at which neighbours stop attracting
  double spread = 1.0;          ///< UMAP: scale of the layout
  double learning_rate = 1.0;   ///< UMAP: step of the first epoch, falls linearly to 0
  std::int64_t negatives = 5;   ///< UMAP: repelling papers drawn for each attraction
  double density = 0;           ///< UMAP: how strongly dense stays dense, densMAP's lambda; 0: not at all
  double topic_hint = 0;        ///< UMAP: how much less papers of different topics join; 0: nothing is told of topics
  double perplexity = 30;       ///< t-SNE: papers that each one's neighbourhood is about; three times are searched
  std::int64_t tsne_epochs = 500;       ///< t-SNE: after the 250 with exaggerated affinities
  double exaggeration = 1;              ///< t-SNE: factor of the affinities in these
  std::int64_t landmarks = 0;           ///< papers laid out before all others; 0: none
  std::int64_t quality_sample = 2'000;  ///< papers (keyed sample) that the layouts' quality is measured on
  std::int64_t seed = 0;                ///< set from run.seed
};

/// What is known of papers beside their embeddings, an entry for each of this rank's rows or none at all.
struct KnownOfPapers {
  std::vector<std::int32_t> categories;  ///< as numbers, -1 for none; the layouts are judged by them
  std::vector<std::int32_t> topics;      ///< where options.topic_hint is above 0
};

void describe(OptionTable& table, ProjectOptions& options);
/// Refuses options that do not fit together; what the table cannot see.
void check(const ProjectOptions& options);

/// Neighbours, exact unless options.partitions is set, and a 2-D layout by each method, judged; the same bits for any
/// number of ranks.
/// Throws Stopped on all ranks, between blocks of neighbours, epochs and steps, when any rank was asked to stop.
/// Collective.
TopicMap project(Context& context, const Embeddings& embeddings, const KnownOfPapers& known,
                 const ProjectOptions& options, LayoutCheckpoint& checkpoint);
/// Of a corpus with so many papers.
LayoutCheckpointShape checkpoint_shape(const ProjectOptions& options, std::int64_t papers);

}  // namespace thema
