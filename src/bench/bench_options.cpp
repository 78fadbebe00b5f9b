// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/bench_options.hpp"

namespace thema::bench {

void describe(OptionTable& table, BenchOptions& options) {
  const auto speed = Affects::speed;
  table.add("bench.repetitions", options.repetitions, {0, 1000}, speed,
            "times that each row is timed; the median has a 95 % interval from 6 on. 0: 6, of tokenize 10");
  table.add("bench.warm_up", options.warm_up, {1, 1000}, speed, "calls before these that are not counted");
  table.add(
      "bench.backends", options.backends, speed,
      "attention, encode: packed, flash, efficient, cudnn, math_no_upcast (fp16 and bf16 as they are), math (raised to "
      "fp32, libtorch's default); empty: all");
  table.add("bench.dtypes", options.dtypes, speed,
            "attention: fp32, bf16, fp16; empty: fp32 and bf16 on a CPU, fp16 and bf16 on a GPU");
  table.add("bench.lengths", options.lengths, {1, 16384}, speed, "attention: tokens of each text, a row for each");
  table.add("bench.head_widths", options.head_widths, {8, 256}, speed,
            "attention: width of a head, a row for each; MiniLM has 32, e5 has 64");
  table.add(
      "bench.heads", options.heads, {0, 128}, speed,
      "attention: heads. 0: 6 on a CPU, which with 4096 tokens is as much as a batch of 2048 with MiniLM's 12; 12 "
      "on a GPU");
  table.add("bench.tokens", options.tokens, {0, std::int64_t{1} << 22}, speed,
            "attention: tokens of a row, as many texts as they hold. 0: 4096 on a CPU, 16384 on a GPU");
  table.add("bench.input", options.input, speed,
            "encode, tokenize: JSON-lines files or globs; empty: synthetic papers as long as arXiv's");
  table.add("bench.documents", options.documents, {0, std::int64_t{1} << 32}, speed,
            "encode, tokenize: papers taken, the first of the input; kmeans, map, write: rows. 0: encode 256 on a CPU "
            "and 8192 on a GPU, "
            "tokenize 10000, kmeans 100000 and map 20000 or all of the file, write 200000");
  table.add(
      "bench.shape", options.shape, {"none", "minilm", "e5-base-v2", "e5-large-v2"}, speed,
      "encode: random weights of this model's shape, for a model that is not at hand; none: encode.model as it is");
  table.add("bench.datasheet_tflops", options.datasheet_tflops, {0, 1e6}, speed,
            "encode: TFLOP/s that the maker of the device states, for a second share beside that of the measured peak; "
            "0: none");
  table.add("bench.embeddings", options.embeddings, speed,
            "kmeans, map: rows, .npy or .h5 (embeddings.h5 of a run); empty: synthetic ones");
  table.add("bench.start", options.start, speed, "kmeans: first centroids, .npy or .h5; empty: rows drawn by key");
  table.add("bench.topics", options.topics, {1, 100'000}, speed, "kmeans: numbers of topics, a row for each");
  table.add("bench.width", options.width, {1, 65'536}, speed, "kmeans, map, write: width of synthetic rows");
  table.add("bench.folder", options.folder, speed,
            "write: where the files are made and removed; on the file system that runs are written to");
  table.add("bench.iterations", options.iterations, {1, 1'000'000}, speed, "kmeans: at most so many of each run");
}

}  // namespace thema::bench
