// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "thema/explain/explained_text.hpp"
#include "thema/model/bert_gradient.hpp"

namespace thema::explanation {

/// What must be said wherever attention is shown (Jain and Wallace, "Attention is not Explanation", NAACL 2019).
inline constexpr const char* kAttentionNote =
    "Patterns of where attention goes, not reasons for the topic: weights can be changed a lot without changing the "
    "embedding.";

/// Where one head's attention goes, after the kinds of Clark et al., "What does BERT look at?" (2019): means over the
/// text's tokens as queries.
struct HeadPattern {
  std::int64_t layer = 0, head = 0;  ///< from 0
  double to_first = 0;               ///< on the first token, [CLS]
  double to_last = 0;                ///< on the last token, [SEP]
  double to_itself = 0;              ///< on the query's own token
  double to_previous = 0;            ///< on the token before it
  double to_next = 0;                ///< on the token behind it
  double tokens_seen = 0;            ///< exp of the entropy: over how many tokens it is spread
};

/// Attention from one word to another: mean over its tokens of the sum over the other's.
struct AttentionLink {
  std::int64_t layer = 0, head = 0;
  std::size_t from = 0, to = 0;  ///< indices of words
  double weight = 0;
};

struct AttentionPatterns {
  std::vector<HeadPattern> heads;
  std::vector<AttentionLink> links;  ///< head by head the strongest three between two different words
  std::vector<double> received;      ///< per word: mean over heads and queries outside the word of what falls on it
};

/// The layers and heads to look at, resolved and checked: no layers is the last one, no heads are all. One that the
/// encoder does not have is an Error of kind `usage` that names the option.
struct AttentionChoice {
  std::vector<std::int64_t> layers, heads;  ///< ascending
};
AttentionChoice choose_attention_maps(const BertConfig& config, std::vector<std::int64_t> layers,
                                      std::vector<std::int64_t> heads);

/// `pass` is of the one text, with the attention of the layers chosen.
AttentionPatterns attention_patterns(const BertGradient::Pass& pass, const ExplainedText& text,
                                     const AttentionChoice& choice);

}  // namespace thema::explanation
