// SPDX-License-Identifier: Apache-2.0
#include "thema/data/layout_checkpoint.hpp"

#include <array>
#include <utility>

#include "thema/core/checksum.hpp"

namespace thema {

namespace {

// The entries tell which number (1 for neighbours that are there, the epochs of a layout) belongs to which rows.
const std::string kGroup = "checkpoint/", kNeighbours = kGroup + "neighbours";
const std::string kPositions = "_positions", kSimilarity = "_similarity", kLastMove = "_last_move", kGains = "_gains";
constexpr std::int64_t kCopies = 2;
constexpr std::chrono::seconds kSyncInterval{5};

using Entry = std::array<std::uint64_t, 2>;  // number, checksum of it and the rows

std::uint64_t right_checksum(std::uint64_t number, std::uint64_t rows) {
  const Entry both{number, rows};
  return checksum(std::as_bytes(std::span(both)));
}

std::vector<DatasetSpec> datasets_of(const LayoutCheckpointShape& shape) {
  const auto papers = static_cast<hsize_t>(shape.papers), m = static_cast<hsize_t>(shape.neighbours);
  std::vector<DatasetSpec> specs{{kNeighbours, h5::element_type<std::uint64_t>(), {1, 2}},
                                 {kNeighbours + kPositions, h5::element_type<std::int64_t>(), {papers, m}},
                                 {kNeighbours + kSimilarity, h5::element_type<double>(), {papers, m}}};
  for (const std::string& name : shape.layouts) {
    specs.push_back({kGroup + name, h5::element_type<std::uint64_t>(), {kCopies, 2}});
    for (const std::string& column : {kPositions, kLastMove, kGains})
      specs.push_back({kGroup + name + column, h5::element_type<float>(), {kCopies * papers, 2}});
  }
  return specs;
}

template <class T> std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

std::vector<std::span<const std::byte>> columns_of(const LayoutState& state) {
  return {bytes_of(state.positions), bytes_of(state.last_move), bytes_of(state.gains)};
}

}  // namespace

LayoutCheckpoint::LayoutCheckpoint(Context& context, const std::filesystem::path& run, const StageRecord& record,
                                   const LayoutCheckpointShape& shape)
    : comm_(&context.comm), shape_(shape) {
  if (shape.papers < 1 || shape.neighbours < 1) return;
  if (auto left = StageWriter::resume(context, run, record, datasets_of(shape))) writer_.emplace(std::move(*left));
  goes_on_ = writer_.has_value();
  if (!goes_on_) writer_.emplace(StageWriter::create(context, run, record, datasets_of(shape)));
}

// The same for any division of the rows: a sum over them, in which each one's number has a part.
std::uint64_t LayoutCheckpoint::sum_of_rows(Range own, const std::vector<std::span<const std::byte>>& columns) const {
  std::uint64_t sum = 0;
  for (std::int64_t row = own.first; row < own.last; ++row)
    for (const std::span<const std::byte> column : columns) {
      const std::size_t width = column.size() / static_cast<std::size_t>(own.size());
      const Entry place{static_cast<std::uint64_t>(row),
                        checksum(column.subspan(static_cast<std::size_t>(row - own.first) * width, width))};
      sum += checksum(std::as_bytes(std::span(place)));
    }
  comm_->sum(std::span(&sum, 1));
  return sum;
}

// After all rows, which the sum has waited for.
void LayoutCheckpoint::write_entry(const std::string& table, std::int64_t place, std::int64_t number,
                                   std::uint64_t rows) {
  const auto n = static_cast<std::uint64_t>(number);
  const Entry entry{n, right_checksum(n, rows)};
  if (comm_->is_root()) writer_->write<std::uint64_t>(table, place, entry);
  if (std::chrono::steady_clock::now() - last_sync_ < kSyncInterval) return;
  writer_->sync();
  last_sync_ = std::chrono::steady_clock::now();
}

std::optional<KeptNeighbours> LayoutCheckpoint::neighbours(Range own) {
  if (!goes_on_) return std::nullopt;
  Entry entry;
  writer_->read(kNeighbours, 0, std::span<std::uint64_t>(entry));
  const auto values = static_cast<std::size_t>(own.size() * shape_.neighbours);
  KeptNeighbours kept{std::vector<std::int64_t>(values), std::vector<double>(values)};
  writer_->read(kNeighbours + kPositions, own.first, std::span(kept.positions));
  writer_->read(kNeighbours + kSimilarity, own.first, std::span(kept.similarity));
  const std::uint64_t rows = sum_of_rows(own, {bytes_of(kept.positions), bytes_of(kept.similarity)});
  if (comm_->any(entry[0] != 1 || entry[1] != right_checksum(1, rows))) return std::nullopt;
  return kept;
}

void LayoutCheckpoint::keep(Range own, const KeptNeighbours& neighbours) {
  if (!writer_) return;
  writer_->write<std::int64_t>(kNeighbours + kPositions, own.first, neighbours.positions);
  writer_->write<double>(kNeighbours + kSimilarity, own.first, neighbours.similarity);
  write_entry(kNeighbours, 0, 1, sum_of_rows(own, {bytes_of(neighbours.positions), bytes_of(neighbours.similarity)}));
}

std::optional<LayoutState> LayoutCheckpoint::copy_of_layout(const std::string& name, Range own, std::int64_t copy) {
  Entry entry;
  writer_->read(kGroup + name, copy, std::span<std::uint64_t>(entry));
  const std::vector<float> none(static_cast<std::size_t>(2 * own.size()));
  LayoutState state{static_cast<std::int64_t>(entry[0]), none, none, none};
  const std::int64_t first = copy * shape_.papers + own.first;
  writer_->read(kGroup + name + kPositions, first, std::span(state.positions));
  writer_->read(kGroup + name + kLastMove, first, std::span(state.last_move));
  writer_->read(kGroup + name + kGains, first, std::span(state.gains));
  const std::uint64_t rows = sum_of_rows(own, columns_of(state));
  if (comm_->any(entry[0] == 0 || entry[1] != right_checksum(entry[0], rows))) return std::nullopt;
  return state;
}

std::optional<LayoutState> LayoutCheckpoint::layout(const std::string& name, Range own) {
  std::optional<LayoutState> latest;
  for (std::int64_t copy = 0; goes_on_ && copy < kCopies; ++copy) {
    auto state = copy_of_layout(name, own, copy);
    if (!state || (latest && latest->epochs >= state->epochs)) continue;
    latest = std::move(state);
    turns_[name] = copy + 1;
  }
  return latest;
}

void LayoutCheckpoint::keep(const std::string& name, Range own, const LayoutState& state) {
  if (!writer_) return;
  const std::int64_t copy = turns_[name]++ % kCopies, first = copy * shape_.papers + own.first;
  writer_->write<float>(kGroup + name + kPositions, first, state.positions);
  writer_->write<float>(kGroup + name + kLastMove, first, state.last_move);
  writer_->write<float>(kGroup + name + kGains, first, state.gains);
  write_entry(kGroup + name, copy, state.epochs, sum_of_rows(own, columns_of(state)));
}

}  // namespace thema
