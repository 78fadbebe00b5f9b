// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/reused_memory.hpp"
#include "thema/encode/encode.hpp"
#include "thema/encode/encoder_choice.hpp"
#include "thema/model/text_encoder.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema::finished {

/// What a command needs the encoder of a run for; for its messages.
struct EncoderNeed {
  std::filesystem::path moved_to;  ///< the model's folder where it is not where the run found it, else ""
  std::string option;              ///< that gives this folder: "explain.model"
  std::string without;             ///< what cannot be done without an encoder: "nothing can be said of words"
  std::string still;               ///< what can be done with imported embeddings: "; the margin ...", or ""
};

/// Which numbers are wanted of the encoder: fp32, or the run's own bits where the machine is of the run's kind.
enum class Arithmetic { fp32, of_run };

/// The encoder of a run, found again.
struct FoundEncoder {
  EncodeOptions options;
  EncoderChoice choice;
  std::vector<std::string> identity;  ///< identify_encoder() of these options
  /// Lines of the run's fingerprint that are otherwise here ("encode.dtype = fp16"): they change the rounding, and a
  /// library for Unicode perhaps a token.
  std::vector<std::string> differences;
};

/// Reads the options and the fingerprint of embeddings.h5. Errors are of kind `usage` when the embeddings were
/// imported, of kind `data` when the model's files are not those of the fingerprint. Collective.
FoundEncoder find_run_encoder(Context& context, const std::filesystem::path& run, const EncoderNeed& need,
                              Arithmetic arithmetic);

/// The encoder that made a run's embeddings, opened again with the run's prefix and length limit, in fp32.
class RunEncoder {
 public:
  /// Errors as those of find_run_encoder(). Collective.
  RunEncoder(Context& context, const std::filesystem::path& run, const EncoderNeed& need);
  RunEncoder(const RunEncoder&) = delete;
  RunEncoder& operator=(const RunEncoder&) = delete;

  const std::string& model() const { return found_.choice.model.name; }
  const std::filesystem::path& folder() const { return found_.choice.model.folder; }
  const BertConfig& config() const { return found_.choice.config; }
  const std::string& prefix() const { return found_.choice.prefix; }
  std::int64_t max_length() const { return found_.choice.max_length; }
  std::int64_t token_budget() const { return found_.choice.token_budget; }
  const std::vector<std::string>& differences() const { return found_.differences; }

  const TokenizerDefinition& definition() const { return definition_; }
  const Tokenizer& tokenizer() const { return *tokenizer_; }
  TextEncoder& encoder() { return *encoder_; }

 private:
  ReusedMemory memory_;  // first, so that it outlives the arrays
  FoundEncoder found_;
  TokenizerDefinition definition_;
  std::unique_ptr<Tokenizer> tokenizer_;
  std::unique_ptr<TextEncoder> encoder_;
};

}  // namespace thema::finished
