// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/explain_topic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "thema/core/error.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/explain/sampled_papers.hpp"
#include "thema/explain/word_totals.hpp"
#include "thema/terms/stop_words.hpp"

namespace thema::explanation {

namespace {

constexpr std::int64_t kSlice = 65536;  // rows whose topics are read together

// Rows of the topic among this rank's part of the corpus.
std::vector<std::int64_t> own_rows_of(const Communicator& comm, RunPapers& papers, std::int32_t topic) {
  const Range mine = even_part(papers.total(), comm.size(), comm.rank());
  std::vector<std::int64_t> rows;
  for (std::int64_t first = mine.first; first < mine.last; first += kSlice) {
    const std::vector<std::int32_t> topics = papers.assignments({first, std::min(mine.last, first + kSlice)});
    for (std::size_t i = 0; i < topics.size(); ++i)
      if (topics[i] == topic) rows.push_back(first + static_cast<std::int64_t>(i));
  }
  return rows;
}

// Numbers of a text's parts and of a HeadPattern, for sums.
std::array<double*, 12> numbers_of(PartsOfText& parts, Pair& stop_words) {
  return {&parts.words.own,    &parts.words.second,    &parts.punctuation.own, &parts.punctuation.second,
          &parts.special.own,  &parts.special.second,  &parts.prefix.own,      &parts.prefix.second,
          &parts.constant.own, &parts.constant.second, &stop_words.own,        &stop_words.second};
}
std::array<double*, 6> numbers_of(HeadPattern& head) {
  return {&head.to_first, &head.to_last, &head.to_itself, &head.to_previous, &head.to_next, &head.tokens_seen};
}

// Adds up papers in fixed point: integers over papers and ranks.
class TopicSums {
 public:
  /// A paper's numbers are a few units at most but for tokens_seen, which is a text's length at most.
  TopicSums(std::int64_t papers, std::int64_t topics, std::int64_t longest)
      : fixed_(std::max<std::int64_t>(1, papers) * longest), runners_up_(static_cast<std::size_t>(topics), 0) {}

  void add(const ExplainedText& text, const Decomposition& decomposition, const AttentionPatterns& attention) {
    ++papers_;
    heads_.resize(attention.heads.size());
    for (std::size_t h = 0; h < heads_.size(); ++h) {
      HeadPattern head = attention.heads[h];
      add_numbers(numbers_of(head), heads_[h]);
    }
    Pair stop_words;
    std::map<std::string_view, WordTotal> of_paper;
    for (std::size_t w = 0; w < text.words.size(); ++w) {
      const Word& word = text.words[w];
      if (word.kind != Word::Kind::word || word.tokens.empty()) continue;
      Pair part;
      for (std::int64_t t = word.tokens.first; t < word.tokens.last; ++t)
        part = part + decomposition.tokens[static_cast<std::size_t>(t)];
      if (stop_words_.class_of(word.key) == WordClass::stop) {
        stop_words = stop_words + part;
        continue;
      }
      WordTotal& total = of_paper[word.key];
      total.contrast += fixed_.encode(part.contrast());
      total.attention += fixed_.encode(attention.received[w]);
      ++total.occurrences;
      total.papers = 1;
    }
    PartsOfText parts = parts_of(text, decomposition);
    add_numbers(numbers_of(parts, stop_words), parts_);
    for (const auto& [word, total] : of_paper) words_.add(word, total);
  }
  void count_runner_up(std::int32_t topic) {
    if (topic >= 0) ++runners_up_[static_cast<std::size_t>(topic)];
  }

  /// Collective. Heads, parts and words of `result` as means over the papers of all ranks.
  void finish(const Communicator& comm, const std::vector<HeadPattern>& heads, const RunPapers& papers,
              std::int64_t list_length, TopicExplanation& result) {
    result.papers = comm.sum(papers_);
    const double count = static_cast<double>(std::max<std::int64_t>(1, result.papers));
    comm.sum(std::span<std::int64_t>(parts_));
    const auto parts = numbers_of(result.parts, result.stop_words);
    for (std::size_t i = 0; i < parts.size(); ++i) *parts[i] = fixed_.decode(parts_[i]) / count;
    heads_.resize(heads.size());
    result.heads = heads;
    for (std::size_t h = 0; h < heads.size(); ++h) {
      comm.sum(std::span<std::int64_t>(heads_[h]));
      const auto numbers = numbers_of(result.heads[h]);
      for (std::size_t i = 0; i < numbers.size(); ++i) *numbers[i] = fixed_.decode(heads_[h][i]) / count;
    }
    comm.sum(std::span<std::int64_t>(runners_up_));
    for (std::size_t t = 0; t < runners_up_.size(); ++t)
      if (runners_up_[t] > 0)
        result.runners_up.push_back(
            {static_cast<std::int32_t>(t), papers.label(static_cast<std::int32_t>(t)), runners_up_[t]});
    std::ranges::stable_sort(result.runners_up, [](const auto& a, const auto& b) { return a.papers > b.papers; });
    list_words(comm, count, list_length, result);
  }

