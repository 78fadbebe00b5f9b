// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "thema/explain/report_tables.hpp"
#include "thema/explain/strongest_words.hpp"
#include "thema/terms/latex_text.hpp"

namespace thema::explanation {

namespace {

constexpr std::size_t kWordsOfATopic = 6;         // keywords that are named beside a label
constexpr std::size_t kRepresentatives = 5;       // of each topic
constexpr std::size_t kSentenceCharacters = 200;  // of a sentence in a table

// What a topic is about: its first keywords, or its label where there are none.
std::string name_of_topic(const TopicBeside& topic) {
  if (topic.keywords.empty()) return topic.label;
  const std::size_t count = std::min(kWordsOfATopic, topic.keywords.size());
  return fmt::format("{}", fmt::join(std::span(topic.keywords).first(count), ", "));
}

std::vector<double> contrasts(const std::vector<Pair>& pairs) {
  std::vector<double> values;
  for (const Pair& pair : pairs) values.push_back(pair.contrast());
  return values;
}

ShadedText shaded(const ExplainedText& text, const std::vector<double>& values, ShadedText::Shade shade,
                  const std::string& what, std::string legend) {
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  ShadedText result{std::move(legend), {}};
  for (std::size_t w = 0; w < text.words.size(); ++w) {
    const Word& word = text.words[w];
    if (!word.seen())
      result.pieces.push_back(
          {word.before, word.text, ShadedText::Shade::unseen, 0, word.text + ": not seen by the encoder"});
    else
      result.pieces.push_back({word.before, word.text, shade, largest > 0 ? values[w] / largest : 0,
                               fmt::format("{}: {:+.5f} {}{}", word.text, values[w], what,
                                           word.tokens_cut > 0 ? ", only its beginning was seen by the encoder" : "")});
  }
  if (text.words_cut > 0) result.legend += "; struck out: behind the length limit, not seen by the encoder";
  return result;
}

// Two lists side by side; `number` names what stands beside the words.
Block words_for_and_against(const ExplainedText& text, const std::vector<double>& values, const char* number,
                            std::int64_t count) {
  using enum Table::Align;
  Table table{{{"for its topic"}, {number, right}, {"places", right}, {"against"}, {number, right}, {"places", right}},
              {}};
  const auto pro = strongest_words(text, values, Side::for_topic, count);
  const auto contra = strongest_words(text, values, Side::against_topic, count);
  for (std::size_t i = 0; i < std::max(pro.size(), contra.size()); ++i) {
    std::vector<std::string> row;
    for (const auto* side : {&pro, &contra}) {
      const bool there = i < side->size();
      row.push_back(there ? start_of((*side)[i].word, kWordCharacters) : "");
      row.push_back(there ? signed_number((*side)[i].value) : "");
      row.push_back(there ? std::to_string((*side)[i].places) : "");
    }
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty()) return Paragraph{"No word stands out: the encoder saw none, or they add nothing."};
  return table;
}

// What the margin loses without each sentence. Those behind the length limit share a row: nothing was measured.
Table table_of_sentences(const TextExplanation& e) {
  using enum Table::Align;
  Table table{{{"loss", right}, {"sentence"}}, {}};
  std::size_t unseen = 0;
  for (std::size_t s = 0; s < e.text.sentences; ++s) {
    const Seen seen = seen_of_sentence(e.text, s);
    if (seen == Seen::nothing) {
      ++unseen;
      continue;
    }
    const std::string note = seen == Seen::beginning ? " (only its beginning was seen by the encoder)" : "";
    table.rows.push_back(
        {signed_number(e.occlusion.sentences[s]), start_of(sentence_text(e.text, s), kSentenceCharacters) + note});
  }
  if (unseen > 0)
    table.rows.push_back({"not seen", fmt::format("{} more behind the length limit of the encoder", unseen)});
  return table;
}

RunnersUp runners_up_of(const PaperExplanation& paper) { return paper.second ? RunnersUp::some : RunnersUp::none; }

Section margin_section(const PaperExplanation& paper) {
  using enum Table::Align;
  Section section{"1. Margin to the next topic", {}};
  Table cosines{{{"cosine", right}, {"topic", right}, {"", left}, {"what it is about"}}, {}};
  const auto add = [&](const TopicBeside& topic, const char* which) {
    cosines.rows.push_back(
        {fmt::format("{:.4f}", topic.cosine), std::to_string(topic.topic), which, name_of_topic(topic)});
  };
  add(paper.own, "its own");
  if (paper.second) add(*paper.second, "runner-up");
  if (paper.second) cosines.rows.push_back({fmt::format("{:.4f}", paper.margin()), "", "margin", ""});
  section.blocks.push_back(cosines);
  if (!paper.second) section.blocks.push_back(Paragraph{kOneTopicNote});
  if (paper.labels == PaperExplanation::Labels::missing) {
    section.blocks.push_back(
        Paragraph{"No topics.h5 in this run: labels, keywords and representatives come with 'thema label'."});
    return section;
  }
  Table nearest{{{"cosine", right}, {"topic", right}, {"id"}, {"papers that stand for the topic, nearest first"}}, {}};
  const auto list = [&](const TopicBeside& topic) {
    for (const Representative& each :
         std::span(topic.representatives).first(std::min(kRepresentatives, topic.representatives.size())))
      nearest.rows.push_back(
          {fmt::format("{:.4f}", each.cosine), std::to_string(topic.topic), each.id, readable_title(each.title)});
  };
  list(paper.own);
  if (paper.second) list(*paper.second);
  if (!nearest.rows.empty()) section.blocks.push_back(nearest);
  return section;
}

void add_encoder(const TextExplanation& e, Section& section) {
  std::string text = fmt::format(
      "The text encoded again by {} ({} tokens of at most {}{}) has the cosine {:.7f} with the stored embedding.",
      e.model, e.text.tokens(), e.max_length, e.prefix.empty() ? "" : fmt::format(", prefix \"{}\"", e.prefix),
      e.agreement);
  if (e.text.words_cut > 0)
    text += fmt::format(" {} words and marks at its end are behind the limit: the encoder never saw them.",
                        e.text.words_cut);
  section.blocks.push_back(Paragraph{text});
  if (!e.differences.empty())
    section.blocks.push_back(
        Paragraph{fmt::format("Explanations are computed in fp32 on this machine; the run was made otherwise: {}.",
                              fmt::join(e.differences, "; "))});
}

Section decomposition_section(const TextExplanation& e, RunnersUp runners_up, const ExplainOptions& options) {
  Section section{"2. Token decomposition: the cosine as an exact sum", {}};
  section.blocks.push_back(Paragraph{
      "The embedding is the mean of the tokens' last hidden states, so the cosine with a centroid is a sum over "
      "tokens; what a word adds to the margin is its part of the own cosine less its part of the runner-up's. A "
      "hidden state has seen the whole text: a word's part is what is said at its place, not by it alone."});
  const PartsOfText parts = parts_of(e.text, e.decomposition);
  section.blocks.push_back(table_of_parts({{"words", parts.words},
                                           {"punctuation", parts.punctuation},
                                           {"special tokens", parts.special},
                                           {"prefix", parts.prefix},
                                           {"constant: of the mean or landmarks of clustering", parts.constant},
                                           {"sum", e.decomposition.sum}},
                                          runners_up));
  const std::vector<double> values = contrasts(e.decomposition_of_words);
  section.blocks.push_back(shaded(e.text, values, ShadedText::Shade::side, "of the margin",
                                  "blue: adds to the margin of its topic; orange: takes from it"));
  section.blocks.push_back(words_for_and_against(e.text, values, "part", options.words));
  return section;
}

Section occlusion_section(const TextExplanation& e, const ExplainOptions& options) {
  const std::string how = options.removal == "mask" ? "replaced by [MASK]" : "deleted";
  Section section{"3. Occlusion: what the margin loses when words go", {}};
  section.blocks.push_back(Paragraph{fmt::format(
      "Each word, then each sentence, {} alone and the text encoded again; the margin of the whole text is {:.4f}.",
      how, e.occlusion.margin)});
  section.blocks.push_back(Paragraph{
      "In the lists a word's number is the sum over its places, each taken out alone; without all of them together the "
      "loss may be another."});
  section.blocks.push_back(shaded(e.text, e.occlusion.words, ShadedText::Shade::side, "lost without it",
                                  "blue: the margin falls without the word; orange: it grows"));
  section.blocks.push_back(words_for_and_against(e.text, e.occlusion.words, "loss", options.words));
  section.blocks.push_back(table_of_sentences(e));
  return section;
}

Section gradients_section(const TextExplanation& e, const ExplainOptions& options) {
  const std::string baseline = options.baseline == "zero"  ? "zeros"
                               : options.baseline == "pad" ? "the embedding of [PAD]"
                                                           : "the embedding of [MASK]";
  Section section{"4. Integrated gradients of the margin", {}};
  section.blocks.push_back(Paragraph{fmt::format(
      "Along {} steps from {} in place of every word. The margin is {:.4f}, that of the baseline {:.4f}; the "
      "attributions add up to the difference but for {:+.5f}, the completeness error.",
      options.steps, baseline, e.gradients.score, e.gradients.baseline_score, e.gradients.completeness_error())});
  section.blocks.push_back(Paragraph{
      "Whether they tell important words from others with this encoder is measured by 'thema explain --evaluate'."});
  section.blocks.push_back(shaded(e.text, e.gradients_of_words, ShadedText::Shade::side, "of the difference",
                                  "blue: raises the margin over the baseline's; orange: lowers it"));
  section.blocks.push_back(words_for_and_against(e.text, e.gradients_of_words, "attribution", options.words));
  return section;
}

Section attention_section(const TextExplanation& e) {
  using enum Table::Align;
  Section section{"5. Attention patterns (not reasons)", blocks_of_heads(e.attention.heads)};
  Table links{{{"layer", right}, {"head", right}, {"strongest links between words"}}, {}};
  for (const HeadPattern& head : e.attention.heads) {
    std::vector<std::string> of_head;
    for (const AttentionLink& link : e.attention.links)
      if (link.layer == head.layer && link.head == head.head)
        of_head.push_back(fmt::format("{} → {} {:.2f}", start_of(e.text.words[link.from].text, kWordCharacters),
                                      start_of(e.text.words[link.to].text, kWordCharacters), link.weight));
    links.rows.push_back(
        {std::to_string(head.layer), std::to_string(head.head), fmt::format("{}", fmt::join(of_head, ", "))});
  }
  section.blocks.push_back(links);
  section.blocks.push_back(shaded(e.text, e.attention.received, ShadedText::Shade::amount,
                                  "of the attention, mean of these heads",
                                  "darker: more attention from the rest of the text"));
  return section;
}

}  // namespace

Report report_of(const PaperExplanation& paper, const ExplainOptions& options) {
  Report report{"Why " + paper.id + " is in topic " + std::to_string(paper.own.topic), readable_title(paper.title), {}};
  report.sections.push_back(margin_section(paper));
  if (!paper.text) {
    report.sections.push_back({"2. Words", {Warning{"Words cannot be explained: " + paper.why_no_text}}});
    return report;
  }
  add_encoder(*paper.text, report.sections.back());
  report.sections.push_back(decomposition_section(*paper.text, runners_up_of(paper), options));
  report.sections.push_back(occlusion_section(*paper.text, options));
  report.sections.push_back(gradients_section(*paper.text, options));
  report.sections.push_back(attention_section(*paper.text));
  return report;
}

}  // namespace thema::explanation
