// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/data/store.hpp"

namespace thema::store {

namespace {

constexpr const char* kCommitTable = "checkpoint/block_checksum";

std::vector<DatasetSpec> embedding_datasets(const EmbeddingsShape& shape) {
  const auto n = static_cast<hsize_t>(shape.documents);
  return {
      {"embeddings",
       shape.half_precision ? h5::element_type<Half>() : h5::element_type<float>(),
       {n, static_cast<hsize_t>(shape.width)}},
      {"tokens", h5::element_type<std::uint16_t>(), {n}},
      {kCommitTable, h5::element_type<std::uint64_t>(), {static_cast<hsize_t>(shape.blocks())}},
  };
}

constexpr std::size_t kWriteBytes = std::size_t{4} << 20;  // of one call

// Of a block's values as the file has them, and its numbers of tokens. 0 in the commit table means "not written", so a
// checksum of 0 is entered as 1.
std::uint64_t checksum_of(std::span<const std::byte> values, std::span<const std::uint16_t> tokens) {
  const std::array<std::uint64_t, 2> both{checksum(values), checksum(std::as_bytes(tokens))};
  return std::max<std::uint64_t>(1, checksum(std::as_bytes(std::span(both))));
}

Range rows_of_block(const EmbeddingsShape& shape, std::int64_t block) {
  return {block * shape.block, std::min(shape.documents, (block + 1) * shape.block)};
}

Embeddings shape_of(StageReader& reader) {
  const auto info = reader.info("embeddings");
  if (info.shape.size() != 2 || info.shape[1] == 0)
    fail_data(reader.path().string() + ": 'embeddings' is not a matrix");
  Embeddings result;
  result.total_rows = info.rows();
  result.width = static_cast<std::int64_t>(info.shape[1]);
  return result;
}

// Rows from `first` on as the file holds them (elements of 2 or 4 bytes), converted and normalised.
void read_rows_as_float(StageReader& reader, std::size_t element_bytes, std::int64_t first, std::int64_t width,
                        std::span<float> out) {
  if (element_bytes == sizeof(float)) {
    reader.read_rows("embeddings", first, out);
  } else {
    std::vector<Half> stored(out.size());
    reader.read_rows("embeddings", first, std::span(stored));
    convert(stored, out);
  }
  for (std::size_t at = 0; at < out.size(); at += static_cast<std::size_t>(width))
    normalise(out.subspan(at, static_cast<std::size_t>(width)));
  // Nothing is near to what is not a number; a place for it would be sought in vain.
  if (!std::ranges::all_of(out, [](float x) { return std::isfinite(x); }))
    reader.refuse("embeddings", fmt::format("has a value that is not finite in the {} rows from {} on",
                                            out.size() / static_cast<std::size_t>(width), first));
}

}  // namespace

EmbeddingSink::EmbeddingSink(Context& context, const fs::path& run, const StageRecord& record,
                             const EmbeddingsShape& shape)
    : shape_(shape),
      writer_(StageWriter::resume(context, run, record, embedding_datasets(shape))),
      committed_(static_cast<std::size_t>(shape.blocks()), 0),
      last_commit_(std::chrono::steady_clock::now()) {
  if (writer_) {
    verify_committed(context);
  } else {
    writer_.emplace(StageWriter::create(context, run, record, embedding_datasets(shape)));
    if (context.comm.is_root()) {
      const std::vector<std::uint64_t> nothing(committed_.size(), 0);
      writer_->write<std::uint64_t>(kCommitTable, 0, nothing);
      writer_->sync();
    }
    context.comm.barrier();
  }
  writer_->set_attribute("embeddings", "model", shape.model);
  writer_->set_attribute("embeddings", "pooling", shape.pooling);
  writer_->set_attribute("embeddings", "normalized", std::string("L2"));
  writer_->set_attribute("", "block", shape.block);
}

std::uint64_t EmbeddingSink::checksum_of_block(std::int64_t block) {
  const Range rows = rows_of_block(shape_, block);
  const auto n = static_cast<std::size_t>(rows.size());
  const std::size_t value_bytes = n * static_cast<std::size_t>(shape_.width) * (shape_.half_precision ? 2 : 4);
  std::vector<std::byte> values(value_bytes);
  std::vector<std::uint16_t> tokens(n);
  if (shape_.half_precision)
    writer_->read("embeddings", rows.first, std::span(reinterpret_cast<Half*>(values.data()), value_bytes / 2));
  else
    writer_->read("embeddings", rows.first, std::span(reinterpret_cast<float*>(values.data()), value_bytes / 4));
  writer_->read("tokens", rows.first, std::span(tokens));
  return checksum_of(values, tokens);
}

// After a crash of the whole node the table may be on disk and the data not: only a checksum that fits counts.
void EmbeddingSink::verify_committed(Context& context) {
  const Range mine = even_part(shape_.blocks(), context.comm.size(), context.comm.rank());
  std::vector<std::int64_t> found(committed_.size(), 0);
  std::vector<std::uint64_t> table(static_cast<std::size_t>(mine.size()));
  if (!mine.empty()) writer_->read(kCommitTable, mine.first, std::span(table));
  for (std::int64_t b = mine.first; b < mine.last; ++b) {
    const std::uint64_t wanted = table[static_cast<std::size_t>(b - mine.first)];
    found[static_cast<std::size_t>(b)] = wanted != 0 && checksum_of_block(b) == wanted;
  }
  context.comm.sum(std::span<std::int64_t>(found));
  std::int64_t done = 0;
  for (std::size_t b = 0; b < found.size(); ++b) {
    committed_[b] = static_cast<std::uint8_t>(found[b]);
    done += found[b];
  }
  context.log.line("encode: goes on with {} of {} blocks already written", done, found.size());
}

void EmbeddingSink::write_block(std::int64_t block, std::span<const float> rows,
                                std::span<const std::uint16_t> tokens) {
  const Range range = rows_of_block(shape_, block);
  require(static_cast<std::int64_t>(tokens.size()) == range.size() &&
              static_cast<std::int64_t>(rows.size()) == range.size() * shape_.width,
          "a block has the wrong number of rows");
  if (!buffered_.empty() && block != buffered_.last) write_buffered();
  if (buffered_.empty()) buffered_ = {block, block};
  buffered_.last = block + 1;
  const std::size_t before = values_.size();
  values_.resize(before + rows.size() * (shape_.half_precision ? sizeof(Half) : sizeof(float)));
  const std::span<std::byte> added = std::span(values_).subspan(before);
  if (shape_.half_precision)
    convert(rows, std::span(reinterpret_cast<Half*>(added.data()), rows.size()));
  else
    std::memcpy(added.data(), rows.data(), added.size());
  tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
  pending_.emplace_back(block, checksum_of(added, tokens));
  if (values_.size() >= kWriteBytes) write_buffered();
  const std::chrono::duration<double> since_commit = std::chrono::steady_clock::now() - last_commit_;
  if (since_commit.count() >= shape_.commit_interval) commit();
}

// Blocks that follow one another go to the file in one call.
void EmbeddingSink::write_buffered() {
  if (buffered_.empty()) return;
  const std::int64_t first = rows_of_block(shape_, buffered_.first).first;
  if (shape_.half_precision)
    writer_->write<Half>("embeddings", first,
                         std::span(reinterpret_cast<const Half*>(values_.data()), values_.size() / sizeof(Half)));
  else
    writer_->write<float>("embeddings", first,
                          std::span(reinterpret_cast<const float*>(values_.data()), values_.size() / sizeof(float)));
  writer_->write<std::uint16_t>("tokens", first, tokens_);
  buffered_ = {};
  values_.clear();
  tokens_.clear();
}

void EmbeddingSink::enter_in_table() {
  std::vector<std::uint64_t> run;  // of blocks that follow one another
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    run.push_back(pending_[i].second);
    if (i + 1 < pending_.size() && pending_[i + 1].first == pending_[i].first + 1) continue;
    writer_->write<std::uint64_t>(kCommitTable, pending_[i].first + 1 - std::ssize(run), run);
    run.clear();
  }
  pending_.clear();
}

