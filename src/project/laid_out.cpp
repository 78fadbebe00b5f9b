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

LaidOut choose_laid_out(Context& context, const Embeddings& embeddings, std::int64_t max_points, std::int64_t seed) {
  require_unit_rows(embeddings);
  const Range rows{embeddings.first_row, embeddings.first_row + embeddings.rows()};
  const auto mine = keyed_sample(context.comm, rows, max_points, static_cast<std::uint64_t>(seed), Draw::map_sample);
  LaidOut papers;
  papers.width = embeddings.width;
  papers.rows = context.comm.all_gather(mine);
  papers.starts.push_back(0);
  for (const auto count : context.comm.all_gather(static_cast<std::int64_t>(mine.size())))
    papers.starts.push_back(papers.starts.back() + count);
  const auto r = static_cast<std::size_t>(context.comm.rank());
  papers.own = {papers.starts[r], papers.starts[r + 1]};
  take_values(papers, embeddings, mine);
  if (papers.total() < embeddings.total_rows)
    context.log.line("project: {} of {} papers are laid out, a random sample (project.max_points)", papers.total(),
                     embeddings.total_rows);
  return papers;
}

}  // namespace thema::maps
