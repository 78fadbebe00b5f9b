// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/encode_benchmark.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "thema/bench/attention_variant.hpp"
#include "thema/bench/benchmark_texts.hpp"
#include "thema/bench/encoder_under_test.hpp"
#include "thema/bench/flop.hpp"
#include "thema/bench/matmul_peak.hpp"
#include "thema/bench/token_blocks.hpp"
#include "thema/core/operator_trace.hpp"
#include "thema/core/reused_memory.hpp"
#include "thema/core/tensor_memory.hpp"
#include "thema/data/documents.hpp"

namespace thema::bench {

namespace {

constexpr std::int64_t kRepetitions = 6;
constexpr std::int64_t kCpuDocuments = 256, kGpuDocuments = 8192;

/// What every variant encodes.
struct EncodeInput {
  TokenBlocks tokens;  // of this rank
  std::string source;
  double tokenise_seconds = 0;  // of the slowest rank, on one thread
  LengthHistogram histogram;
  std::int64_t documents = 0, token_count = 0, rows = 0, flop = 0;  // of all ranks
};

EncodeInput make_input(Context& context, const BenchOptions& options, const EncoderUnderTest& chosen) {
  const Tokenizer tokenizer = Tokenizer::load(chosen.folder);
  const bool cpu = context.device.kind == Device::Kind::cpu;
  const std::int64_t asked = options.documents != 0 ? options.documents : cpu ? kCpuDocuments : kGpuDocuments;
  const BenchmarkTexts papers = benchmark_texts(context, options, asked, tokenizer);
  EncodeInput input;
  input.source = papers.source;
  input.documents = papers.total;
  const Stopwatch watch;
  TokenizerWorkspace workspace;
  std::vector<std::int32_t> ids;
  for (std::size_t i = 0; i < papers.size(); ++i) {
    if (static_cast<std::int64_t>(i) % chosen.block == 0) input.tokens.blocks.emplace_back();
    tokenizer.encode(chosen.prefix + encoder_text(papers.title[i], papers.abstract[i]), chosen.max_length, workspace,
                     ids);
    input.tokens.blocks.back().push_back(ids);
  }
  input.tokenise_seconds = context.comm.max(watch.seconds());
  const auto lengths = input.tokens.lengths();
  std::int64_t my_tokens = 0;
  for (const std::int32_t length : lengths) my_tokens += length;
  input.token_count = context.comm.sum(my_tokens);
  input.rows = context.comm.sum(
      rows_computed(input.tokens, chosen.token_budget,
                    batch_rounding(chosen.placement(context.device, AttentionBackend::flash).launches)));
  input.flop = context.comm.sum(encoder_flop(chosen.config, lengths));
  input.histogram = length_histogram(context.comm, lengths, chosen.max_length);
  return input;
}

/// What was found of one variant.
struct Finding {
  AttentionVariant variant;
  std::string why_not;  // "": it can
  std::unique_ptr<TextEncoder> encoder = {};
  std::vector<std::string> ran = {};  // attention operators of libtorch
  std::vector<float> rows = {};       // vectors of this rank's texts
  std::int64_t weight_bytes = 0;      // of the largest rank
  std::int64_t activation_bytes = 0;  // of the largest rank
  Measurement time = {};

