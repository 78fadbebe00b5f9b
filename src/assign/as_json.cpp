// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "thema/assign/drift.hpp"
#include "thema/data/provenance.hpp"

namespace thema::assignment {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Papers& papers) {
  return {{"papers", papers.count}, {"similarity", papers.mean_similarity}, {"far_out", papers.far_out}};
}

Json number(double value) { return std::isnan(value) ? Json() : Json(value); }

}  // namespace

std::string as_json(const DriftTitle& title, const Drift& drift) {
  Json json{{"kind", "assignment"}, {"thema", version_text()}, {"directory", title.run}, {"file", title.file}};
  json["encoder"] = title.model;
  json["run"] = json_of(drift.run);
  json["new"] = json_of(drift.added);
  json["far_out_level"] = drift.far_out_level;
  json["jensen_shannon"] = drift.jensen_shannon;
  json["topics"] = Json::array();
  for (std::size_t topic = 0; topic < title.labels.size(); ++topic)
    json["topics"].push_back({{"topic", topic},
                              {"label", title.labels[topic]},
                              {"run", drift.run.of_topic[topic]},
                              {"new", drift.added.of_topic[topic]},
                              {"far_out", drift.added.far_in_topic[topic]},
                              {"similarity_run", number(drift.run.mean_in_topic[topic])},
                              {"similarity_new", number(drift.added.mean_in_topic[topic])}});
  // Labels may hold broken UTF-8, which JSON cannot: it is replaced.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace thema::assignment
