// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "thema/assign/drift.hpp"
#include "thema/assign/run_map.hpp"
#include "thema/data/stage_file.hpp"

/// The schema of DIR/assign/NAME.h5 in one place.
namespace thema::assignment {

/// Topics of consecutive new papers, one entry each.
struct AssignedRows {
  std::int64_t first_row = 0;
  std::vector<std::int32_t> topic, second;  ///< as Clustering::assignment and second
  std::vector<float> similarity, second_similarity;
  std::vector<float> novelty;  ///< Novelty::of()
};

/// Ids of the new papers as documents.h5 has them: bytes of all, offsets of each and the end.
struct IdSizes {
  std::int64_t papers = 0, bytes = 0;
};

/// What of the run's map goes into the file: its layouts and how many neighbours each new paper has there.
struct MapShape {
  std::vector<std::string> methods;
  std::int64_t neighbours = 0;
};

/// Writes the file in slices: no rank holds its whole share.
class AssignedSink {
 public:
  /// Collective.
  AssignedSink(Context& context, const std::filesystem::path& folder, const StageRecord& record, IdSizes ids,
               std::int64_t topics, MapShape map);
  /// Independent.
  void write(const AssignedRows& rows);
  void write(const PlacedRows& rows);
  /// Offsets `first` and following, whose first says where the bytes belong. Independent.
  void write_ids(std::int64_t first, std::span<const std::uint64_t> offsets, std::span<const char> bytes);
  /// Rank 0 writes the drift. Collective.
  void complete(Context& context, const Drift& drift);

 private:
  StageWriter writer_;
  MapShape map_;
};

/// The drift in a complete file of a run with so many topics.
Drift read_drift(const std::filesystem::path& folder, const std::string& name, std::int64_t topics);

}  // namespace thema::assignment