  bool can() const { return why_not.empty(); }
};

// Makes the encoder and lets it go through the texts once, watched.
Finding prepare_variant(const Context& context, const EncoderUnderTest& chosen, const EncodeInput& input,
                        const AttentionVariant& variant) {
  const std::int64_t head_width = chosen.config.width / chosen.config.heads;
  const auto reason = why_not(variant, {context.device, chosen.precision, head_width});
  if (reason) return {variant, *reason};
  Finding found{variant, ""};
  const HalfInMathScope half(variant.half);
  const auto make = [&] { found.encoder = make_encoder(chosen, context.device, variant.backend); };
  const auto run = [&] { encode_blocks(input.tokens, chosen.token_budget, *found.encoder, found.rows); };
  const auto run_traced = [&] { found.ran = operators_called("attention", run); };
  found.weight_bytes = context.comm.max(watch_tensor_memory(context.device, make).left);
  found.activation_bytes = context.comm.max(watch_tensor_memory(context.device, run_traced).peak);
  return found;
}

void time_variants(const Context& context, const MeasurementPlan& plan, const EncoderUnderTest& chosen,
                   const EncodeInput& input, std::vector<Finding>& findings) {
  const auto able = std::ranges::count_if(findings, &Finding::can);
  Progress progress(context.log, "bench encode", "passes", able * (plan.repetitions + plan.warm_up));
  std::vector<std::function<void()>> works;
  for (Finding& found : findings)
    if (found.can())
      works.push_back([&] {
        const HalfInMathScope half(found.variant.half);
        encode_blocks(input.tokens, chosen.token_budget, *found.encoder, found.rows);
        progress.advance(1);
      });
  auto measured = measure_in_turn(context, plan, works);
  auto next = measured.begin();
  for (Finding& found : findings)
    if (found.can()) found.time = *next++;
}

double smallest_cosine(const Communicator& comm, const std::vector<float>& a, const std::vector<float>& b,
                       std::int64_t width) {
  const auto d = static_cast<std::size_t>(width);
  double smallest = 1;
  for (std::size_t row = 0; row < a.size(); row += d) {
    double dot = 0, aa = 0, bb = 0;
    for (std::size_t i = row; i < row + d; ++i) {
      dot += double{a[i]} * double{b[i]};
      aa += double{a[i]} * double{a[i]};
      bb += double{b[i]} * double{b[i]};
    }
    smallest = std::min(smallest, dot / std::sqrt(aa * bb));
  }
  return -comm.max(-smallest);
}

// What really ran, out of libtorch's dispatcher.
std::string text_of(const std::vector<std::string>& operators) {
  return operators.empty() ? "none of libtorch's attention operators: a kernel of thema's own"
                           : fmt::format("{}", fmt::join(operators, ", "));
}

struct Peaks {
  double measured = 0;   // FLOP/s of the matrix product, all ranks
  double datasheet = 0;  // that the maker states, all ranks; 0: not given
};

Fields row_of(const EncodeInput& input, const Peaks& peaks, const Finding& found) {
  Fields row{{"backend", found.variant.name, found.variant.name}};
  if (!found.can()) {
    row.push_back({Report::why_not, found.why_not});
    return row;
  }
  const auto flop = static_cast<double>(input.flop);
  const auto documents = found.time.rate(static_cast<double>(input.documents));
  const auto tokens = found.time.rate(static_cast<double>(input.token_count));
  const auto share = found.time.rate(flop / peaks.measured);
  row.push_back({"ran", text_of(found.ran)});
  row.push_back({"seconds", found.time, seconds_text(found.time.interval())});
  row.push_back({"documents_per_second", documents, interval_text(documents)});
  row.push_back({"tokens_per_second", tokens, number_text(tokens.median)});
  row.push_back({"tflops", found.time.rate(flop / 1e12)});
  row.push_back({"share_of_matmul_peak", share, fmt::format("{:.1f} %", 100 * share.median)});
  if (peaks.datasheet > 0) {
    const auto of_datasheet = found.time.rate(flop / peaks.datasheet);
    row.push_back({"share_of_datasheet_peak", of_datasheet, fmt::format("{:.1f} %", 100 * of_datasheet.median)});
  }
  row.push_back({"weight_bytes", found.weight_bytes, bytes_text(found.weight_bytes)});
  row.push_back({"activation_bytes", found.activation_bytes, bytes_text(found.activation_bytes)});
  return row;
}

// Figures of a row beside those of the math row.
void compare_with_math(const Context& context, const Finding& math, const Finding& found, std::int64_t width,
                       Fields& row) {
  const double cosine = smallest_cosine(context.comm, found.rows, math.rows, width);
  const MedianInterval speedup = found.time.speedup_over(math.time);
  row.push_back({"speedup_over_math", speedup, interval_text(speedup)});
  row.push_back({"smallest_cosine_to_math", cosine, fmt::format("{:.7f}", cosine)});
}

std::string histogram_text(const LengthHistogram& histogram) {
  constexpr std::int64_t bar = 40;
  const std::int64_t most = std::max<std::int64_t>(1, std::ranges::max(histogram.counts));
  std::string text = "tokens of a text:";
  for (std::size_t bin = 0; bin < histogram.counts.size(); ++bin) {
    const std::int64_t count = histogram.counts[bin];
    text += fmt::format("\n  {:>5} to {:>5}  {:>8}  {}", histogram.edges[bin], histogram.edges[bin + 1] - 1, count,
                        std::string(static_cast<std::size_t>((count * bar + most - 1) / most), '#'));
  }
  return text;
}

Fields facts_of(const Context& context, const EncoderUnderTest& chosen, const EncodeInput& input,
                const MatmulPeak& peak) {
  const auto tokens = static_cast<double>(input.token_count), rows = static_cast<double>(input.rows);
  const double padding = 1 - tokens / rows, mean = tokens / static_cast<double>(input.documents);
  const MedianInterval tflops = peak.time.rate(peak.flop / 1e12);
  const std::string dtype = name_of(chosen.precision);
  return {
      {"model", chosen.name, fmt::format("model: {}, {} on {}", chosen.name, dtype, context.device.text())},
      {"folder", chosen.folder.string()},
      {"prefix", chosen.prefix},
      {"dtype", dtype},
      {"max_length", chosen.max_length},
      {"token_budget", chosen.token_budget},
      {"block", chosen.block},
      {"source", input.source,
       fmt::format("texts: {} of {}, {:.1f} tokens on average, cut at {}", input.documents, input.source, mean,
                   chosen.max_length)},
      {"documents", input.documents},
      {"tokens", input.token_count},
      {"flop", input.flop,
       fmt::format("work: {:.4g} TFLOP a pass, {:.4g} MFLOP a token", static_cast<double>(input.flop) / 1e12,
                   static_cast<double>(input.flop) / tokens / 1e6)},
      {"rows_computed", input.rows},
      {"padding_share", padding,
       fmt::format("padding: {:.2f} % of the rows, which round up each batch", 100 * padding)},
      {"tokenise_seconds", input.tokenise_seconds,
       fmt::format("tokenising them before, on one thread a rank: {:.3f} s", input.tokenise_seconds)},
      {"matmul_size", peak.size},
      {"matmul_seconds", peak.time},
      {"matmul_tflops", tflops,
       fmt::format("matrix product of {}^3 in {}: {} TFLOP/s", peak.size, dtype, interval_text(tflops))},
      {"histogram_edges", input.histogram.edges},
      {"histogram_counts", input.histogram.counts, histogram_text(input.histogram)},
  };
}

Report empty_report(const BenchOptions& options, const MeasurementPlan& plan) {
  Report report;
  report.benchmark = "encode";
  report.columns = {{"backend", "attention"},
                    {"documents_per_second", "documents/s"},
                    {"tokens_per_second", "tokens/s"},
                    {"share_of_matmul_peak", "of the peak"}};
  if (options.datasheet_tflops > 0) report.columns.push_back({"share_of_datasheet_peak", "of the datasheet's"});
  for (const Column& column : {Column{"speedup_over_math", "times math"},
                               {"smallest_cosine_to_math", "cosine to math"},
                               {"activation_bytes", "activations"},
                               {"weight_bytes", "weights"}})
    report.columns.push_back(column);
  report.subject = "backend";
  report.conventions = {
      "documents/s: from token ids to unit vectors, all layers; the stage tokenises meanwhile, in a thread of its "
      "own. " +
          interval_convention(plan.repetitions),
      "times math: how many times as fast as math, taken repetition by repetition; they took turns.",
      "of the peak: 2 L (4 d^2 + 2 d ff) operations a token in the linear layers and 4 L S^2 d a text of S tokens in "
      "attention, over the time and the rate of the matrix product, which went through the same linear layer.",
      "cosine to math: smallest over the texts. activations: most that libtorch's allocator gave out on top of the "
      "weights, on the largest rank."};
  return report;
}

}  // namespace

Report benchmark_encode(Context& context, const BenchOptions& options, const EncodeOptions& encode) {
  const EncoderUnderTest chosen = choose_encoder_under_test(context, options, encode);
  const auto variants = attention_variants(options.backends);
  const EncodeInput input = make_input(context, options, chosen);
  const MeasurementPlan plan{options.repetitions != 0 ? options.repetitions : kRepetitions, options.warm_up};
  const ReusedMemory memory;  // as in the stage
  const MatmulPeak peak = measure_matmul_peak(context, plan, chosen.precision);
  std::vector<Finding> findings;
  for (const AttentionVariant& variant : variants) findings.push_back(prepare_variant(context, chosen, input, variant));
  time_variants(context, plan, chosen, input, findings);
  const Peaks peaks{peak.time.rate(peak.flop).median,
                    options.datasheet_tflops * 1e12 * static_cast<double>(context.comm.size())};
  const auto math = std::ranges::find(findings, "math", [](const Finding& f) { return f.variant.name; });
  Report report = empty_report(options, plan);
  report.facts = facts_of(context, chosen, input, peak);
  for (const Finding& found : findings) {
    report.rows.push_back(row_of(input, peaks, found));
    if (!found.can()) continue;
    if (math != findings.end()) compare_with_math(context, *math, found, chosen.config.width, report.rows.back());
    report.conventions.push_back(found.variant.name + " ran as " + text_of(found.ran));
  }
  return report;
}

}  // namespace thema::bench
