// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/reused_memory.hpp"
#include "thema/explain/explained_text.hpp"
#include "thema/model/bert_gradient.hpp"
#include "thema/model/text_encoder.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema::explanation {

/// The encoder that made a run's embeddings, opened again with the run's prefix and length limit, in fp32.
class RunEncoder {
 public:
  /// Reads the options and the fingerprint of embeddings.h5. `moved_to` is the model's folder where it is not where
  /// the run found it, else "". Collective. Errors say what cannot be explained: of kind `usage` when the embeddings
  /// were imported, of kind `data` when the model's files are not those of the fingerprint.
  RunEncoder(Context& context, const std::filesystem::path& run, const std::string& moved_to);
  RunEncoder(const RunEncoder&) = delete;
  RunEncoder& operator=(const RunEncoder&) = delete;

  const std::string& model() const { return model_; }
  const std::string& prefix() const { return prefix_; }
  std::int64_t max_length() const { return max_length_; }
  std::int64_t token_budget() const { return token_budget_; }
  /// Lines of the fingerprint that are otherwise here ("encode.dtype = fp16"): they change the rounding, and a library
  /// for Unicode perhaps a token.
  const std::vector<std::string>& differences() const { return differences_; }

  const TextReader& reader() const { return *reader_; }
  TextEncoder& encoder() { return *encoder_; }
  const BertGradient& gradient() const { return *gradient_; }
  /// Of a special token, "[MASK]" say; an Error of kind `usage` that names `option` when the model has none.
  std::int32_t id_of(const std::string& token, const std::string& option) const;
  /// What the vocabulary calls an id: "halo", "##s".
  std::string piece(std::int32_t id) const;

 private:
  ReusedMemory memory_;  // first, so that it outlives the arrays
  std::string model_, prefix_;
  std::int64_t max_length_ = 0, token_budget_ = 0;
  std::vector<std::string> differences_;
  TokenizerDefinition definition_;
  std::unique_ptr<Tokenizer> tokenizer_;
  std::unique_ptr<TextReader> reader_;
  std::unique_ptr<TextEncoder> encoder_;
  std::unique_ptr<BertGradient> gradient_;
};

}  // namespace thema::explanation
