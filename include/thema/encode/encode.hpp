// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "thema/core/config.hpp"
#include "thema/core/context.hpp"
#include "thema/data/store.hpp"

namespace thema {

struct EncodeOptions {
  std::string model = "minilm";  ///< folder of a Hugging Face encoder, or a preset of configs/models/
  std::string prefix = "auto";   ///< put before each text; "auto": the preset's ("query: " for e5), else none
  std::int64_t max_length = 0;   ///< tokens with specials; longer texts are cut; 0: the model's own limit
  std::int64_t token_budget =
      0;                     ///< tokens of a batch (a longer text is one by itself); 0: 2,048 on a CPU, 16,384 on a GPU
  std::int64_t block = 256;  ///< documents of one unit of work; batches never cross it
  std::string dtype = "auto";          ///< auto, fp32, bf16, fp16, int8, fp8; auto: fp32 on a CPU, fp16 on a GPU
  std::string attention = "auto";      ///< auto, packed, flash, efficient, cudnn, math
  std::string gelu = "erf";            ///< erf, tanh
  std::string launches = "auto";       ///< auto, one_by_one, as_graphs
  double commit_interval = 5;          ///< seconds between two commits of finished blocks; what a killed job loses
  std::string store = "fp16";          ///< fp16 or fp32: embeddings in the file
  std::int64_t tokenizer_threads = 0;  ///< of each rank, ahead of the model; 0: 1 beside a CPU, 2 beside a GPU
};

void describe(OptionTable& table, EncodeOptions& options);

/// Lines that identify the model and what computes, for the fingerprint: checksums of the weights and of every
/// other file of its folder that is read, resolved prefix, length, budget, dtype, attention backend, device kind,
/// instruction set, library versions. A folder that cannot be used is refused as by encode().
std::vector<std::string> identify_encoder(Context& context, const EncodeOptions& options);

enum class Finished { yes, stopped };

/// Encodes all documents into embeddings.h5, going on where a killed job stopped. Ranks own contiguous ranges of the
/// blocks that are still missing, balanced by text bytes. `stopped`: a signal ended it early; what was finished is
/// committed. Collective.
Finished encode(Context& context, store::DocumentSource& documents, const std::filesystem::path& run,
                const StageRecord& record, const EncodeOptions& options);

}  // namespace thema
