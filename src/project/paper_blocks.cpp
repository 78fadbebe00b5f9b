// SPDX-License-Identifier: Apache-2.0
#include "thema/project/paper_blocks.hpp"

#include "thema/project/similar_order.hpp"

namespace thema::maps {

OwnPapers::OwnPapers(const LaidOut& papers)
    : first(papers.own.first),
      width(papers.width),
      positions(similar_order(papers)),
      values(papers.rows_of(positions)) {}

Block own_block(const Communicator& comm, const OwnPapers& papers, std::int64_t number, std::int64_t rows) {
  const auto first = static_cast<std::size_t>(number * rows), d = static_cast<std::size_t>(papers.width);
  const std::size_t count = std::min(static_cast<std::size_t>(rows), papers.positions.size() - first);
  return {comm.rank(), true, number, std::span(papers.positions).subspan(first, count),
          std::span(papers.values).subspan(first * d, count * d)};
}

Block CirculatingBlocks::receive(int owner, std::int64_t number, std::int64_t count) {
  positions_.resize(static_cast<std::size_t>(count));
  values_.resize(static_cast<std::size_t>(count * papers_.width));
  if (comm_.rank() == owner) {
    const Block block = own_block(comm_, own_, number, rows_);
    positions_.assign(block.positions.begin(), block.positions.end());
    values_.assign(block.values.begin(), block.values.end());
  }
  comm_.broadcast(std::span(positions_), owner);
  comm_.broadcast(std::span(values_), owner);
  return {owner, comm_.rank() == owner, number, positions_, values_};
}

}  // namespace thema::maps
