// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/data/stage_file.hpp"

namespace thema {

/// A run of k-means, finished or not. Labels are not kept: they are those of the nearest centroids.
struct KmeansState {
  std::vector<float> centroids;  ///< [k, d]
  std::int64_t iterations = 0;   ///< done when the centroids were these
  std::int64_t changed = 0;      ///< rows that changed topic in the last one; of a finished run
  std::int64_t objective = 0;    ///< of a finished run
};

/// What the checkpoint has room for. A finished run for which there is none is made again by the job that goes on.
struct KmeansCheckpointShape {
  std::int64_t width = 0;
  std::int64_t largest_k = 0;
  std::int64_t runs = 0;           ///< finished runs
  std::int64_t centroid_rows = 0;  ///< sum of their k
};

/// Runs of k-means in the group `checkpoint` of clusters.h5.partial. A stage makes its runs in an order that its
/// options and inputs fix, so a run is known by its number. Kept are each finished run and, of the one under way, two
/// copies of the centroids in turn, each with its checksum: whatever moment a job is killed at, one is whole.
class KmeansCheckpoint {
 public:
  /// Keeps nothing.
  KmeansCheckpoint() = default;
  /// Goes on with what a killed job with the same fingerprint left. Collective.
  KmeansCheckpoint(Context& context, const std::filesystem::path& run, const StageRecord& record,
                   const KmeansCheckpointShape& shape);

  /// The next run, of k topics, begins. Collective.
  void begin(std::int64_t k);
  /// The run that has begun, as an earlier job finished it; the same on all ranks.
  const std::optional<KmeansState>& finished() const { return finished_; }
  /// The same, as an earlier job left it.
  const std::optional<KmeansState>& unfinished() const { return unfinished_; }
  /// Keeps the run under way; of use to a job that is killed from now on. `state` is the same on all ranks.
  void keep(const KmeansState& state);
  /// Keeps it as finished.
  void finish(const KmeansState& state);

 private:
  struct Entry;
  bool has_room() const { return number_ < shape_.runs && first_row_ + k_ <= shape_.centroid_rows; }
  std::optional<KmeansState> read_on_root(const std::string& table, std::int64_t place, std::int64_t row);
  std::optional<KmeansState> recall(const std::string& table, std::int64_t place, std::int64_t row);
  void write(const std::string& table, std::int64_t place, std::int64_t row, const KmeansState& state);

  const Communicator* comm_ = nullptr;
  std::optional<StageWriter> writer_;
  bool goes_on_ = false;
  KmeansCheckpointShape shape_;
  std::int64_t number_ = -1, k_ = 0, first_row_ = 0;
  std::int64_t turn_ = 0;  // which of the two copies is written next
  std::optional<KmeansState> finished_, unfinished_;
  std::chrono::steady_clock::time_point last_sync_ = std::chrono::steady_clock::now();
};

}  // namespace thema
