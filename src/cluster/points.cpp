// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/points.hpp"

namespace thema::clusters {

void Points::append(const Points& more) {
  ids.insert(ids.end(), more.ids.begin(), more.ids.end());
  values.insert(values.end(), more.values.begin(), more.values.end());
}

Points collect(const Communicator& comm, const Rows& rows, std::span<const std::int64_t> local) {
  std::vector<std::int64_t> ids;
  std::vector<float> values;
  for (const std::int64_t i : local) {
    ids.push_back(rows.first + i);
    values.insert(values.end(), rows.row(i), rows.row(i) + rows.width);
  }
  return {comm.all_gather(ids), comm.all_gather(values)};
}

}  // namespace thema::clusters
