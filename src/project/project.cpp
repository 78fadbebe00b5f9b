// SPDX-License-Identifier: Apache-2.0
#include "thema/project/project.hpp"

#include <algorithm>

#include "thema/core/error.hpp"
#include "thema/project/fuzzy_graph.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/map_quality.hpp"
#include "thema/project/neighbours.hpp"
#include "thema/project/pca.hpp"
#include "thema/project/umap.hpp"

namespace thema {

namespace {

void check_options(const ProjectOptions& options) {
  if (options.methods.empty()) fail_usage("project.methods is empty; allowed: one or both of umap, pca");
  for (auto method = options.methods.begin(); method != options.methods.end(); ++method) {
    if (*method != "umap" && *method != "pca")
      fail_usage("project.methods: unknown method \"" + *method + "\"; allowed: umap, pca");
    if (std::find(options.methods.begin(), method, *method) != method)
      fail_usage("project.methods: \"" + *method + "\" stands twice");
  }
  if (options.min_dist > options.spread)
    fail_usage(fmt::format("project.min_dist is {}; allowed: at most project.spread, which is {}", options.min_dist,
                           options.spread));
}

Layout make_layout(Context& context, const std::string& method, const maps::LaidOut& papers,
                   const maps::Neighbours& neighbours, const maps::PcaResult& pca, const ProjectOptions& options) {
  if (method == "pca") return {method, pca.coordinates, {{"explained_variance", pca.explained_variance}}};
  const maps::FuzzyGraph graph = maps::fuzzy_graph(context, papers, neighbours);
  return {method, maps::umap_layout(context, papers, graph, pca.coordinates, options), {}};
}

// Positions become document rows.
TopicMap start_map(const maps::LaidOut& papers, const maps::Neighbours& neighbours) {
  TopicMap map;
  map.rows = papers.rows;
  map.neighbours = neighbours.count;
  map.first = papers.own.first;
  map.neighbour_indices.reserve(neighbours.positions.size());
  for (const std::int64_t position : neighbours.positions)
    map.neighbour_indices.push_back(papers.rows[static_cast<std::size_t>(position)]);
  for (const double similarity : neighbours.similarity)
    map.neighbour_similarity.push_back(static_cast<float>(similarity));
  return map;
}

}  // namespace

TopicMap project(Context& context, const Embeddings& embeddings, const ProjectOptions& options) {
  check_options(options);
  const maps::LaidOut papers = maps::choose_laid_out(context, embeddings, options.max_points, options.seed);
  const maps::Neighbours neighbours = maps::nearest_neighbours(context, papers, options.neighbours);
  const maps::PcaResult pca = maps::principal_components(context, papers);
  const maps::QualityQueries queries = maps::choose_queries(context, papers, options.quality_sample, options.seed);
  TopicMap map = start_map(papers, neighbours);
  for (const std::string& method : options.methods) {
    Layout layout = make_layout(context, method, papers, neighbours, pca, options);
    layout.quality.merge(maps::map_quality(context, papers, neighbours, queries, layout.coordinates));
    context.log.line("project: {}: trustworthiness {:.4f}, neighbour recall {:.4f}", method,
                     layout.quality.at("trustworthiness"), layout.quality.at("neighbour_recall"));
    map.layouts.push_back(std::move(layout));
  }
  return map;
}

}  // namespace thema
