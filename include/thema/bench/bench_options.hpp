// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/core/config.hpp"

namespace thema::bench {

/// Table [bench]: what is timed, and how often. None of it changes a result of the stages.
struct BenchOptions {
  std::int64_t repetitions = 0;       ///< timed, of each row; 0: the benchmark's own number
  std::int64_t warm_up = 1;           ///< calls before them that are not counted
  std::vector<std::string> backends;  ///< attention variants; empty: all
  std::vector<std::string> dtypes;    ///< of attention; empty: fp32 and bf16 on a CPU, fp16 and bf16 on a GPU
  std::vector<std::int64_t> lengths = {64, 128, 220, 256, 512, 1024, 2048, 4096};  ///< tokens of a text
  std::vector<std::int64_t> head_widths = {32, 64};                                ///< D
  std::int64_t heads = 0;                                                          ///< 0: 6 on a CPU, 12 on a GPU
  std::int64_t tokens = 0;         ///< of all texts of a row of attention; 0: 4,096 on a CPU, 16,384 on a GPU
  std::vector<std::string> input;  ///< JSON-lines files whose papers are the texts; empty: synthetic ones
  std::int64_t documents = 0;      ///< texts taken; 0: the benchmark's own number
  std::string shape = "none";      ///< encode: random weights of this model's shape; none: those of encode.model
  double datasheet_tflops = 0;     ///< encode: peak that the maker states, for a second share; 0: none
  std::string embeddings;          ///< kmeans: matrix of floats, .npy or .h5; empty: synthetic rows
  std::string start;               ///< kmeans: first centroids, the same; empty: keyed rows
  std::vector<std::int64_t> topics = {100};  ///< kmeans: k, a row for each
  std::int64_t width = 384;                  ///< kmeans: of synthetic rows
  std::int64_t iterations = 300;             ///< kmeans: at most
  std::string folder = ".";                  ///< write: in which the files are made
  std::int64_t seed = 0;                     ///< set from run.seed
};

void describe(OptionTable& table, BenchOptions& options);

}  // namespace thema::bench
