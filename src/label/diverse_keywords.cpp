// SPDX-License-Identifier: Apache-2.0
#include "thema/label/diverse_keywords.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <unordered_map>

#include "thema/core/interrupt.hpp"
#include "thema/label/marginal_relevance.hpp"
#include "thema/terms/term_finder.hpp"

namespace thema {

namespace {

// Per topic the number of the concept a term is a form of.
using Forms = std::vector<std::unordered_map<std::string_view, std::int64_t>>;

// Rank 0's concepts as text, one form a line: "topic concept form". Terms hold no line ends.
std::string as_lines(const ConceptsOfTopics& concepts) {
  std::string lines;
  for (std::size_t t = 0; t < concepts.size(); ++t)
    for (std::size_t c = 0; c < concepts[t].size(); ++c)
      for (const std::string& form : concepts[t][c].forms)
        lines += std::to_string(t) + " " + std::to_string(c) + " " + form + "\n";
  return lines;
}

std::int64_t take_number(std::string_view& line) {
  std::int64_t number = 0;
  const auto end = std::from_chars(line.data(), line.data() + line.size(), number).ptr;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()) + 1);
  return number;
}

// Views into `lines`.
Forms forms_of(std::string_view lines, std::size_t topics) {
  Forms forms(topics);
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    std::string_view line = lines.substr(0, end);
    const std::int64_t topic = take_number(line);
    const std::int64_t number = take_number(line);
    forms[static_cast<std::size_t>(topic)][line] = number;
    lines.remove_prefix(end + 1);
  }
  return forms;
}

}  // namespace

ConceptPairs::ConceptPairs(std::vector<std::int64_t> sizes) : starts_{0} {
  for (const std::int64_t n : sizes) starts_.push_back(starts_.back() + static_cast<std::size_t>(n * (n + 1) / 2));
  papers_.assign(starts_.back(), 0);
}

std::size_t ConceptPairs::place(std::int64_t topic, std::int64_t a, std::int64_t b) const {
  if (a < b) std::swap(a, b);
  return starts_[static_cast<std::size_t>(topic)] + static_cast<std::size_t>(a * (a + 1) / 2 + b);
}

void ConceptPairs::add_paper(std::int64_t topic, const std::vector<std::int64_t>& concepts) {
  for (std::size_t i = 0; i < concepts.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j) ++papers_[place(topic, concepts[i], concepts[j])];
}

std::int64_t ConceptPairs::papers(std::int64_t topic, std::int64_t a, std::int64_t b) const {
  return papers_[place(topic, a, b)];
}

double ConceptPairs::cosine(std::int64_t topic, std::int64_t a, std::int64_t b) const {
  const auto one = static_cast<double>(papers(topic, a, a)), other = static_cast<double>(papers(topic, b, b));
  return one == 0 || other == 0 ? 0 : static_cast<double>(papers(topic, a, b)) / std::sqrt(one * other);
}

ConceptPairs count_pairs(Context& context, Corpus& corpus, std::span<const std::int32_t> topics_of_rows,
                         const ConceptsOfTopics& concepts, const CountOptions& how) {
  std::vector<std::int64_t> sizes;
  for (const auto& of_topic : concepts) sizes.push_back(static_cast<std::int64_t>(of_topic.size()));
  context.comm.broadcast(sizes);
  std::string lines = as_lines(concepts);
  context.comm.broadcast(lines);
  const Forms forms = forms_of(lines, sizes.size());

  ConceptPairs pairs(sizes);
  TermFinder finder(how.max_ngram, how.stop_words, how.general_words);
  std::vector<std::int64_t> held;
  for (CorpusPass pass(corpus); !pass.done() && !stop_requested();) {
    const PaperWords& words = pass.next();
    finder.read(words);
    std::vector<std::string> terms;
    for (std::int64_t t = 0; t < finder.distinct(); ++t) terms.push_back(finder.term(t));
    for (std::int64_t paper = 0; paper < words.papers(); ++paper) {
      const std::int64_t row = words.first_row() - corpus.rows().first + paper;
      const std::int32_t topic = topics_of_rows[static_cast<std::size_t>(row)];
      const auto& known = forms[static_cast<std::size_t>(topic)];
      held.clear();
      for (const std::int32_t term : finder.of(paper))
        if (const auto form = known.find(terms[static_cast<std::size_t>(term)]); form != known.end())
          held.push_back(form->second);
      std::sort(held.begin(), held.end());
      held.erase(std::unique(held.begin(), held.end()), held.end());
      pairs.add_paper(topic, held);
    }
  }
  leave_if_stopped(context.comm);
  pairs.sum(context.comm);
  return pairs;
}

std::vector<Keyword> diverse_keywords(const std::vector<Concept>& concepts, const ConceptPairs& pairs,
                                      std::int64_t topic, std::int64_t count, double diversity) {
  double largest = 0;
  for (const Concept& c : concepts) largest = std::max(largest, std::abs(static_cast<double>(c.weight)));
  std::vector<double> relevance;
  for (const Concept& c : concepts) relevance.push_back(largest == 0 ? 0 : static_cast<double>(c.weight) / largest);
  SaidWords said;
  const auto similarity = [&](std::size_t a, std::size_t b) {
    return pairs.cosine(topic, static_cast<std::int64_t>(a), static_cast<std::int64_t>(b));
  };
  const auto may_take = [&](std::size_t i) {
    if (said.holds_all(concepts[i].words)) return false;
    said.add(concepts[i].words);
    return true;
  };
  std::vector<Keyword> keywords;
  for (const std::size_t i : choose_diverse({relevance, similarity, may_take}, count, diversity))
    keywords.push_back({concepts[i].term, concepts[i].weight});
  return keywords;
}

}  // namespace thema
