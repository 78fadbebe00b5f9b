// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/parsed_lines.hpp"

#include <algorithm>
#include <array>

namespace thema {

namespace {

constexpr std::size_t kSliceDocuments = 4'096;
constexpr std::int64_t kSliceBytes = std::int64_t{8} << 20;
// Of a paper besides its texts: five offsets, date, file, byte in the file, line.
constexpr std::int64_t kBytesPerPaper = 5 * 8 + 4 + 2 + 8 + 8;

template <class Papers> auto texts_of(Papers& papers) {
  return std::array{&papers.id, &papers.title, &papers.abstract, &papers.authors, &papers.categories};
}

// Room for as much as the slice before had, and a little more: texts that grow by doubling are copied several times,
// each time to memory that is new, which costs as much as parsing them.
Documents with_room_like(const Documents& before) {
  Documents papers;
  const auto from = texts_of(before);
  const auto to = texts_of(papers);
  for (std::size_t c = 0; c < to.size(); ++c) {
    to[c]->bytes.reserve(from[c]->bytes.size() + from[c]->bytes.size() / 16);
    to[c]->offsets.reserve(kSliceDocuments + 1);
  }
  papers.date.reserve(kSliceDocuments);
  papers.source_file.reserve(kSliceDocuments);
  papers.source_offset.reserve(kSliceDocuments);
  return papers;
}

Documents chosen(const Documents& all, const std::vector<bool>& wanted) {
  Documents some;
  const auto from = texts_of(all);
  const auto to = texts_of(some);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!wanted[i]) continue;
    for (std::size_t c = 0; c < to.size(); ++c) to[c]->push_back((*from[c])[i]);
    some.date.push_back(all.date[i]);
    some.source_file.push_back(all.source_file[i]);
    some.source_offset.push_back(all.source_offset[i]);
  }
  return some;
}

}  // namespace

void ParsedLines::count_bytes(std::int64_t bytes) {
  bytes_ += bytes;
  if (bytes_ > most_bytes_) *this = ParsedLines();
}

void ParsedLines::add_paper(const Document& paper, std::size_t file, std::int64_t offset) {
  if (slices_.empty() || slices_.back().lines.size() == kSliceDocuments || slice_bytes_ >= kSliceBytes) {
    Slice next;
    if (!slices_.empty()) next.papers = with_room_like(slices_.back().papers);
    slices_.push_back(std::move(next));
    slice_bytes_ = 0;
  }
  Slice& slice = slices_.back();
  slice.papers.push_back(paper, static_cast<std::uint16_t>(file), static_cast<std::uint64_t>(offset));
  slice.lines.push_back(lines_++);
  std::int64_t bytes = kBytesPerPaper;
  for (const std::string* text : texts_of(paper)) bytes += std::ssize(*text);
  slice_bytes_ += bytes;
  count_bytes(bytes);
}

void ParsedLines::add_rejected(const store::RejectedLine& line) {
  ++lines_;
  rejected_.push_back(line);
  count_bytes(static_cast<std::int64_t>(sizeof line) + std::ssize(line.reason) + std::ssize(line.excerpt));
}

std::int64_t ParsedLines::papers() const {
  std::int64_t papers = 0;
  for (const Slice& slice : slices_) papers += std::ssize(slice.lines);
  return papers;
}

void ParsedLines::give_papers(const std::vector<bool>& wanted, const std::function<void(const Documents&)>& take) {
  for (Slice& slice : slices_) {
    std::vector<bool> rows;
    for (const std::uint64_t line : slice.lines) rows.push_back(wanted[line]);
    const bool all = std::find(rows.begin(), rows.end(), false) == rows.end();
    take(all ? slice.papers : chosen(slice.papers, rows));
    slice = {};
  }
}

}  // namespace thema
