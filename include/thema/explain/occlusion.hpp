// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "thema/explain/explained_text.hpp"
#include "thema/explain/topic_contrast.hpp"
#include "thema/model/text_encoder.hpp"

namespace thema::explanation {

/// How a word is taken out of a text. To erase it leaves a shorter text, such as the encoder was trained on. To put
/// [MASK] in its place keeps all positions and the number of tokens that the mean is over, but sentence encoders never
/// saw [MASK] in their training, and its hidden state is BERT's guess at the very word that was hidden. So `erase` is
/// the default; the other is there to see whether a finding hangs on the choice.
enum class Removal { erase, mask };
/// Of the option explain.removal: "delete" or "mask".
Removal removal_named(const std::string& name);

/// Which words of a text stay.
enum class Fate : unsigned char { kept, removed };

/// Token ids of the text without the removed words; special tokens and the model's prefix stay. What is behind the
/// length limit does not move up.
std::vector<std::int32_t> ids_without(const ExplainedText& text, std::span<const Fate> words, Removal removal,
                                      std::int32_t mask_id);

/// Margins between two topics of token sequences, through the run's encoder in batches.
class MarginModel {
 public:
  /// Both references must outlive the object.
  MarginModel(TextEncoder& encoder, const TopicContrast& topics, std::int64_t token_budget)
      : encoder_(encoder), topics_(topics), token_budget_(token_budget) {}
  /// One margin per text; of no meaning once a stop was requested, so leave_if_stopped() comes before their use.
  std::vector<double> margins(const std::vector<std::vector<std::int32_t>>& texts) const;

 private:
  TextEncoder& encoder_;
  const TopicContrast& topics_;
  std::int64_t token_budget_;
};

/// By how much the margin falls when a word, or a sentence, is taken out: positive for what speaks for the own topic.
struct Occlusion {
  double margin = 0;              ///< of the whole text
  std::vector<double> words;      ///< one per word; 0 for one that the encoder did not see
  std::vector<double> sentences;  ///< one per sentence; likewise
};
Occlusion occlude(const MarginModel& model, const ExplainedText& text, Removal removal, std::int32_t mask_id);

}  // namespace thema::explanation