 private:
  template <std::size_t n>
  void add_numbers(const std::array<double*, n>& numbers, std::array<std::int64_t, n>& sums) const {
    for (std::size_t i = 0; i < n; ++i) sums[i] += fixed_.encode(*numbers[i]);
  }

  void list_words(const Communicator& comm, double papers, std::int64_t list_length, TopicExplanation& result) const {
    std::vector<TopicWord> words;
    for (const auto& [word, total] : words_.gathered(comm))
      words.push_back({word, fixed_.decode(total.contrast) / papers, fixed_.decode(total.attention) / papers,
                       total.occurrences, total.papers});
    const auto list = [&](auto comes_before, auto belongs) {
      std::vector<TopicWord> chosen;
      std::ranges::copy_if(words, std::back_inserter(chosen), belongs);
      std::ranges::stable_sort(chosen, comes_before);
      if (std::ssize(chosen) > list_length) chosen.resize(static_cast<std::size_t>(list_length));
      return chosen;
    };
    result.for_topic = list([](const auto& a, const auto& b) { return a.contrast > b.contrast; },
                            [](const auto& word) { return word.contrast > 0; });
    result.against_topic = list([](const auto& a, const auto& b) { return a.contrast < b.contrast; },
                                [](const auto& word) { return word.contrast < 0; });
    result.attended = list([](const auto& a, const auto& b) { return a.received > b.received; },
                           [](const auto& word) { return word.received > 0; });
  }

  FixedPoint fixed_;
  StopWords stop_words_{{}};
  std::int64_t papers_ = 0;
  std::array<std::int64_t, 12> parts_{};
  std::vector<std::array<std::int64_t, 6>> heads_;
  std::vector<std::int64_t> runners_up_;
  WordTotals words_;
};

void add_keywords(const Topics& labels, std::int32_t topic, TopicExplanation& result) {
  for (std::int64_t i = 0; i < labels.keywords_per_topic; ++i) {
    const auto at = static_cast<std::size_t>(topic * labels.keywords_per_topic + i);
    if (!labels.keywords[at].empty())
      result.keywords.emplace_back(labels.keywords[at], static_cast<double>(labels.keyword_weights[at]));
  }
}

}  // namespace

TopicExplanation explain_topic(Context& context, const std::filesystem::path& run, std::int64_t topic,
                               const ExplainOptions& options) {
  RunPapers papers(context.comm, run);
  if (topic < 0 || topic >= papers.topics().k)
    fail_usage(fmt::format("--topic {}: the run has the topics 0 to {}", topic, papers.topics().k - 1));
  TopicExplanation result;
  result.topic = static_cast<std::int32_t>(topic);
  result.label = papers.label(result.topic);
  result.size = papers.topics().sizes[static_cast<std::size_t>(topic)];
  add_keywords(papers.labels(), result.topic, result);

  ExplainedEncoder encoder(context, run, options.model);
  result.model = encoder.model();
  result.differences = encoder.differences();
  const AttentionChoice maps = choose_attention_maps(encoder.gradient().config(), options.layers, options.heads);
  const std::vector<std::int64_t> rows =
      sampled_share(context.comm, own_rows_of(context.comm, papers, result.topic), options.sample, options.seed);
  TopicSums sums(context.comm.sum(std::ssize(rows)), papers.topics().k, 8 * encoder.max_length());
  Progress progress(context.log, "explain", "papers", std::ssize(rows));
  for (const std::int64_t row : rows) {
    if (stop_requested()) break;
    const ClusteredPaper paper = papers.read(row);
    const ExplainedText text = encoder.reader().read(paper.title, paper.abstract);
    const at::Tensor words = encoder.gradient().word_embeddings(text.ids).unsqueeze(0);
    const BertGradient::Pass pass = encoder.gradient().forward(words, maps.layers);
    const TopicContrast topics = papers.contrast(paper);
    sums.add(text, decompose(hidden_states(pass), topics), attention_patterns(pass, text, maps));
    sums.count_runner_up(paper.second);
    progress.advance(1);
  }
  leave_if_stopped(context.comm);
  std::vector<HeadPattern> heads;
  for (const std::int64_t layer : maps.layers)
    for (const std::int64_t head : maps.heads) heads.push_back({layer, head});
  sums.finish(context.comm, heads, papers, options.words, result);
  result.cosines = result.parts.words + result.parts.punctuation + result.parts.special + result.parts.prefix +
                   result.parts.constant;
  return result;
}

}  // namespace thema::explanation
