// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/kmeans_benchmark.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "thema/bench/benchmark_rows.hpp"
#include "thema/cluster/device_rows.hpp"
#include "thema/cluster/kmeans.hpp"
#include "thema/core/error.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/data/keyed_sample.hpp"
#include "thema/encode/float_matrix.hpp"

namespace thema::bench {

namespace {

constexpr std::int64_t kRepetitions = 6, kRows = 100'000;
constexpr double kMilli = 1e3, kGiga = 1e9;

/// The centroids of bench.start, or so many keyed rows, the same on all ranks.
std::vector<float> start_of(const Context& context, const BenchOptions& options, const clusters::Rows& rows,
                            std::int64_t k) {
  if (!options.start.empty()) {
    const FloatMatrix start = FloatMatrix::open(options.start);
    if (start.width != rows.width || start.rows != k)
      fail_usage(
          fmt::format("bench.start: {} has the shape [{}, {}]; allowed is [{}, {}], topics and width of the rows",
                      options.start, start.rows, start.width, k, rows.width));
    return start.read_normalised({0, k});
  }
  std::vector<float> mine;
  for (const std::int64_t row :
       keyed_sample(context.comm, rows.range(), k, static_cast<std::uint64_t>(options.seed), Draw::benchmark)) {
    const float* const from = rows.row(row - rows.first);
    mine.insert(mine.end(), from, from + rows.width);
  }
  return context.comm.all_gather(mine);
}

/// Seconds of one run, those of the slowest rank.
struct RunSeconds {
  double whole = 0, first = 0, assign = 0, sum = 0, reduce = 0, centroids = 0;
};

RunSeconds seconds_of(const Communicator& comm, const clusters::Solution& solution, double whole) {
  std::vector<double> seconds(6, 0);
  seconds[0] = whole;
  for (const clusters::IterationTrace& step : solution.trace) {
    const double parts[] = {step.assign_seconds, step.sum_seconds, step.reduce_seconds, step.centroids_seconds};
    for (std::size_t p = 0; p < 4; ++p) seconds[p + 2] += parts[p];
    if (&step == &solution.trace.front()) seconds[1] = std::accumulate(std::begin(parts), std::end(parts), 0.0);
  }
  comm.max(seconds);
  return {seconds[0], seconds[1], seconds[2], seconds[3], seconds[4], seconds[5]};
}

MedianInterval over(const std::vector<RunSeconds>& runs, double RunSeconds::*part, double factor = kMilli) {
  std::vector<double> values;
  for (const RunSeconds& run : runs) values.push_back(factor * run.*part);
  return median_interval(values);
}

Fields time_k(const Context& context, const BenchOptions& options, const clusters::Rows& rows, std::int64_t k) {
  const std::vector<float> start = start_of(context, options, rows, k);
  const std::int64_t repetitions = options.repetitions != 0 ? options.repetitions : kRepetitions;
  std::vector<RunSeconds> runs;
  clusters::Solution solution;
  KmeansCheckpoint nothing_kept;
  for (std::int64_t call = 0; call < options.warm_up + repetitions; ++call) {
    context.comm.barrier();
    const Stopwatch watch;
    solution = clusters::iterate(context, rows, start, {.max_iterations = options.iterations}, nothing_kept);
    const RunSeconds seconds = seconds_of(context.comm, solution, watch.seconds());
    if (call >= options.warm_up) runs.push_back(seconds);
  }
  std::int64_t products = 0;
  for (const clusters::IterationTrace& step : solution.trace) products += step.products;
  const double all_products = static_cast<double>(rows.total) * static_cast<double>(k * solution.iterations);
  const double share = static_cast<double>(products) / all_products;
  const double cosine = FixedPoint(rows.total).decode(solution.objective) / static_cast<double>(rows.total);
  const MedianInterval first = over(runs, &RunSeconds::first), whole = over(runs, &RunSeconds::whole, 1);
  const double flop = 2.0 * static_cast<double>(rows.total) * static_cast<double>(k * rows.width);
  const auto phase = [&](double RunSeconds::*part) { return over(runs, part); };
  return {{"topics", k, std::to_string(k)},
          {"first_iteration_ms", first, interval_text(first)},
          {"first_iteration_gflops", flop / first.median * kMilli / kGiga,
           number_text(flop / first.median * kMilli / kGiga)},
          {"seconds", whole, interval_text(whole)},
          {"iterations", solution.iterations, std::to_string(solution.iterations)},
          {"iteration_ms", kMilli * whole.median / static_cast<double>(solution.iterations),
           number_text(kMilli * whole.median / static_cast<double>(solution.iterations))},
          {"products_share", share, fmt::format("{:.1f} %", 100 * share)},
          {"assign_ms", phase(&RunSeconds::assign), number_text(phase(&RunSeconds::assign).median)},
          {"sum_ms", phase(&RunSeconds::sum), number_text(phase(&RunSeconds::sum).median)},
          {"reduce_ms", phase(&RunSeconds::reduce), number_text(phase(&RunSeconds::reduce).median)},
          {"centroids_ms", phase(&RunSeconds::centroids), number_text(phase(&RunSeconds::centroids).median)},
          {"mean_cosine", cosine, fmt::format("{:.6f}", cosine)}};
}

}  // namespace

Report benchmark_kmeans(Context& context, const BenchOptions& options) {
  const Embeddings own = benchmark_rows(context, options, kRows);
  clusters::Rows rows{own.values, own.width, own.first_row, own.total_rows};
  const auto on_device = clusters::rows_on_device(context, rows, *std::ranges::max_element(options.topics));
  rows.on_device = on_device.get();
  Report report;
  report.benchmark = "kmeans";
  report.facts = {
      {"source", options.embeddings.empty() ? "synthetic rows" : options.embeddings,
       "rows: " + source_text(options, own)},
      {"rows", rows.total},
      {"width", rows.width},
      {"device", on_device ? context.device.text() : "cpu"},
      {"ranks", static_cast<std::int64_t>(context.comm.size()), fmt::format("ranks: {}", context.comm.size())}};
  report.columns = {{"topics", "k"},
                    {"first_iteration_ms", "first iteration, ms"},
                    {"first_iteration_gflops", "GFLOP/s"},
                    {"seconds", "whole run, s"},
                    {"iterations", "iterations"},
                    {"iteration_ms", "ms each"},
                    {"products_share", "products"},
                    {"assign_ms", "assign, ms"},
                    {"sum_ms", "sum"},
                    {"reduce_ms", "reduce"},
                    {"centroids_ms", "centroids"},
                    {"mean_cosine", "mean cosine"}};
  report.conventions = {
      "From given centroids until no row changes topic; phases are sums over the iterations, of the slowest rank. " +
          interval_convention(options.repetitions != 0 ? options.repetitions : kRepetitions),
      "products: of a row with a centroid, as a share of rows x k x iterations; GFLOP/s of the first iteration count "
      "2 x rows x k x width.",
      "mean cosine: to the own normalised centroid, after the last iteration."};
  report.subject = "topics";
  for (const std::int64_t k : options.topics) {
    if (k > rows.total)
      fail_usage(fmt::format("bench.topics: {} topics of {} rows; allowed are 1 to {}", k, rows.total, rows.total));
    report.rows.push_back(time_k(context, options, rows, k));
  }
  return report;
}

}  // namespace thema::bench
