// SPDX-License-Identifier: Apache-2.0
#include "thema/assign/run_map.hpp"

#include <algorithm>

#include "thema/core/error.hpp"
#include "thema/data/store.hpp"
#include "thema/finished/run_topics.hpp"
#include "thema/project/placement.hpp"

namespace thema::assignment {

namespace fs = std::filesystem;

std::optional<StageReader> open_run_map(const Communicator& comm, const fs::path& run) {
  if (!comm.any(comm.is_root() && fs::exists(stage_path(run, "map")))) return std::nullopt;
  StageReader map(run, "map");
  finished::require_made_of(run, map, StageReader(run, "embeddings"));
  return map;
}

RunMap read_run_map(const Communicator& comm, const fs::path& run, StageReader& reader) {
  const Embeddings shape = store::embeddings_shape(run);
  TopicMap map = store::read_map(reader, shape.total_rows);
  RunMap found;
  found.neighbours = map.neighbours;
  found.layouts = std::move(map.layouts);
  const Range mine = even_part(std::ssize(map.rows), comm.size(), comm.rank());
  const std::vector<std::int64_t> rows(map.rows.begin() + mine.first, map.rows.begin() + mine.last);
  found.papers.width = shape.width;
  found.papers.copied = store::read_embedding_rows(run, rows);
  found.papers.values = found.papers.copied;
  maps::share_out(comm, rows, found.papers);
  return found;
}

PlacedRows place_rows(Context& context, const RunMap& map, const Embeddings& papers) {
  const maps::Neighbours near =
      maps::nearest_among(context, papers.values, map.papers, std::max(map.neighbours, maps::kPlacedAmong));
  const maps::Neighbours shown = maps::nearest_of(near, map.neighbours);
  PlacedRows placed;
  placed.first_row = papers.first_row;
  for (const std::int64_t position : shown.positions)
    placed.neighbours.push_back(map.papers.rows[static_cast<std::size_t>(position)]);
  placed.similarity.assign(shown.similarity.begin(), shown.similarity.end());
  const maps::Neighbours nearest = maps::nearest_of(near, maps::kPlacedAmong);
  for (const Layout& layout : map.layouts) placed.coordinates.push_back(maps::place_among(nearest, layout.coordinates));
  return placed;
}

}  // namespace thema::assignment
