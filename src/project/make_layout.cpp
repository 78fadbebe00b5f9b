// SPDX-License-Identifier: Apache-2.0
#include "thema/project/make_layout.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "thema/project/affinities.hpp"
#include "thema/project/fuzzy_graph.hpp"
#include "thema/project/landmarks.hpp"
#include "thema/project/local_density.hpp"
#include "thema/project/placement.hpp"
#include "thema/project/tsne.hpp"
#include "thema/project/umap.hpp"

namespace thema::maps {

namespace {

/// The papers of a layout with their neighbours, as many as the method wants, and their topics, or none.
struct Joined {
  const LaidOut& papers;
  const Neighbours& neighbours;
  std::span<const std::int32_t> topics;
};

std::vector<float> lay_out(Context& context, const std::string& method, const Joined& joined, const MakeStart& start,
                           const ProjectOptions& options, const KeptLayout& kept) {
  const auto& [papers, neighbours, topics] = joined;
  if (method == "tsne")
    return tsne_layout(context, papers, affinities(context, papers, neighbours, options.perplexity), start, options,
                       kept);
  NeighbourGraph graph = fuzzy_graph(context, papers, neighbours);
  if (!topics.empty()) graph = guided_by_topics(context, papers, graph, topics, options.topic_hint);
  std::vector<double> radii;
  if (options.density > 0) radii = local_radii(context, papers, neighbours);
  return umap_layout(context, papers, {graph, radii}, start, options, kept);
}

// On a map by t-SNE each paper takes about the same room.
float growth(const std::string& method, std::int64_t landmarks, std::int64_t papers) {
  return method == "tsne" ? std::sqrt(static_cast<float>(papers) / static_cast<float>(landmarks)) : 1;
}

StartingMap start_from_landmarks(Context& context, const std::string& method, const LayoutSources& sources,
                                 const ProjectOptions& options, LayoutCheckpoint& checkpoint) {
  const LaidOut& papers = sources.papers;
  const LaidOut landmarks = choose_landmarks(context, papers, options.landmarks, options.seed);
  const std::int64_t wanted = method == "tsne" ? affinity_neighbours(options.perplexity) : options.neighbours;
  const Neighbours neighbours = nearest_neighbours(context, landmarks, wanted);
  const auto start = [&] {
    return StartingMap{of_landmarks<float>(landmarks, sources.pca.coordinates, 2), StartingMap::Kind::components};
  };
  std::vector<std::int32_t> topics;
  if (!sources.topics.empty()) topics = of_landmarks(landmarks, sources.topics, 1);
  std::vector<float> map = lay_out(context, method, {landmarks, neighbours, topics}, start, options,
                                   {checkpoint, layout_of_landmarks(method)});
  const float factor = growth(method, landmarks.total(), papers.total());
  for (float& x : map) x *= factor;
  const Neighbours near = nearest_among(context, papers.values, landmarks, kPlacedAmong);
  std::vector<float> places = context.comm.all_gather(place_among(near, map));
  for (std::size_t i = 0; i < landmarks.rows.size(); ++i)  // they stay where they are
    std::copy_n(map.begin() + static_cast<std::ptrdiff_t>(2 * i), 2, places.begin() + 2 * landmarks.rows[i]);
  return {std::move(places), StartingMap::Kind::placed};
}

}  // namespace

bool starts_from_landmarks(const ProjectOptions& options, std::int64_t papers) {
  return options.landmarks > 0 && papers >= 2 * options.landmarks;
}

std::string layout_of_landmarks(const std::string& method) { return method + "_landmarks"; }

Layout make_layout(Context& context, const std::string& method, const LayoutSources& sources,
                   const ProjectOptions& options, LayoutCheckpoint& checkpoint) {
  if (method == "pca")
    return {method, sources.pca.coordinates, {{"explained_variance", sources.pca.explained_variance}}};
  const auto start = [&]() -> StartingMap {
    if (starts_from_landmarks(options, sources.papers.total()))
      return start_from_landmarks(context, method, sources, options, checkpoint);
    return {sources.pca.coordinates, StartingMap::Kind::components};
  };
  const Neighbours& neighbours = method == "tsne" ? sources.neighbours : sources.nearest;
  Layout layout{
      method,
      lay_out(context, method, {sources.papers, neighbours, sources.topics}, start, options, {checkpoint, method}),
      {}};
  if (method == "umap" && !sources.topics.empty()) layout.quality["topic_hint"] = options.topic_hint;
  return layout;
}

}  // namespace thema::maps
