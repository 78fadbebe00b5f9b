// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/gap_statistic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "thema/cluster/device_rows.hpp"
#include "thema/cluster/starts.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/random.hpp"
#include "thema/data/embeddings.hpp"

namespace thema::clusters {

namespace {

/// Smallest and largest of each component over all ranks' rows, [d].
struct Box {
  std::vector<double> low, high;
};

Box box_of(const Communicator& comm, const Rows& rows) {
  const auto d = static_cast<std::size_t>(rows.width);
  std::vector<double> most(2 * d, -std::numeric_limits<double>::infinity());  // of x, then of -x
  for (std::int64_t i = 0; i < rows.count(); ++i)
    for (std::size_t j = 0; j < d; ++j) {
      const auto x = static_cast<double>(rows.row(i)[j]);
      most[j] = std::max(most[j], x);
      most[d + j] = std::max(most[d + j], -x);
    }
  comm.max(std::span(most));
  Box box{{}, {most.begin(), most.begin() + rows.width}};
  for (std::size_t j = d; j < 2 * d; ++j) box.low.push_back(-most[j]);
  return box;
}

}  // namespace

std::vector<float> reference_rows(const Communicator& comm, const Rows& rows, std::uint64_t seed, std::int64_t set) {
  const Box box = box_of(comm, rows);
  const std::uint64_t key = random_bits(seed, Draw::gap_reference, static_cast<std::uint64_t>(set));
  const auto d = static_cast<std::size_t>(rows.width);
  std::vector<float> values(rows.values.size());
  for (std::int64_t i = 0; i < rows.count(); ++i) {
    const std::span row = std::span(values).subspan(static_cast<std::size_t>(i) * d, d);
    for (std::size_t j = 0; j < d; ++j) {
      const double u = random_unit(key, Draw::gap_reference, static_cast<std::uint64_t>(rows.first + i),
                                   static_cast<std::uint32_t>(j));
      row[j] = static_cast<float>(box.low[j] + u * (box.high[j] - box.low[j]));
    }
    normalise(row);
  }
  return values;
}

double log_dispersion(std::int64_t objective, std::int64_t rows) {
  const auto n = static_cast<double>(rows);
  const double away = n - FixedPoint(rows).decode(objective);
  // The rows' own rounding, see cosine_distance.hpp.
  return away < n * 0x1p-20 ? std::numeric_limits<double>::quiet_NaN() : std::log(2 * away);
}

Gap gap_of(double log_w, std::span<const double> references) {
  const auto count = static_cast<double>(references.size());
  double sum = 0, squares = 0;
  for (const double reference : references) sum += reference;
  const double mean = sum / count;
  for (const double reference : references) squares += (reference - mean) * (reference - mean);
  return {mean - log_w, std::sqrt(squares / count) * std::sqrt(1 + 1 / count)};
}

void add_gaps(const Context& context, const Rows& rows, const ClusterOptions& options, std::span<const double> log_w,
              std::vector<SelectionRow>& tried, KmeansCheckpoint& checkpoint) {
  std::vector<std::vector<double>> references(tried.size());
  for (std::int64_t set = 0; set < options.gap_references; ++set) {
    const Stopwatch watch;
    const std::vector<float> values = reference_rows(context.comm, rows, static_cast<std::uint64_t>(options.seed), set);
    Rows drawn{values, rows.width, rows.first, rows.total};
    const auto on_device = rows.on_device == nullptr ? nullptr : rows.on_device->with(drawn);
    drawn.on_device = on_device.get();
    for (std::size_t i = 0; i < tried.size(); ++i)
      references[i].push_back(
          log_dispersion(solve_quietly(context, drawn, tried[i].k, options, checkpoint).objective, rows.total));
    context.log.line("cluster: gap statistic, set {} of {} clustered for all K, {:.1f} s", set + 1,
                     options.gap_references, watch.seconds());
  }
  for (std::size_t i = 0; i < tried.size(); ++i) {
    const auto [gap, error] = gap_of(log_w[i], references[i]);
    tried[i].gap = gap;
    tried[i].gap_error = error;
  }
}

}  // namespace thema::clusters
