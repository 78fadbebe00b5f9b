// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/as_json.hpp"

#include <nlohmann/json.hpp>

#include "thema/core/error.hpp"
#include "thema/data/provenance.hpp"

namespace thema::explanation {

namespace {

using Json = nlohmann::ordered_json;

// Texts of papers may hold broken UTF-8, which JSON cannot: it is replaced.
std::string printed(const Json& json) { return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"; }

Json begin(const char* kind) { return {{"kind", kind}, {"thema", version_text()}}; }

Json json_of(const Pair& pair) { return {{"own", pair.own}, {"runner_up", pair.second}, {"margin", pair.contrast()}}; }

Json json_of(const PartsOfText& parts) {
  return {{"words", json_of(parts.words)},
          {"punctuation", json_of(parts.punctuation)},
          {"special", json_of(parts.special)},
          {"prefix", json_of(parts.prefix)},
          {"constant", json_of(parts.constant)}};
}

Json json_of(const TopicBeside& topic) {
  Json json{{"topic", topic.topic}, {"label", topic.label}, {"keywords", topic.keywords}, {"cosine", topic.cosine}};
  json["representatives"] = Json::array();
  for (const Representative& each : topic.representatives)
    json["representatives"].push_back(
        {{"id", each.id}, {"title", each.title}, {"row", each.row}, {"cosine", each.cosine}});
  return json;
}

Json json_of(const HeadPattern& head) {
  return {{"layer", head.layer},         {"head", head.head},
          {"to_first", head.to_first},   {"to_last", head.to_last},
          {"to_itself", head.to_itself}, {"to_previous", head.to_previous},
          {"to_next", head.to_next},     {"tokens_seen", head.tokens_seen}};
}

Json heads_of(const std::vector<HeadPattern>& heads) {
  Json json = Json::array();
  for (const HeadPattern& head : heads) json.push_back(json_of(head));
  return json;
}

// A number that was measured; null for what the encoder did not see.
Json if_seen(bool seen, Json number) { return seen ? std::move(number) : Json(); }

Json words_of(const TextExplanation& e) {
  Json words = Json::array();
  for (std::size_t w = 0; w < e.text.words.size(); ++w) {
    const Word& word = e.text.words[w];
    Json tokens = Json::array();
    for (std::int64_t t = word.tokens.first; t < word.tokens.last; ++t) {
      const auto at = static_cast<std::size_t>(t);
      tokens.push_back({{"piece", e.pieces[at]},
                        {"id", e.text.ids[at]},
                        {"decomposition", json_of(e.decomposition.tokens[at])},
                        {"integrated_gradients", e.gradients.tokens[at]}});
    }
    words.push_back({{"text", word.text},
                     {"key", word.key},
                     {"kind", word.kind == Word::Kind::word ? "word" : "punctuation"},
                     {"sentence", word.sentence},
                     {"decomposition", if_seen(word.seen(), json_of(e.decomposition_of_words[w]))},
                     {"occlusion", if_seen(word.seen(), e.occlusion.words[w])},
                     {"integrated_gradients", if_seen(word.seen(), e.gradients_of_words[w])},
                     {"attention_received", if_seen(word.seen(), e.attention.received[w])},
                     {"tokens", std::move(tokens)},
                     {"tokens_cut", word.tokens_cut}});
  }
  return words;
}

const char* name_of(Seen seen) {
  switch (seen) {
    case Seen::whole:
      return "whole";
    case Seen::beginning:
      return "beginning";
    case Seen::nothing:
      return "nothing";
  }
  fail("a value outside its enumeration");
}

Json sentences_of(const TextExplanation& e) {
  Json sentences = Json::array();
  for (std::size_t s = 0; s < e.text.sentences; ++s) {
    const Seen seen = seen_of_sentence(e.text, s);
    sentences.push_back({{"text", sentence_text(e.text, s)},
                         {"seen", name_of(seen)},
                         {"occlusion", if_seen(seen != Seen::nothing, e.occlusion.sentences[s])}});
  }
  return sentences;
}

Json attention_of(const TextExplanation& e) {
  Json json{{"note", kAttentionNote}, {"heads", heads_of(e.attention.heads)}, {"links", Json::array()}};
  for (const AttentionLink& link : e.attention.links)
    json["links"].push_back({{"layer", link.layer},
                             {"head", link.head},
                             {"from", e.text.words[link.from].text},
                             {"to", e.text.words[link.to].text},
                             {"weight", link.weight}});
  return json;
}

void add_text(Json& json, const TextExplanation& e, const ExplainOptions& options) {
  json["encoder"] = {{"model", e.model},
                     {"prefix", e.prefix},
                     {"max_length", e.max_length},
                     {"tokens", e.text.tokens()},
                     {"words_cut", e.text.words_cut},
                     {"cosine_with_stored", e.agreement},
                     {"otherwise_here", e.differences}};
  json["cosines"] = json_of(e.cosines);
  json["decomposition"] = {{"sum", json_of(e.decomposition.sum)},
                           {"parts", json_of(parts_of(e.text, e.decomposition))}};
  json["occlusion"] = {{"removal", options.removal}, {"margin", e.occlusion.margin}};
  json["integrated_gradients"] = {{"baseline", options.baseline},
                                  {"steps", options.steps},
                                  {"margin", e.gradients.score},
                                  {"baseline_margin", e.gradients.baseline_score},
                                  {"completeness_error", e.gradients.completeness_error()}};
  json["words"] = words_of(e);
  json["sentences"] = sentences_of(e);
  json["attention"] = attention_of(e);
}

Json json_of(const std::vector<TopicWord>& words) {
  Json json = Json::array();
  for (const TopicWord& word : words)
    json.push_back({{"word", word.word},
                    {"margin", word.contrast},
                    {"attention_received", word.received},
                    {"occurrences", word.occurrences},
                    {"papers", word.papers}});
  return json;
}

Json json_of(const Estimate& estimate) { return {{"mean", estimate.mean}, {"half_width", estimate.half_width}}; }

}  // namespace

std::string as_json(const PaperExplanation& paper, const ExplainOptions& options) {
  Json json = begin("paper");
  json["id"] = paper.id;
  json["title"] = paper.title;
  json["row"] = paper.row;
  json["topic"] = json_of(paper.own);
  json["runner_up"] = paper.second ? json_of(*paper.second) : Json();
  json["margin"] = paper.margin();
  json["why_no_words"] = paper.text ? Json() : Json(paper.why_no_text);
  if (paper.text) add_text(json, *paper.text, options);
  return printed(json);
}

std::string as_json(const TopicExplanation& topic, const ExplainOptions& options) {
  Json json = begin("topic");
  json["topic"] = topic.topic;
  json["label"] = topic.label;
  json["size"] = topic.size;
  json["papers"] = topic.papers;
  json["seed"] = options.seed;
  json["encoder"] = {{"model", topic.model}, {"otherwise_here", topic.differences}};
  json["keywords"] = Json::array();
  for (const auto& [word, weight] : topic.keywords) json["keywords"].push_back({{"term", word}, {"ctfidf", weight}});
  json["runners_up"] = Json::array();
  for (const RunnerUp& each : topic.runners_up)
    json["runners_up"].push_back({{"topic", each.topic}, {"label", each.label}, {"papers", each.papers}});
  json["cosines"] = json_of(topic.cosines);
  json["parts"] = json_of(topic.parts);
  json["stop_words"] = json_of(topic.stop_words);
  json["words_for"] = json_of(topic.for_topic);
  json["words_against"] = json_of(topic.against_topic);
  json["attention"] = {{"note", kAttentionNote}, {"heads", heads_of(topic.heads)}, {"words", json_of(topic.attended)}};
  return printed(json);
}

std::string as_json(const Evaluation& evaluation, const ExplainOptions& options) {
  Json json = begin("evaluation");
  json["papers"] = evaluation.papers;
  json["seed"] = options.seed;
  json["encoder"] = {{"model", evaluation.model}, {"otherwise_here", evaluation.differences}};
  json["removal"] = options.removal;
  json["shares"] = kShares;
  json["margin"] = json_of(evaluation.margin);
  json["integrated_gradients"] = {{"baseline", options.baseline},
                                  {"steps", options.steps},
                                  {"completeness_error", evaluation.completeness_error},
                                  {"attributed", evaluation.attributed}};
  json["methods"] = Json::array();
  for (const MethodFaithfulness& each : evaluation.methods)
    json["methods"].push_back({{"method", name_of(each.method)},
                               {"comprehensiveness", json_of(each.comprehensiveness)},
                               {"comprehensiveness_at", each.at_shares.comprehensiveness},
                               {"sufficiency", json_of(each.sufficiency)},
                               {"sufficiency_at", each.at_shares.sufficiency}});
  return printed(json);
}

}  // namespace thema::explanation
