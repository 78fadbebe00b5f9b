// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/error.hpp"
#include "thema/explain/attention_patterns.hpp"
#include "thema/explain/decomposition.hpp"
#include "thema/explain/explained_encoder.hpp"
#include "thema/explain/explained_text.hpp"
#include "thema/explain/integrated_gradients.hpp"
#include "thema/explain/occlusion.hpp"
#include "thema/explain/options.hpp"
#include "thema/explain/run_papers.hpp"

namespace thema::explanation {

/// A paper that stands for a topic.
struct Representative {
  std::int64_t row = 0;
  std::string id, title;
  double cosine = 0;  ///< of its embedding with that of the explained paper
};

/// A topic beside the paper.
struct TopicBeside {
  std::int32_t topic = 0;
  std::string label;
  std::vector<std::string> keywords;            ///< best first; none without topics.h5
  double cosine = 0;                            ///< of the paper with its centroid, as clusters.h5 has it
  std::vector<Representative> representatives;  ///< nearest to the paper first; none without topics.h5
};

/// What the text tells. One entry per word in each vector of words.
struct TextExplanation {
  std::string model, prefix;
  std::int64_t max_length = 0;
  std::vector<std::string> differences;  ///< ExplainedEncoder::differences()
  ExplainedText text;
  std::vector<std::string> pieces;  ///< one per token: how the vocabulary writes it
  double agreement = 0;             ///< cosine of the embedding made again with the stored one
  Pair cosines;                     ///< of the embedding made again
  Decomposition decomposition;
  std::vector<Pair> decomposition_of_words;
  Occlusion occlusion;
  IntegratedGradients gradients;
  std::vector<double> gradients_of_words;
  AttentionPatterns attention;
};

/// Why a paper is in its topic.
struct PaperExplanation {
  std::int64_t row = 0;
  std::string id, title;
  enum class Labels { made, missing } labels = Labels::made;  ///< whether the run has topics.h5
  TopicBeside own;
  std::optional<TopicBeside> second;    ///< none in a run of one topic
  std::optional<TextExplanation> text;  ///< none where the encoder cannot be had
  std::string why_no_text;              ///< then the reason
  ExitCode code = ExitCode::done;       ///< and its kind
  double margin() const { return own.cosine - (second ? second->cosine : 0); }
};

/// Which part of a text's decomposition belongs to what.
struct PartsOfText {
  Pair words, punctuation, special, prefix, constant;
};
PartsOfText parts_of(const ExplainedText& text, const Decomposition& decomposition);

/// The path of integrated gradients that the options ask for.
IntegrationPath integration_path(const ExplainedEncoder& encoder, const ExplainOptions& options);
/// The id that stands for a removed word; 0 where none does.
std::int32_t removal_id(const ExplainedEncoder& encoder, Removal removal);

/// Hidden states [T, d] of a text by the encoder that gradients are taken of.
std::vector<float> hidden_states(const BertGradient::Pass& pass);

/// Explains the paper of the id from `run`. What can be said without the encoder is said also where the encoder cannot
/// be had. By one rank: `context` has one. Throws Stopped when the process was asked to stop.
PaperExplanation explain_paper(Context& context, const std::filesystem::path& run, const std::string& id,
                               const ExplainOptions& options);

}  // namespace thema::explanation
