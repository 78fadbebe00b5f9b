// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/attention_benchmark.hpp"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/InferenceMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "thema/bench/attention_reference.hpp"
#include "thema/bench/flop.hpp"
#include "thema/core/error.hpp"
#include "thema/core/tensor_memory.hpp"
#include "thema/model/torch_names.hpp"

namespace thema::bench {

namespace {

constexpr std::int64_t kRepetitions = 6;
constexpr std::int64_t kCpuTokens = 4096, kGpuTokens = 16384;
constexpr std::int64_t kCpuHeads = 6, kGpuHeads = 12;

Precision precision_named(const std::string& name) {
  for (const Precision precision : {Precision::fp32, Precision::bf16, Precision::fp16})
    if (name_of(precision) == name) return precision;
  fail_usage("bench.dtypes has '" + name + "'; allowed are fp32, bf16 and fp16");
}

std::vector<Precision> precisions_of(const BenchOptions& options, Device::Kind device) {
  if (options.dtypes.empty())
    return device == Device::Kind::cpu ? std::vector{Precision::fp32, Precision::bf16}
                                       : std::vector{Precision::fp16, Precision::bf16};
  std::vector<Precision> precisions;
  for (const std::string& name : options.dtypes) precisions.push_back(precision_named(name));
  return precisions;
}

/// What all variants of a shape get.
struct AttentionInput {
  AttentionShape shape;
  std::vector<std::int32_t> starts;
  PackedTexts texts;
  at::Tensor qkv;        // [T, 3, H, D]
  at::Tensor reference;  // [T, H, D] fp64
};

AttentionInput make_input(const Context& context, const AttentionShape& shape, std::uint64_t seed) {
  AttentionInput input{shape, {}, {}, {}, {}};
  for (std::int64_t text = 0; text <= shape.texts; ++text)
    input.starts.push_back(static_cast<std::int32_t>(text * shape.length));
  input.texts = {input.starts, at::tensor(input.starts, at::kInt).to(torch_device(context.device)), shape.length};
  const at::Generator generator = at::detail::createCPUGenerator(seed);
  input.qkv = at::randn({shape.tokens(), 3, shape.heads, shape.head_width}, generator, at::kFloat)
                  .to(torch_device(context.device), activation_type(shape.precision));
  input.reference = reference_attention(input.qkv, shape.length);
  return input;
}

Fields shape_fields(const AttentionShape& shape, const AttentionVariant& variant) {
  return {{"dtype", name_of(shape.precision), name_of(shape.precision)},
          {"head_width", shape.head_width, std::to_string(shape.head_width)},
          {"length", shape.length, std::to_string(shape.length)},
          {"heads", shape.heads},
          {"texts", shape.texts},
          {"tokens", shape.tokens()},
          {"backend", variant.name, variant.name}};
}

/// What was found of one variant on one shape.
struct Finding {
  AttentionVariant variant;
  std::string why_not;  // "": it can
  Deviation deviation;
  std::int64_t extra_bytes = 0;
  Measurement time;
};

// One call: its result is compared, its memory watched.
Finding check_variant(const Context& context, const AttentionInput& input, const AttentionVariant& variant,
                      const AttentionFunction& attend) {
  const AttentionShape& shape = input.shape;
  Finding found{variant, "", {}, 0, {}};
  if (const auto reason = why_not(variant, {context.device, shape.precision, shape.head_width})) {
    found.why_not = *reason;
    return found;
  }
  const HalfInMathScope half(variant.half);
  at::Tensor out = at::empty_like(input.reference, input.qkv.options());
  const auto run = [&] { attend(input.qkv, input.texts, variant.backend, out); };
  found.extra_bytes = watch_tensor_memory(context.device, run).peak;
  found.deviation = deviation(out, input.reference, shape.precision);
  require_acceptable(found.deviation, fmt::format("{} in {} with heads of {} and texts of {} tokens", variant.name,
                                                  name_of(shape.precision), shape.head_width, shape.length));
  return found;
}

std::vector<Finding> time_variants(const Context& context, const MeasurementPlan& plan, const AttentionInput& input,
                                   const std::vector<AttentionVariant>& variants, const AttentionFunction& attend) {
  std::vector<Finding> findings;
  for (const AttentionVariant& variant : variants) findings.push_back(check_variant(context, input, variant, attend));
  at::Tensor out = at::empty_like(input.reference, input.qkv.options());
  std::vector<Finding*> able;
  std::vector<std::function<void()>> works;
  for (Finding& found : findings) {
    if (!found.why_not.empty()) continue;
    able.push_back(&found);
    works.push_back([&] {
      const HalfInMathScope half(found.variant.half);
      attend(input.qkv, input.texts, found.variant.backend, out);
    });
  }
  const auto measured = measure_in_turn(context, plan, works);
  for (std::size_t i = 0; i < able.size(); ++i) able[i]->time = measured[i];
  return findings;
}

Fields row_of(const Context& context, const AttentionShape& shape, const Finding& found, const Finding* math) {
  Fields row = shape_fields(shape, found.variant);
  if (!found.why_not.empty()) {
    row.push_back({Report::why_not, found.why_not});
    return row;
  }
  const std::int64_t flop = context.comm.size() * shape.texts *  //
                            attention_flop(shape.length, shape.heads * shape.head_width);
  const MedianInterval seconds = found.time.interval();
  const MedianInterval tflops = found.time.rate(static_cast<double>(flop) / 1e12);
  row.push_back({"flop", flop});
  row.push_back({"seconds", found.time, seconds_text(seconds)});
  row.push_back({"tflops", tflops, number_text(tflops.median)});
  row.push_back({"extra_bytes", found.extra_bytes, bytes_text(found.extra_bytes)});
  row.push_back({"largest_error", found.deviation.largest, fmt::format("{:.1e}", found.deviation.largest)});
  row.push_back({"allowed_error", found.deviation.bound});
  if (math) {
    const MedianInterval speedup = found.time.speedup_over(math->time);
    row.push_back({"speedup_over_math", speedup, interval_text(speedup)});
  }
  return row;
}

Report empty_report(const Context& context, const MeasurementPlan& plan) {
  Report report;
  report.benchmark = "attention";
  report.columns = {{"dtype", "dtype"},
                    {"head_width", "head"},
                    {"length", "tokens"},
                    {"backend", "backend"},
                    {"seconds", "time"},
                    {"tflops", "TFLOP/s"},
                    {"speedup_over_math", "times math"},
                    {"extra_bytes", "memory"},
                    {"largest_error", "error"}};
  report.subject = "backend";
  report.conventions = {
      "time: of one forward call. " + interval_convention(plan.repetitions),
      "times math: how many times as fast as math, taken repetition by repetition; they took turns.",
      "TFLOP/s: 4 S^2 D H a text of S tokens with H heads of D (2 S^2 D H each for Q K^T and P V), over the time.",
      "memory: most that libtorch's allocator gave out during a call, on top of input and output.",
      "error: largest |result - reference| beside softmax(Q K^T / sqrt(D)) V in double precision, on the numbers that "
      "are then timed (normal, mean 0, variance 1).",
      "math raises fp16 and bf16 to fp32, as libtorch does by itself; math_no_upcast does not."};
  if (context.comm.size() > 1)
    report.conventions.push_back(
        "all ranks work at the same time, each on data of its own: TFLOP/s is that of all, "
        "time that of the slowest.");
  return report;
}

}  // namespace

std::vector<AttentionShape> attention_shapes(const BenchOptions& options, Device::Kind device) {
  const bool cpu = device == Device::Kind::cpu;
  const std::int64_t tokens = options.tokens != 0 ? options.tokens : cpu ? kCpuTokens : kGpuTokens;
  const std::int64_t heads = options.heads != 0 ? options.heads : cpu ? kCpuHeads : kGpuHeads;
  std::vector<AttentionShape> shapes;
  for (const Precision precision : precisions_of(options, device))
    for (const std::int64_t head_width : options.head_widths)
      for (const std::int64_t length : options.lengths) {
        if (length > tokens)
          fail_usage(
              fmt::format("bench.lengths has {}, but the texts of a row have {} tokens together; allowed are "
                          "lengths up to that, or a larger bench.tokens",
                          length, tokens));
        shapes.push_back({precision, head_width, length, heads, tokens / length});
      }
  if (shapes.empty()) fail_usage("bench.lengths or bench.head_widths is empty: there is nothing to time");
  return shapes;
}

Report benchmark_attention(const Context& context, const BenchOptions& options, const AttentionFunction& attend) {
  const c10::InferenceMode inference;
  const auto variants = attention_variants(options.backends);
  const auto shapes = attention_shapes(options, context.device.kind);
  const MeasurementPlan plan{options.repetitions != 0 ? options.repetitions : kRepetitions, options.warm_up};
  Report report = empty_report(context, plan);
  Progress progress(context.log, "bench attention", "shapes", std::ssize(shapes));
  for (const AttentionShape& shape : shapes) {
    const auto seed = static_cast<std::uint64_t>(options.seed) * 1024 + static_cast<std::uint64_t>(context.comm.rank());
    const AttentionInput input = make_input(context, shape, seed);
    const std::vector<Finding> findings = time_variants(context, plan, input, variants, attend);
    const auto math = std::ranges::find(findings, "math", [](const Finding& f) { return f.variant.name; });
    for (const Finding& found : findings)
      report.rows.push_back(row_of(context, shape, found, math == findings.end() ? nullptr : &*math));
    progress.advance(1);
  }
  return report;
}

}  // namespace thema::bench
