// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "thema/explain/explained_text.hpp"
#include "thema/finished/run_encoder.hpp"
#include "thema/model/bert_gradient.hpp"

namespace thema::explanation {

/// The encoder of a run with what explaining needs of it beside the rows: tokens by word, and gradients.
class ExplainedEncoder : public finished::RunEncoder {
 public:
  /// `moved_to` is the model's folder where it is not where the run found it, else "". Errors say what cannot be
  /// explained; they are those of find_run_encoder(). Collective.
  ExplainedEncoder(Context& context, const std::filesystem::path& run, const std::string& moved_to);

  const TextReader& reader() const { return reader_; }
  const BertGradient& gradient() const { return *gradient_; }
  /// Of a special token, "[MASK]" say; an Error of kind `usage` that names `option` when the model has none.
  std::int32_t id_of(const std::string& token, const std::string& option) const;
  /// What the vocabulary calls an id: "halo", "##s".
  std::string piece(std::int32_t id) const;

 private:
  TextReader reader_;
  std::unique_ptr<BertGradient> gradient_;
};

}  // namespace thema::explanation
