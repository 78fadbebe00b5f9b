// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "thema/explain/report_tables.hpp"

namespace thema::explanation {

namespace {

constexpr std::size_t kRunnersUp = 5;

Section margin_section(const TopicExplanation& topic) {
  using enum Table::Align;
  Section section{"1. What its margins are made of", {}};
  const std::string which = topic.papers == topic.size
                                ? fmt::format("all {} papers", topic.size)
                                : fmt::format("a keyed sample of {} of its {} papers", topic.papers, topic.size);
  const RunnersUp runners_up = topic.runners_up.empty() ? RunnersUp::none : RunnersUp::some;
  section.blocks.push_back(
      Paragraph{"Means over " + which + ", by the exact token decomposition with " + topic.model +
                (runners_up == RunnersUp::some ? "; each paper has a runner-up of its own, and its margin is to that."
                                               : std::string(". ") + kOneTopicNote)});
  section.blocks.push_back(table_of_parts({{"words", topic.parts.words},
                                           {"  of them stop words", topic.stop_words},
                                           {"punctuation", topic.parts.punctuation},
                                           {"special tokens", topic.parts.special},
                                           {"prefix", topic.parts.prefix},
                                           {"constant: of the mean or landmarks of clustering", topic.parts.constant},
                                           {"sum: mean cosine", topic.cosines}},
                                          runners_up));
  Table others{{{"papers", right}, {"runner-up"}}, {}};
  for (std::size_t i = 0; i < std::min(kRunnersUp, topic.runners_up.size()); ++i)
    others.rows.push_back({std::to_string(topic.runners_up[i].papers),
                           fmt::format("{}: {}", topic.runners_up[i].topic, topic.runners_up[i].label)});
  if (!others.rows.empty()) section.blocks.push_back(others);
  if (!topic.differences.empty())
    section.blocks.push_back(Paragraph{"Computed in fp32 on this machine; the run was made otherwise."});
  return section;
}

Table table_of(const std::vector<TopicWord>& words, const std::set<std::string>& keywords, const char* title) {
  using enum Table::Align;
  Table table{{{title}, {"of the margin", right}, {"papers", right}, {"places", right}, {"keyword"}}, {}};
  for (const TopicWord& word : words)
    table.rows.push_back({start_of(word.word, kWordCharacters), fmt::format("{:+.5f}", word.contrast),
                          std::to_string(word.papers), std::to_string(word.occurrences),
                          keywords.contains(word.word) ? "yes" : ""});
  return table;
}

// The single words of the keywords.
std::set<std::string> words_of_keywords(const TopicExplanation& topic) {
  std::set<std::string> words;
  for (const auto& [term, weight] : topic.keywords)
    for (std::size_t first = 0; first < term.size();) {
      const std::size_t last = std::min(term.find(' ', first), term.size());
      words.insert(term.substr(first, last - first));
      first = last + 1;
    }
  return words;
}

Section words_section(const TopicExplanation& topic) {
  using enum Table::Align;
  Section section{"2. Words that hold it together", {}};
  section.blocks.push_back(
      Paragraph{"What a word adds to the margins of the topic's papers, summed over its places and divided by the "
                "number of papers. Beside it the keywords by c-TF-IDF, which counts words and knows no encoder."});
  const std::set<std::string> keywords = words_of_keywords(topic);
  section.blocks.push_back(table_of(topic.for_topic, keywords, "for the topic"));
  section.blocks.push_back(table_of(topic.against_topic, keywords, "against it"));
  Table ctfidf{{{"keyword by c-TF-IDF"}, {"weight", right}}, {}};
  for (const auto& [term, weight] : topic.keywords) ctfidf.rows.push_back({term, fmt::format("{:.4f}", weight)});
  if (ctfidf.rows.empty())
    section.blocks.push_back(Paragraph{"No topics.h5 in this run: keywords come with 'thema label'."});
  else
    section.blocks.push_back(ctfidf);
  return section;
}

Section attention_section(const TopicExplanation& topic) {
  using enum Table::Align;
  Section section{"3. Attention patterns (not reasons)", blocks_of_heads(topic.heads)};
  Table words{{{"word"}, {"attention it receives, per paper", right}, {"papers", right}}, {}};
  for (const TopicWord& word : topic.attended)
    words.rows.push_back(
        {start_of(word.word, kWordCharacters), fmt::format("{:.5f}", word.received), std::to_string(word.papers)});
  section.blocks.push_back(words);
  return section;
}

}  // namespace

Report report_of(const TopicExplanation& topic) {
  return {fmt::format("What holds topic {} together", topic.topic),
          topic.label,
          {margin_section(topic), words_section(topic), attention_section(topic)}};
}

}  // namespace thema::explanation
