// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/data/embeddings.hpp"
#include "thema/data/stage_file.hpp"
#include "thema/data/topic_map.hpp"
#include "thema/project/laid_out.hpp"

namespace thema::assignment {

/// The map of a run, on which new papers are put.
struct RunMap {
  maps::LaidOut papers;
  std::int64_t neighbours = 0;  ///< of each paper in map.h5
  std::vector<Layout> layouts;
};

/// map.h5, nothing where the run has none; one of other embeddings is an Error of kind `data`. Collective.
std::optional<StageReader> open_run_map(const Communicator& comm, const std::filesystem::path& run);

/// Each rank reads the embeddings of its part of the laid-out papers. Collective.
RunMap read_run_map(const Communicator& comm, const std::filesystem::path& run, StageReader& map);

/// Consecutive new papers on the map.
struct PlacedRows {
  std::int64_t first_row = 0;
  std::vector<std::int64_t> neighbours;         ///< [n, m], rows of the run, nearest first
  std::vector<float> similarity;                ///< [n, m], cosine
  std::vector<std::vector<float>> coordinates;  ///< [n, 2] for each layout
};

/// New papers beside the laid-out papers that are nearest to them: place_among(). Throws Stopped. Collective.
PlacedRows place_rows(Context& context, const RunMap& map, const Embeddings& papers);

}  // namespace thema::assignment
