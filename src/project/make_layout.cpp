// SPDX-License-Identifier: Apache-2.0
#include "thema/project/make_layout.hpp"

#include <cmath>

#include "thema/project/affinities.hpp"
#include "thema/project/fuzzy_graph.hpp"
#include "thema/project/landmarks.hpp"
#include "thema/project/placement.hpp"
#include "thema/project/tsne.hpp"
#include "thema/project/umap.hpp"

namespace thema::maps {

namespace {

/// The papers of a layout with their neighbours, as many as the method wants.
struct Joined {
  const LaidOut& papers;
  const Neighbours& neighbours;
};

std::vector<float> lay_out(Context& context, const std::string& method, const Joined& joined, const MakeStart& start,
                           const ProjectOptions& options, LayoutCheckpoint& checkpoint) {
  const auto& [papers, neighbours] = joined;
  if (method == "tsne")
    return tsne_layout(context, papers, affinities(context, papers, neighbours, options.perplexity), start, options,
                       checkpoint);
  return umap_layout(context, papers, fuzzy_graph(context, papers, neighbours), start, options, checkpoint);
}

// On a map by t-SNE each paper takes about the same room.
float growth(const std::string& method, std::int64_t landmarks, std::int64_t papers) {
  return method == "tsne" ? std::sqrt(static_cast<float>(papers) / static_cast<float>(landmarks)) : 1;
}

StartingMap start_from_landmarks(Context& context, const std::string& method, const LayoutSources& sources,
                                 const ProjectOptions& options) {
  const LaidOut& papers = sources.papers;
  const LaidOut landmarks = choose_landmarks(context, papers, options.landmarks, options.seed);
  const std::int64_t wanted = method == "tsne" ? affinity_neighbours(options.perplexity) : options.neighbours;
  const Neighbours neighbours = nearest_neighbours(context, landmarks, wanted);
  const auto start = [&] {
    return StartingMap{of_landmarks(landmarks, sources.pca.coordinates), StartingMap::Kind::components};
  };
  LayoutCheckpoint nothing_kept;
  std::vector<float> map = lay_out(context, method, {landmarks, neighbours}, start, options, nothing_kept);
  const float factor = growth(method, landmarks.total(), papers.total());
  for (float& x : map) x *= factor;
  const Neighbours near = nearest_among(context, papers.values, landmarks, kPlacedAmong);
  return {context.comm.all_gather(place_among(near, map)), StartingMap::Kind::placed};
}

}  // namespace

Layout make_layout(Context& context, const std::string& method, const LayoutSources& sources,
                   const ProjectOptions& options, LayoutCheckpoint& checkpoint) {
  if (method == "pca")
    return {method, sources.pca.coordinates, {{"explained_variance", sources.pca.explained_variance}}};
  const bool by_landmarks = options.landmarks > 0 && sources.papers.total() >= 2 * options.landmarks;
  const auto start = [&]() -> StartingMap {
    if (by_landmarks) return start_from_landmarks(context, method, sources, options);
    return {sources.pca.coordinates, StartingMap::Kind::components};
  };
  const Neighbours& neighbours = method == "tsne" ? sources.neighbours : sources.nearest;
  return {method, lay_out(context, method, {sources.papers, neighbours}, start, options, checkpoint), {}};
}

}  // namespace thema::maps
