// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/explained_encoder.hpp"

#include <fmt/format.h>

#include "thema/core/error.hpp"
#include "thema/model/safetensors.hpp"

namespace thema::explanation {

ExplainedEncoder::ExplainedEncoder(Context& context, const std::filesystem::path& run, const std::string& moved_to)
    : RunEncoder(context, run,
                 {moved_to, "explain.model", "nothing can be said of words",
                  "; the margin and the nearest papers can be explained, by --id"}),
      reader_(definition(), tokenizer(), prefix(), max_length()) {
  const SafetensorsFile weights(weights_file(folder()));
  gradient_ = std::make_unique<BertGradient>(config(), weights, context.device);
}

std::int32_t ExplainedEncoder::id_of(const std::string& token, const std::string& option) const {
  for (const AddedToken& added : definition().added_tokens)
    if (added.content == token) return added.id;
  for (const auto& [text, id] : definition().vocabulary.ids)
    if (text == token) return id;
  fail_usage(option + " needs the token " + token + ", which the vocabulary of " + model() + " does not have");
}

std::string ExplainedEncoder::piece(std::int32_t id) const {
  for (const auto& [text, known] : definition().vocabulary.ids)
    if (known == id) return text;
  for (const AddedToken& added : definition().added_tokens)
    if (added.id == id) return added.content;
  return fmt::format("[{}]", id);
}

}  // namespace thema::explanation
