// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/occlusion.hpp"

#include <cstddef>
#include <functional>

#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/encode/batches.hpp"

namespace thema::explanation {

Removal removal_named(const std::string& name) {
  if (name == "delete") return Removal::erase;
  if (name == "mask") return Removal::mask;
  fail_usage("explain.removal is '" + name + "'; allowed are delete and mask");
}

std::vector<std::int32_t> ids_without(const ExplainedText& text, std::span<const Fate> words, Removal removal,
                                      std::int32_t mask_id) {
  std::vector<std::int32_t> ids(text.ids.begin(), text.ids.begin() + text.content.first);
  for (std::size_t w = 0; w < text.words.size(); ++w) {
    const Range& tokens = text.words[w].tokens;
    if (words[w] == Fate::kept)
      ids.insert(ids.end(), text.ids.begin() + tokens.first, text.ids.begin() + tokens.last);
    else if (removal == Removal::mask)
      ids.insert(ids.end(), static_cast<std::size_t>(tokens.size()), mask_id);
  }
  ids.insert(ids.end(), text.ids.begin() + text.content.last, text.ids.end());
  return ids;
}

std::vector<double> MarginModel::margins(const std::vector<std::vector<std::int32_t>>& texts) const {
  std::vector<std::int32_t> lengths;
  for (const auto& ids : texts) lengths.push_back(static_cast<std::int32_t>(ids.size()));
  std::vector<double> margins(texts.size());
  const auto width = static_cast<std::size_t>(encoder_.width());
  std::vector<float> rows;
  for (const Batch& batch : plan_batches(lengths, token_budget_)) {
    if (stop_requested()) break;
    PackedTokens packed;
    for (const std::int64_t text : batch) packed.push_back(texts[static_cast<std::size_t>(text)]);
    rows.resize(batch.size() * width);
    encoder_.encode(packed, rows);
    for (std::size_t i = 0; i < batch.size(); ++i)
      margins[static_cast<std::size_t>(batch[i])] =
          topics_.cosines(std::span(rows).subspan(i * width, width)).contrast();
  }
  return margins;
}

Occlusion occlude(const MarginModel& model, const ExplainedText& text, Removal removal, std::int32_t mask_id) {
  std::vector<std::vector<std::int32_t>> variants{text.ids};
  std::vector<Fate> fates(text.words.size());
  const auto add_without = [&](const std::function<bool(std::size_t)>& removed) {
    for (std::size_t w = 0; w < fates.size(); ++w) fates[w] = removed(w) ? Fate::removed : Fate::kept;
    variants.push_back(ids_without(text, fates, removal, mask_id));
  };
  for (std::size_t w = 0; w < text.words.size(); ++w)
    if (text.words[w].seen()) add_without([&](std::size_t other) { return other == w; });
  for (std::size_t s = 0; s < text.sentences; ++s)
    if (seen_of_sentence(text, s) != Seen::nothing)
      add_without([&](std::size_t word) { return text.words[word].sentence == s; });

  const std::vector<double> margins = model.margins(variants);
  Occlusion result;
  result.margin = margins.front();
  std::size_t next = 1;
  const auto loss = [&](bool seen) { return seen ? result.margin - margins[next++] : 0; };
  for (const Word& word : text.words) result.words.push_back(loss(word.seen()));
  for (std::size_t s = 0; s < text.sentences; ++s)
    result.sentences.push_back(loss(seen_of_sentence(text, s) != Seen::nothing));
  return result;
}

}  // namespace thema::explanation
