// SPDX-License-Identifier: Apache-2.0
#include "thema/label/keywords.hpp"

#include <algorithm>
#include <map>

#include "thema/terms/words.hpp"

namespace thema {

namespace {

using Words = std::vector<std::string>;

Words words_of(const std::string& term) {
  Words words;
  for (std::size_t first = 0; first <= term.size();) {
    const std::size_t end = std::min(term.find_first_of(" -", first), term.size());
    words.push_back(singular(std::string_view(term).substr(first, end - first)));
    first = end + 1;
  }
  return words;
}

// Positions in the CSR arrays of the topic's best terms, best first.
std::vector<std::size_t> best_terms(const TermCounts& counts, std::span<const float> weights, std::size_t topic,
                                    std::size_t most) {
  std::vector<std::size_t> order;
  for (auto i = counts.row_starts[topic]; i < counts.row_starts[topic + 1]; ++i)
    order.push_back(static_cast<std::size_t>(i));
  const auto better = [&](std::size_t a, std::size_t b) {  // columns ascend by the terms' bytes
    return weights[a] != weights[b] ? weights[a] > weights[b] : counts.columns[a] < counts.columns[b];
  };
  most = std::min(most, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end(), better);
  order.resize(most);
  return order;
}

std::vector<Concept> joined_by_form(const TermCounts& counts, std::span<const float> weights,
                                    const std::vector<std::size_t>& order) {
  std::vector<Concept> concepts;
  std::map<Words, std::size_t> known;
  for (const std::size_t i : order) {
    const std::string& term = counts.terms[static_cast<std::size_t>(counts.columns[i])];
    const auto [entry, is_new] = known.try_emplace(words_of(term), concepts.size());
    if (is_new) concepts.push_back({entry->first, term, weights[i], 0, {}, false});
    concepts[entry->second].occurrences += counts.counts[i];
    concepts[entry->second].forms.push_back(term);
  }
  return concepts;
}

bool is_within(const Words& piece, const Words& whole) {
  return piece.size() < whole.size() && std::all_of(piece.begin(), piece.end(), [&](const std::string& word) {
           return std::find(whole.begin(), whole.end(), word) != whole.end();
         });
}

// The concept of more words in which the piece stands most often; none of them: the piece itself.
std::size_t whole_of(const std::vector<Concept>& concepts, const std::vector<std::size_t>& candidates,
                     std::size_t piece) {
  std::size_t whole = piece;
  for (const std::size_t c : candidates)
    if (is_within(concepts[piece].words, concepts[c].words) &&
        (whole == piece || concepts[c].occurrences > concepts[whole].occurrences))
      whole = c;
  return whole;
}

void join_pieces(std::vector<Concept>& concepts) {
  // Shorter ones first, so that a weight moves up from a word to a pair and on to a pair of compounds.
  std::stable_sort(concepts.begin(), concepts.end(),
                   [](const Concept& a, const Concept& b) { return a.words.size() < b.words.size(); });
  std::map<std::string, std::vector<std::size_t>> with_word;
  for (std::size_t c = 0; c < concepts.size(); ++c)
    for (const std::string& word : concepts[c].words) with_word[word].push_back(c);
  for (std::size_t piece = 0; piece < concepts.size(); ++piece) {
    const std::size_t whole = whole_of(concepts, with_word[concepts[piece].words[0]], piece);
    if (whole == piece || 2 * concepts[whole].occurrences < concepts[piece].occurrences) continue;
    concepts[piece].is_piece = true;
    concepts[whole].weight = std::max(concepts[whole].weight, concepts[piece].weight);
  }
}

}  // namespace

std::vector<Concept> concepts_of(const TermCounts& counts, std::span<const float> weights, std::int64_t topic,
                                 std::int64_t count) {
  const auto most = static_cast<std::size_t>(100 + 20 * count);
  std::vector<Concept> concepts =
      joined_by_form(counts, weights, best_terms(counts, weights, static_cast<std::size_t>(topic), most));
  join_pieces(concepts);
  std::erase_if(concepts, [](const Concept& c) { return c.is_piece; });
  std::sort(concepts.begin(), concepts.end(), [](const Concept& a, const Concept& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.term < b.term;
  });
  return concepts;
}

bool SaidWords::holds_all(const std::vector<std::string>& words) const {
  return std::all_of(words.begin(), words.end(), [&](const std::string& word) { return said_.contains(word); });
}

std::vector<Keyword> keywords_of(const TermCounts& counts, std::span<const float> weights, std::int64_t topic,
                                 std::int64_t count) {
  std::vector<Keyword> keywords;
  SaidWords said;
  for (const Concept& c : concepts_of(counts, weights, topic, count)) {
    if (static_cast<std::int64_t>(keywords.size()) == count) break;
    if (said.holds_all(c.words)) continue;
    keywords.push_back({c.term, c.weight});
    said.add(c.words);
  }
  return keywords;
}

}  // namespace thema