void EmbeddingSink::commit() {
  if (!pending_.empty()) {
    write_buffered();
    writer_->sync();
    enter_in_table();
    writer_->sync();
  }
  last_commit_ = std::chrono::steady_clock::now();
}

void EmbeddingSink::complete(Context& context) {
  commit();
  writer_->complete(context);
}

Embeddings embeddings_shape(const fs::path& run) {
  StageReader reader(run, "embeddings");
  return shape_of(reader);
}

Embeddings read_embeddings(const fs::path& run, Range range) {
  StageReader reader(run, "embeddings");
  Embeddings result = shape_of(reader);
  result.first_row = range.first;
  result.values.resize(static_cast<std::size_t>(range.size() * result.width));
  const std::size_t element_bytes = reader.info("embeddings").element_bytes;
  // In slices: the conversion buffer stays small.
  const std::int64_t slice = std::max<std::int64_t>(1, kPieceBytes / std::max<std::int64_t>(1, result.width));
  for (std::int64_t row = range.first; row < range.last; row += slice) {
    const std::int64_t n = std::min(slice, range.last - row);
    read_rows_as_float(reader, element_bytes, row, result.width,
                       std::span(result.values)
                           .subspan(static_cast<std::size_t>((row - range.first) * result.width),
                                    static_cast<std::size_t>(n * result.width)));
  }
  return result;
}

std::vector<float> read_embedding_rows(const fs::path& run, const std::vector<std::int64_t>& rows) {
  StageReader reader(run, "embeddings");
  const std::int64_t width = shape_of(reader).width;
  const std::size_t element_bytes = reader.info("embeddings").element_bytes;
  // In ascending order, so that each checksummed piece of the file is read once.
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rows[a] < rows[b]; });
  std::vector<float> values(rows.size() * static_cast<std::size_t>(width));
  for (const std::size_t i : order)
    read_rows_as_float(reader, element_bytes, rows[i], width,
                       std::span(values).subspan(i * static_cast<std::size_t>(width), static_cast<std::size_t>(width)));
  return values;
}

}  // namespace thema::store
