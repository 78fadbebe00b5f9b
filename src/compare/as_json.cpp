// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "thema/compare/comparison.hpp"
#include "thema/data/provenance.hpp"

namespace thema::comparison {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const TopicOfRun& topic) {
  return {{"topic", topic.topic}, {"label", topic.label}, {"papers", topic.papers}, {"shared", topic.shared}};
}

Json json_of(const std::vector<TopicOfRun>& topics) {
  Json json = Json::array();
  for (const TopicOfRun& topic : topics) json.push_back(json_of(topic));
  return json;
}

Json json_of(const Agreement& agreement) {
  return {{"ari", agreement.ari},
          {"ami", agreement.ami},
          {"nmi", agreement.nmi},
          {"v_measure", agreement.v_measure},
          {"homogeneity", agreement.homogeneity},
          {"completeness", agreement.completeness},
          {"purity", agreement.purity}};
}

Json table_of(const Comparison& c) {
  Json json = Json::array();
  for (std::int64_t a = 0; a < c.topics_a; ++a)
    for (std::int64_t b = 0; b < c.topics_b; ++b)
      if (const std::int64_t papers = c.table[static_cast<std::size_t>(a * c.topics_b + b)]; papers > 0)
        json.push_back({a, b, papers});
  return json;
}

}  // namespace

std::string as_json(const Comparison& c) {
  Json json{{"kind", "comparison"}, {"thema", version_text()}};
  json["a"] = {{"run", c.run_a}, {"papers", c.shared + c.only_a}, {"topics", c.topics_a}};
  json["b"] = {{"run", c.run_b}, {"papers", c.shared + c.only_b}, {"topics", c.topics_b}};
  json["papers"] = {{"shared", c.shared}, {"only_a", c.only_a}, {"only_b", c.only_b}, {"moved", c.moved}};
  json["agreement"] = json_of(c.agreement);
  json["matched"] = Json::array();
  for (const MatchedTopics& pair : c.matched)
    json["matched"].push_back({{"a", json_of(pair.a)},
                               {"b", json_of(pair.b)},
                               {"common", pair.common},
                               {"overlap", pair.overlap},
                               {"moved", pair.moved}});
  json["vanished"] = json_of(c.vanished);
  json["new"] = json_of(c.appeared);
  json["moves"] = Json::array();
  for (const Move& move : c.moves)
    json["moves"].push_back(
        {{"from", json_of(move.from)}, {"to", json_of(move.to)}, {"papers", move.papers}, {"examples", move.examples}});
  json["table"] = table_of(c);
  // Labels may hold broken UTF-8, which JSON cannot: it is replaced.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace thema::comparison
