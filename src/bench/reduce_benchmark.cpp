// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/reduce_benchmark.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "thema/core/device_reduction.hpp"
#include "thema/core/error.hpp"
#include "thema/core/torch_device.hpp"

namespace thema::bench {

namespace {

constexpr std::int64_t kRepetitions = 6;
constexpr std::int64_t kSmallest = 1, kLargest = std::int64_t{1} << 22, kFactor = 4;  // numbers of a message

}  // namespace

// With weights 1/t: relative errors count, else the largest message would decide alone.
LatencyAndRate fit_message_times(const std::vector<double>& bytes, const std::vector<double>& seconds) {
  double w = 0, wx = 0, wxx = 0, wy = 0, wxy = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const double weight = 1 / (seconds[i] * seconds[i]);
    w += weight;
    wx += weight * bytes[i];
    wxx += weight * bytes[i] * bytes[i];
    wy += weight * seconds[i];
    wxy += weight * bytes[i] * seconds[i];
  }
  const double determinant = w * wxx - wx * wx;
  require(determinant > 0, "messages of one size tell no rate");
  const double per_byte = (w * wxy - wx * wy) / determinant;
  return {(wy - per_byte * wx) / w, 1 / per_byte};
}

Report benchmark_reduce(Context& context, const BenchOptions& options) {
  const c10::Device device = torch_device(context.device);
  const DeviceReduction reduction(context.comm, context.device);
  const MeasurementPlan plan{options.repetitions != 0 ? options.repetitions : kRepetitions, options.warm_up};
  Report report;
  report.benchmark = "reduce";
  std::vector<double> sizes, seconds;
  for (std::int64_t count = kSmallest; count <= kLargest; count *= kFactor) {
    const at::Tensor values = at::zeros({count}, at::TensorOptions(at::kLong).device(device));
    const Measurement measured = measure(context, plan, [&] {
      reduction.sum(values.data_ptr<std::int64_t>(), count, current_stream(device));
    });
    const std::int64_t bytes = count * 8;
    const MedianInterval interval = measured.interval();
    sizes.push_back(static_cast<double>(bytes));
    seconds.push_back(interval.median);
    report.rows.push_back({{"bytes", bytes, bytes_text(bytes)}, {"seconds", measured, seconds_text(interval)}});
  }
  report.facts = {{"ranks", static_cast<std::int64_t>(context.comm.size()),
                   fmt::format("{} rank(s), by {}, in memory of {}", context.comm.size(), reduction.route(),
                               context.device.text())},
                  {"route", reduction.route()}};
  if (context.comm.size() > 1) {  // one rank sends nothing
    const LatencyAndRate fit = fit_message_times(sizes, seconds);
    report.facts.push_back({"latency_seconds", fit.latency_seconds,
                            fmt::format("latency {} us", number_text(1e6 * fit.latency_seconds))});
    report.facts.push_back({"bytes_per_second", fit.bytes_per_second,
                            fmt::format("bandwidth {} GB/s of the message", number_text(1e-9 * fit.bytes_per_second))});
  }
  report.columns = {{"bytes", "message"}, {"seconds", "time"}};
  report.conventions = {"Sums of int64 over all ranks, in place. Fitted: seconds = latency + bytes / bandwidth. " +
                        interval_convention(plan.repetitions)};
  report.subject = "bytes";
  return report;
}

}  // namespace thema::bench
