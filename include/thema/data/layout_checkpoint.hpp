// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/partition.hpp"
#include "thema/data/stage_file.hpp"

namespace thema {

/// The papers that are laid out, the neighbours of each, and the names of the layouts that take many epochs.
struct LayoutCheckpointShape {
  std::int64_t papers = 0, neighbours = 0;
  std::vector<std::string> layouts;
};

/// Neighbours of some papers, [n, m], as project/neighbours.hpp finds them.
struct KeptNeighbours {
  std::vector<std::int64_t> positions;
  std::vector<double> similarity;
};

/// A layout under way, of some papers.
struct LayoutState {
  std::int64_t epochs = 0;       ///< that were done
  std::vector<float> positions;  ///< [n, 2]
  std::vector<float> last_move;  ///< [n, 2]
  std::vector<float> gains;      ///< [n, 2]: factors of the step; 1 where a method has none
};

/// What the project stage has done so far, in the group `checkpoint` of map.h5.partial: the neighbours, and of each
/// layout two copies in turn. Each rank writes and reads the rows of its own papers, which need not be those
/// of the job before; one checksum over all ranks tells whether a copy is whole, so whatever moment a job is killed at,
/// one of them is. All functions are collective.
class LayoutCheckpoint {
 public:
  /// Keeps nothing.
  LayoutCheckpoint() = default;
  /// Goes on with what a killed job with the same fingerprint left.
  LayoutCheckpoint(Context& context, const std::filesystem::path& run, const StageRecord& record,
                   const LayoutCheckpointShape& shape);

  std::optional<KeptNeighbours> neighbours(Range own);
  void keep(Range own, const KeptNeighbours& neighbours);
  std::optional<LayoutState> layout(const std::string& name, Range own);
  void keep(const std::string& name, Range own, const LayoutState& state);

 private:
  std::uint64_t sum_of_rows(Range own, const std::vector<std::span<const std::byte>>& columns) const;
  void write_entry(const std::string& table, std::int64_t place, std::int64_t number, std::uint64_t rows);
  std::optional<LayoutState> copy_of_layout(const std::string& name, Range own, std::int64_t copy);

  const Communicator* comm_ = nullptr;
  std::optional<StageWriter> writer_;
  bool goes_on_ = false;
  LayoutCheckpointShape shape_;
  std::map<std::string, std::int64_t> turns_;  // which of a layout's two copies is written next
  std::chrono::steady_clock::time_point last_sync_ = std::chrono::steady_clock::now();
};

/// Where a layout is kept, and by which name.
struct KeptLayout {
  LayoutCheckpoint& checkpoint;
  std::string name;
};

}  // namespace thema
