// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/sampled_rows.hpp"

#include "thema/data/keyed_sample.hpp"

namespace thema::clusters {

namespace {

// Of the rows with these global numbers.
SampledRows copies_of(const Communicator& comm, const Rows& rows, std::vector<std::int64_t> chosen) {
  SampledRows sample;
  sample.chosen = std::move(chosen);
  sample.values.reserve(sample.chosen.size() * static_cast<std::size_t>(rows.width));
  for (std::int64_t& row : sample.chosen) {
    row -= rows.first;
    sample.values.insert(sample.values.end(), rows.row(row), rows.row(row) + rows.width);
  }
  const std::int64_t count = std::ssize(sample.chosen);
  sample.width = rows.width;
  sample.first = comm.sum_before(count);
  sample.total = comm.sum(count);
  if (rows.on_device != nullptr) sample.on_device = rows.on_device->with(sample.rows());
  return sample;
}

}  // namespace

SampledRows sample_rows(const Communicator& comm, const Rows& rows, std::int64_t wanted, std::uint64_t seed,
                        Draw purpose) {
  return copies_of(comm, rows, keyed_sample(comm, rows.range(), wanted, seed, purpose));
}

SampledRows bootstrap_rows(const Communicator& comm, const Rows& rows, std::uint64_t seed) {
  return copies_of(comm, rows, keyed_draws(rows.range(), rows.total, seed, Draw::bootstrap));
}

}  // namespace thema::clusters
