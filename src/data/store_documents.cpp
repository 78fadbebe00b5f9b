// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "thema/core/error.hpp"
#include "thema/data/store.hpp"

namespace thema::store {

namespace {

constexpr std::array<const char*, 5> kTextColumns{"id", "title", "abstract", "authors", "categories"};
constexpr std::size_t kRejectedText = 96;  // bytes of a reason or excerpt, null padded

using Kind = h5::ElementType::Kind;

std::string bytes_name(std::size_t column) { return std::string(kTextColumns[column]) + "/bytes"; }
std::string offsets_name(const std::string& column) { return column + "/offsets"; }

std::vector<DatasetSpec> document_datasets(const DocumentSizes& total, const std::vector<std::string>& source_names) {
  const auto n = static_cast<hsize_t>(total.documents), rejected = static_cast<hsize_t>(total.rejected);
  std::vector<DatasetSpec> specs;
  for (std::size_t c = 0; c < kTextColumns.size(); ++c) {
    specs.push_back({bytes_name(c), {Kind::u8}, {static_cast<hsize_t>(total.text_bytes[c])}});
    specs.push_back({offsets_name(kTextColumns[c]), {Kind::u64}, {n + 1}});
  }
  specs.push_back({"date", {Kind::i32}, {n}});
  specs.push_back({"source_file", {Kind::u16}, {n}});
  specs.push_back({"source_offset", {Kind::u64}, {n}});
  specs.push_back({"source_names", text_type(source_names), {source_names.size()}});
  specs.push_back({"rejected/file", {Kind::u16}, {rejected}});
  specs.push_back({"rejected/offset", {Kind::u64}, {rejected}});
  specs.push_back({"rejected/reason", {Kind::text, kRejectedText}, {rejected}});
  specs.push_back({"rejected/excerpt", {Kind::text, kRejectedText}, {rejected}});
  return specs;
}

DocumentSizes total_of(const Communicator& comm, const DocumentSizes& mine) {
  DocumentSizes total;
  total.documents = comm.sum(mine.documents);
  total.rejected = comm.sum(mine.rejected);
  for (std::size_t c = 0; c < kTextColumns.size(); ++c) total.text_bytes[c] = comm.sum(mine.text_bytes[c]);
  return total;
}

const PackedText& column_of(const Documents& documents, std::size_t column) {
  const std::array<const PackedText*, 5> columns{&documents.id, &documents.title, &documents.abstract,
                                                 &documents.authors, &documents.categories};
  return *columns[column];
}

}  // namespace

void DocumentSizes::add(const Document& document) {
  ++documents;
  const std::array<std::size_t, 5> sizes{document.id.size(), document.title.size(), document.abstract.size(),
                                         document.authors.size(), document.categories.size()};
  for (std::size_t c = 0; c < sizes.size(); ++c) text_bytes[c] += static_cast<std::int64_t>(sizes[c]);
}

void DocumentSizes::add(const Documents& several) {
  documents += static_cast<std::int64_t>(several.size());
  for (std::size_t c = 0; c < kTextColumns.size(); ++c) text_bytes[c] += std::ssize(column_of(several, c).bytes);
}

DocumentSink::DocumentSink(Context& context, const fs::path& run, const StageRecord& record, const DocumentSizes& mine,
                           const std::vector<std::string>& source_names)
    : writer_(
          StageWriter::create(context, run, record, document_datasets(total_of(context.comm, mine), source_names))) {
  const Communicator& comm = context.comm;
  next_row_ = comm.sum_before(mine.documents);
  total_rows_ = comm.sum(mine.documents);
  next_rejected_ = comm.sum_before(mine.rejected);
  for (std::size_t c = 0; c < kTextColumns.size(); ++c) {
    next_byte_[c] = comm.sum_before(mine.text_bytes[c]);
    const auto end = static_cast<std::uint64_t>(comm.sum(mine.text_bytes[c]));
    if (comm.is_root())
      writer_.write(offsets_name(kTextColumns[c]), total_rows_, std::span<const std::uint64_t>(&end, 1));
  }
  if (comm.is_root()) writer_.write_texts("source_names", 0, source_names);
}

void DocumentSink::append(const Documents& slice) {
  if (slice.size() == 0) return;
  for (std::size_t c = 0; c < kTextColumns.size(); ++c) {
    const PackedText& text = column_of(slice, c);
    std::vector<std::uint64_t> offsets(text.offsets.begin(), text.offsets.end() - 1);
    for (auto& offset : offsets) offset += static_cast<std::uint64_t>(next_byte_[c]);
    writer_.write<char>(bytes_name(c), next_byte_[c], text.bytes);
    writer_.write<std::uint64_t>(offsets_name(kTextColumns[c]), next_row_, offsets);
    next_byte_[c] += static_cast<std::int64_t>(text.bytes.size());
  }
  writer_.write<std::int32_t>("date", next_row_, slice.date);
  writer_.write<std::uint16_t>("source_file", next_row_, slice.source_file);
  writer_.write<std::uint64_t>("source_offset", next_row_, slice.source_offset);
  next_row_ += static_cast<std::int64_t>(slice.size());
}

void DocumentSink::append(const std::vector<RejectedLine>& lines) {
  std::vector<std::uint16_t> files;
  std::vector<std::uint64_t> offsets;
  std::vector<std::string> reasons, excerpts;
  for (const RejectedLine& line : lines) {
    files.push_back(line.file);
    offsets.push_back(line.offset);
    reasons.push_back(line.reason);
    excerpts.push_back(line.excerpt);
  }
  writer_.write<std::uint16_t>("rejected/file", next_rejected_, files);
  writer_.write<std::uint64_t>("rejected/offset", next_rejected_, offsets);
  writer_.write_texts("rejected/reason", next_rejected_, reasons);
  writer_.write_texts("rejected/excerpt", next_rejected_, excerpts);
  next_rejected_ += static_cast<std::int64_t>(lines.size());
}

void DocumentSink::complete(Context& context) { writer_.complete(context); }

DocumentSource::DocumentSource(const fs::path& run) : reader_(run, "documents"), total_(reader_.rows("date")) {
  for (std::size_t c = 0; c < kTextColumns.size(); ++c) {
    const std::string offsets = offsets_name(kTextColumns[c]);
    if (const std::int64_t rows = reader_.rows(offsets); rows != total_ + 1)
      reader_.refuse(offsets, fmt::format("has {} rows; {} papers need {}", rows, total_, total_ + 1));
    if (reader_.info(bytes_name(c)).row_bytes() != 1) reader_.refuse(bytes_name(c), "is not a row of bytes");
  }
}

std::vector<std::uint64_t> DocumentSource::read_offsets(const std::string& name, Range range) {
  std::vector<std::uint64_t> offsets(static_cast<std::size_t>(range.size()) + 1);
  reader_.read_rows(offsets_name(name), range.first, std::span(offsets));
  const auto bytes = static_cast<std::uint64_t>(reader_.rows(name + "/bytes"));
  if (!std::ranges::is_sorted(offsets) || offsets.back() > bytes)
    reader_.refuse(offsets_name(name), fmt::format("does not ascend within the {} bytes of the texts, rows {} to {}",
                                                   bytes, range.first, range.last));
  return offsets;
}

PackedText DocumentSource::read_column(const std::string& name, Range range) {
  PackedText text{{}, read_offsets(name, range)};
  const std::uint64_t first = text.offsets.front(), last = text.offsets.back();
  text.bytes.resize(last - first);
  reader_.read_rows(name + "/bytes", static_cast<std::int64_t>(first), std::span<char>(text.bytes));
  for (auto& offset : text.offsets) offset -= first;
  return text;
}

std::vector<std::int32_t> DocumentSource::read_dates(Range range) {
  std::vector<std::int32_t> dates(static_cast<std::size_t>(range.size()));
  reader_.read_rows("date", range.first, std::span(dates));
  return dates;
}

Documents DocumentSource::read_texts(Range range) {
  Documents documents;
  documents.first_row = range.first;
  documents.title = read_column("title", range);
  documents.abstract = read_column("abstract", range);
  documents.date = read_dates(range);
  return documents;
}

Documents DocumentSource::read(Range range) {
  Documents documents = read_texts(range);
  documents.id = read_column("id", range);
  documents.authors = read_column("authors", range);
  documents.categories = read_column("categories", range);
  documents.source_file.resize(documents.size());
  documents.source_offset.resize(documents.size());
  reader_.read_rows("source_file", range.first, std::span(documents.source_file));
  reader_.read_rows("source_offset", range.first, std::span(documents.source_offset));
  return documents;
}

std::vector<std::int64_t> DocumentSource::block_weights(std::int64_t block, std::int64_t most_bytes) {
  std::vector<std::int64_t> weights;
  for (std::int64_t first = 0; first < total_; first += block) {
    const Range rows{first, std::min(total_, first + block)};
    const std::vector<std::uint64_t> title = read_offsets("title", rows), abstract = read_offsets("abstract", rows);
    std::int64_t bytes = 0;
    for (std::size_t i = 1; i < title.size(); ++i)
      bytes += std::min(most_bytes,
                        static_cast<std::int64_t>(title[i] - title[i - 1] + abstract[i] - abstract[i - 1]));
    weights.push_back(bytes);
  }
  return weights;
}

}  // namespace thema::store
