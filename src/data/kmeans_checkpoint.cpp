// SPDX-License-Identifier: Apache-2.0
#include "thema/data/kmeans_checkpoint.hpp"

#include <cstring>

#include "thema/core/checksum.hpp"

namespace thema {

namespace {

// Both tables have an entry a run, [places, fields], and beside them the centroids.
const std::string kFinished = "checkpoint/finished", kUnderWay = "checkpoint/under_way";
const std::string kCentroids = "_centroids";
constexpr std::int64_t kCopies = 2;
constexpr std::chrono::seconds kSyncInterval{5};

std::vector<DatasetSpec> datasets_of(const KmeansCheckpointShape& shape, hsize_t fields) {
  const auto d = static_cast<hsize_t>(shape.width);
  return {{kFinished, h5::element_type<std::int64_t>(), {static_cast<hsize_t>(shape.runs), fields}},
          {kFinished + kCentroids, h5::element_type<float>(), {static_cast<hsize_t>(shape.centroid_rows), d}},
          {kUnderWay, h5::element_type<std::int64_t>(), {kCopies, fields}},
          {kUnderWay + kCentroids, h5::element_type<float>(), {static_cast<hsize_t>(kCopies * shape.largest_k), d}}};
}

}  // namespace

struct KmeansCheckpoint::Entry {
  std::int64_t number = 0, k = 0, iterations = 0, changed = 0, objective = 0;
  std::uint64_t checksum = 0;
  static constexpr hsize_t kFields = 6;

  /// Of the other fields and the centroids.
  std::uint64_t right_checksum(const std::vector<float>& centroids) const {
    const std::int64_t own[] = {number, k, iterations, changed, objective};
    std::vector<std::byte> bytes(sizeof own + centroids.size() * sizeof(float));
    std::memcpy(bytes.data(), own, sizeof own);
    if (!centroids.empty()) std::memcpy(bytes.data() + sizeof own, centroids.data(), centroids.size() * sizeof(float));
    return thema::checksum(bytes);
  }
};

KmeansCheckpoint::KmeansCheckpoint(Context& context, const std::filesystem::path& run, const StageRecord& record,
                                   const KmeansCheckpointShape& shape)
    : comm_(&context.comm),
      writer_(StageWriter::resume(context, run, record, datasets_of(shape, Entry::kFields))),
      shape_(shape) {
  goes_on_ = writer_.has_value();  // not so with what a job left that was killed while it wrote its results
  if (goes_on_) return;
  writer_.emplace(StageWriter::create(context, run, record, datasets_of(shape, Entry::kFields)));
}

void KmeansCheckpoint::begin(std::int64_t k) {
  first_row_ += k_;
  k_ = k;
  ++number_;
  finished_.reset();
  unfinished_.reset();
  if (!goes_on_) return;
  if (has_room()) finished_ = recall(kFinished, number_, first_row_);
  for (std::int64_t copy = 0; !finished_ && copy < kCopies; ++copy) {
    auto state = recall(kUnderWay, copy, copy * shape_.largest_k);
    if (!state || (unfinished_ && unfinished_->iterations >= state->iterations)) continue;
    unfinished_ = std::move(state);
    turn_ = copy + 1;
  }
}

std::optional<KmeansState> KmeansCheckpoint::read_on_root(const std::string& table, std::int64_t place,
                                                          std::int64_t row) {
  std::int64_t fields[Entry::kFields];
  writer_->read(table, place, std::span<std::int64_t>(fields));
  Entry entry;
  static_assert(sizeof entry == sizeof fields);
  std::memcpy(&entry, fields, sizeof entry);
  if (entry.number != number_ || entry.k != k_) return std::nullopt;
  KmeansState state{std::vector<float>(static_cast<std::size_t>(k_ * shape_.width)), entry.iterations, entry.changed,
                    entry.objective};
  writer_->read(table + kCentroids, row, std::span(state.centroids));
  if (entry.checksum != entry.right_checksum(state.centroids)) return std::nullopt;
  return state;
}

std::optional<KmeansState> KmeansCheckpoint::recall(const std::string& table, std::int64_t place, std::int64_t row) {
  std::optional<KmeansState> state;
  if (comm_->is_root()) state = read_on_root(table, place, row);
  if (!comm_->any(state.has_value())) return std::nullopt;
  if (!state) state.emplace();
  comm_->broadcast(state->centroids);
  std::int64_t rest[] = {state->iterations, state->changed, state->objective};
  comm_->broadcast(std::span<std::int64_t>(rest));
  return KmeansState{std::move(state->centroids), rest[0], rest[1], rest[2]};
}

void KmeansCheckpoint::write(const std::string& table, std::int64_t place, std::int64_t row, const KmeansState& state) {
  Entry entry{number_, k_, state.iterations, state.changed, state.objective, 0};
  entry.checksum = entry.right_checksum(state.centroids);
  std::int64_t fields[Entry::kFields];
  std::memcpy(fields, &entry, sizeof entry);
  writer_->write<float>(table + kCentroids, row, state.centroids);
  writer_->write<std::int64_t>(table, place, fields);
  if (std::chrono::steady_clock::now() - last_sync_ < kSyncInterval) return;
  writer_->sync();
  last_sync_ = std::chrono::steady_clock::now();
}

void KmeansCheckpoint::keep(const KmeansState& state) {
  if (!writer_ || !comm_->is_root()) return;
  const std::int64_t copy = turn_++ % kCopies;
  write(kUnderWay, copy, copy * shape_.largest_k, state);
}

void KmeansCheckpoint::finish(const KmeansState& state) {
  if (writer_ && comm_->is_root() && has_room()) write(kFinished, number_, first_row_, state);
}

}  // namespace thema
