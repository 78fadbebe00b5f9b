// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "thema/core/context.hpp"
#include "thema/encode/encode.hpp"
#include "thema/model/bert.hpp"
#include "thema/model/model_preset.hpp"

namespace thema {

/// EncodeOptions with every "auto" and every 0 resolved for this model and device.
struct EncoderChoice {
  ModelLocation model;
  BertConfig config;
  std::string prefix;
  std::int64_t max_length = 0;    ///< tokens with specials
  std::int64_t token_budget = 0;  ///< tokens a batch holds at most
  EncoderPlacement placement;
};

/// Whether its kernels can be recorded as CUDA graphs: a GPU's, with attention flash or efficient.
bool can_record(const EncoderPlacement& placement);

/// Resolves encode.launches: "auto" is as_graphs where it can be and the model is so narrow that launching its kernels
/// takes longer than they do. What cannot be recorded is an Error of kind `usage`.
Launches choose_launches(const std::string& asked, const BertConfig& config, const EncoderPlacement& placement);

/// Collective: rank 0 finds the model, so that all use the same folder. What cannot be done is an Error of kind
/// `usage` that names the option.
EncoderChoice choose_encoder(Context& context, const EncodeOptions& options);

}  // namespace thema
