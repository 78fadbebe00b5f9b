// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "thema/data/layout_checkpoint.hpp"
#include "thema/data/topic_map.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/neighbours.hpp"
#include "thema/project/pca.hpp"
#include "thema/project/project.hpp"

namespace thema::maps {

/// What layouts are made from.
struct LayoutSources {
  const LaidOut& papers;
  const Neighbours& neighbours;  ///< as many as the layout that wants most of them
  const Neighbours& nearest;     ///< the first project.neighbours of them: UMAP's
  const PcaResult& pca;
  std::span<const std::int32_t> topics;  ///< [M] on all ranks, where options.topic_hint is above 0
};

/// Whether so many laid-out papers are.
bool starts_from_landmarks(const ProjectOptions& options, std::int64_t papers);
/// The name by which that of the landmarks is kept; a layout's own is its method.
std::string layout_of_landmarks(const std::string& method);

/// The layout by a method, "umap", "tsne" or "pca", of ProjectOptions::methods; by way of landmarks where they are
/// asked for. Throws Stopped between epochs. Collective.
Layout make_layout(Context& context, const std::string& method, const LayoutSources& sources,
                   const ProjectOptions& options, LayoutCheckpoint& checkpoint);

}  // namespace thema::maps
