// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/bench.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "thema/bench/attention_benchmark.hpp"
#include "thema/bench/encode_benchmark.hpp"
#include "thema/bench/kmeans_benchmark.hpp"
#include "thema/bench/map_benchmark.hpp"
#include "thema/bench/reduce_benchmark.hpp"
#include "thema/bench/tokenize_benchmark.hpp"
#include "thema/bench/write_benchmark.hpp"
#include "thema/core/error.hpp"
#include "thema/model/model_preset.hpp"

namespace thema::bench {

namespace {

Report run_attention(Context& context, const BenchOptions& options, const EncodeOptions&) {
  return benchmark_attention(context, options, attend);
}

Report run_tokenize(Context& context, const BenchOptions& options, const EncodeOptions& encode) {
  return benchmark_tokenize(context, options, find_model(encode.model).folder, encode.max_length);
}

Report run_kmeans(Context& context, const BenchOptions& options, const EncodeOptions&) {
  return benchmark_kmeans(context, options);
}

Report run_map(Context& context, const BenchOptions& options, const EncodeOptions&) {
  return benchmark_map(context, options);
}

Report run_reduce(Context& context, const BenchOptions& options, const EncodeOptions&) {
  return benchmark_reduce(context, options);
}

Report run_write(Context& context, const BenchOptions& options, const EncodeOptions&) {
  return benchmark_write(context, options);
}

struct Entry {
  const char* name;
  Report (*run)(Context&, const BenchOptions&, const EncodeOptions&);
};

constexpr Entry kEntries[] = {{"attention", run_attention},
                              {"encode", benchmark_encode},
                              {"tokenize", run_tokenize},
                              {"kmeans", run_kmeans},
                              {"map", run_map},
                              {"reduce", run_reduce},
                              {"write", run_write}};

}  // namespace

std::vector<std::string> benchmark_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.emplace_back(entry.name);
  return names;
}

Report run_benchmark(Context& context, const std::string& name, const BenchOptions& options,
                     const EncodeOptions& encode) {
  const Entry* entry = std::ranges::find(kEntries, name, [](const Entry& e) { return std::string(e.name); });
  if (entry == std::end(kEntries))
    fail_usage(fmt::format("unknown benchmark '{}'; allowed are {}", name, fmt::join(benchmark_names(), ", ")));
  return entry->run(context, options, encode);
}

}  // namespace thema::bench
