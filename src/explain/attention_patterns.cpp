// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/attention_patterns.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "thema/core/error.hpp"

namespace thema::explanation {

namespace {

constexpr std::size_t kLinksOfAHead = 3;

// The attention of one head: [T, T], query and key.
struct Map {
  std::int64_t layer, head, tokens;
  const float* weights;
  double at(std::int64_t query, std::int64_t key) const { return static_cast<double>(weights[query * tokens + key]); }
};

HeadPattern pattern_of(const Map& map) {
  HeadPattern pattern{map.layer, map.head};
  for (std::int64_t q = 0; q < map.tokens; ++q) {
    pattern.to_first += map.at(q, 0);
    pattern.to_last += map.at(q, map.tokens - 1);
    pattern.to_itself += map.at(q, q);
    if (q > 0) pattern.to_previous += map.at(q, q - 1);
    if (q + 1 < map.tokens) pattern.to_next += map.at(q, q + 1);
    double entropy = 0;
    for (std::int64_t k = 0; k < map.tokens; ++k)
      if (const double p = map.at(q, k); p > 0) entropy -= p * std::log(p);
    pattern.tokens_seen += std::exp(entropy);
  }
  for (double* mean : {&pattern.to_first, &pattern.to_last, &pattern.to_itself, &pattern.to_previous, &pattern.to_next,
                       &pattern.tokens_seen})
    *mean /= static_cast<double>(map.tokens);
  return pattern;
}

// Word of each token; -1 for special tokens and the prefix.
std::vector<std::int64_t> words_of_tokens(const ExplainedText& text) {
  std::vector<std::int64_t> words(text.ids.size(), -1);
  for (std::size_t w = 0; w < text.words.size(); ++w)
    for (std::int64_t t = text.words[w].tokens.first; t < text.words[w].tokens.last; ++t)
      words[static_cast<std::size_t>(t)] = static_cast<std::int64_t>(w);
  return words;
}

bool is_stronger(const AttentionLink& a, const AttentionLink& b) {
  if (a.weight != b.weight) return a.weight > b.weight;
  return a.from != b.from ? a.from < b.from : a.to < b.to;
}

std::vector<AttentionLink> strongest_links(const Map& map, const ExplainedText& text) {
  const std::vector<std::int64_t> word_of = words_of_tokens(text);
  std::vector<AttentionLink> links;
  for (std::size_t w = 0; w < text.words.size(); ++w) {
    const Word& from = text.words[w];
    if (from.kind != Word::Kind::word || from.tokens.empty()) continue;
    std::vector<double> to(text.words.size(), 0.0);
    for (std::int64_t q = from.tokens.first; q < from.tokens.last; ++q)
      for (std::int64_t k = 0; k < map.tokens; ++k)
        if (const std::int64_t other = word_of[static_cast<std::size_t>(k)]; other >= 0)
          to[static_cast<std::size_t>(other)] += map.at(q, k) / static_cast<double>(from.tokens.size());
    for (std::size_t other = 0; other < to.size(); ++other)
      if (other != w && text.words[other].kind == Word::Kind::word)
        links.push_back({map.layer, map.head, w, other, to[other]});
  }
  // The same two words at other places are the same link.
  std::ranges::sort(links, is_stronger);
  std::set<std::pair<std::string, std::string>> seen;
  std::erase_if(links, [&](const AttentionLink& link) {
    return seen.size() == kLinksOfAHead || !seen.emplace(text.words[link.from].key, text.words[link.to].key).second;
  });
  return links;
}

// Adds the mean, over the tokens outside each word, of what they turn to it.
void add_received(const Map& map, const ExplainedText& text, std::vector<double>& received) {
  for (std::size_t w = 0; w < text.words.size(); ++w) {
    const Range& word = text.words[w].tokens;
    double sum = 0;
    for (std::int64_t q = 0; q < map.tokens; ++q)
      for (std::int64_t k = word.first; k < word.last && (q < word.first || q >= word.last); ++k) sum += map.at(q, k);
    received[w] += sum / static_cast<double>(std::max<std::int64_t>(1, map.tokens - word.size()));
  }
}

std::vector<std::int64_t> checked(std::vector<std::int64_t> chosen, std::int64_t count, const char* option) {
  std::ranges::sort(chosen);
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  for (const std::int64_t each : chosen)
    if (each < 0 || each >= count)
      fail_usage(fmt::format("{} names {}, but the run's encoder has 0 to {}", option, each, count - 1));
  return chosen;
}

}  // namespace

AttentionChoice choose_attention_maps(const BertConfig& config, std::vector<std::int64_t> layers,
                                      std::vector<std::int64_t> heads) {
  if (layers.empty()) layers = {config.layers - 1};
  if (heads.empty()) {
    heads.resize(static_cast<std::size_t>(config.heads));
    std::iota(heads.begin(), heads.end(), 0);
  }
  return {checked(std::move(layers), config.layers, "explain.layers"),
          checked(std::move(heads), config.heads, "explain.heads")};
}

AttentionPatterns attention_patterns(const BertGradient::Pass& pass, const ExplainedText& text,
                                     const AttentionChoice& choice) {
  require(pass.attention.size() == choice.layers.size(), "the attention of the chosen layers is needed");
  AttentionPatterns patterns;
  patterns.received.assign(text.words.size(), 0.0);
  for (std::size_t l = 0; l < choice.layers.size(); ++l) {
    const at::Tensor maps = pass.attention[l][0].to(at::kCPU).contiguous();  // [H, T, T]
    for (const std::int64_t head : choice.heads) {
      const Map map{choice.layers[l], head, text.tokens(),
                    maps.const_data_ptr<float>() + head * text.tokens() * text.tokens()};
      patterns.heads.push_back(pattern_of(map));
      for (const AttentionLink& link : strongest_links(map, text)) patterns.links.push_back(link);
      add_received(map, text, patterns.received);
    }
  }
  for (double& each : patterns.received) each /= static_cast<double>(patterns.heads.size());
  return patterns;
}

}  // namespace thema::explanation
