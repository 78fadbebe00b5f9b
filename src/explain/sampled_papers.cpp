// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/sampled_papers.hpp"

#include <algorithm>

#include "thema/core/partition.hpp"
#include "thema/core/random.hpp"

namespace thema::explanation {

namespace {

struct Keyed {
  std::uint64_t key;
  std::int64_t row;
};

void keep_smallest(std::vector<Keyed>& rows, std::int64_t wanted) {
  std::ranges::sort(rows,
                    [](const Keyed& a, const Keyed& b) { return a.key != b.key ? a.key < b.key : a.row < b.row; });
  if (wanted > 0 && std::ssize(rows) > wanted) rows.resize(static_cast<std::size_t>(wanted));
}

}  // namespace

std::vector<std::int64_t> sampled_share(const Communicator& comm, std::span<const std::int64_t> own_rows,
                                        std::int64_t wanted, std::int64_t seed) {
  std::vector<Keyed> keyed;
  for (const std::int64_t row : own_rows)
    keyed.push_back(
        {random_bits(static_cast<std::uint64_t>(seed), Draw::explained, static_cast<std::uint64_t>(row)), row});
  keep_smallest(keyed, wanted);
  keyed = comm.all_gather(keyed);
  keep_smallest(keyed, wanted);
  std::vector<std::int64_t> rows;
  for (const Keyed& each : keyed) rows.push_back(each.row);
  std::ranges::sort(rows);
  const Range mine = even_part(std::ssize(rows), comm.size(), comm.rank());
  return {rows.begin() + mine.first, rows.begin() + mine.last};
}

}  // namespace thema::explanation
