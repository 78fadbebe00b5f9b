// SPDX-License-Identifier: Apache-2.0
#include "thema/project/laid_out.hpp"

#include "thema/data/keyed_sample.hpp"

namespace thema::maps {

namespace {

void take_values(LaidOut& papers, const Embeddings& embeddings, const std::vector<std::int64_t>& mine) {
  if (static_cast<std::int64_t>(mine.size()) == embeddings.rows()) {
    papers.values = embeddings.values;
    return;
  }
  papers.copied.reserve(mine.size() * static_cast<std::size_t>(papers.width));
  for (const std::int64_t row : mine) {
    const auto values = embeddings.row(row - embeddings.first_row);
    papers.copied.insert(papers.copied.end(), values.begin(), values.end());
  }
  papers.values = papers.copied;
}

}  // namespace

std::vector<float> LaidOut::rows_of(std::span<const std::int64_t> positions) const {
  std::vector<float> of_positions;
  of_positions.reserve(positions.size() * static_cast<std::size_t>(width));
  for (const std::int64_t position : positions)
    of_positions.insert(of_positions.end(), row(position), row(position) + width);
  return of_positions;
}

void share_out(const Communicator& comm, const std::vector<std::int64_t>& mine, LaidOut& papers) {
  papers.rows = comm.all_gather(mine);
  papers.starts = {0};
  for (const auto count : comm.all_gather(static_cast<std::int64_t>(mine.size())))
    papers.starts.push_back(papers.starts.back() + count);
  const auto r = static_cast<std::size_t>(comm.rank());
  papers.own = {papers.starts[r], papers.starts[r + 1]};
}

LaidOut choose_laid_out(Context& context, const Embeddings& embeddings, std::int64_t max_points, std::int64_t seed) {
  require_unit_rows(embeddings);
  const Range rows{embeddings.first_row, embeddings.first_row + embeddings.rows()};
  const auto mine = keyed_sample(context.comm, rows, max_points, static_cast<std::uint64_t>(seed), Draw::map_sample);
  LaidOut papers;
  papers.width = embeddings.width;
  share_out(context.comm, mine, papers);
  take_values(papers, embeddings, mine);
  if (papers.total() < embeddings.total_rows)
    context.log.line("project: {} of {} papers are laid out, a random sample (project.max_points)", papers.total(),
                     embeddings.total_rows);
  return papers;
}

}  // namespace thema::maps
