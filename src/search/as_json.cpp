// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "thema/data/provenance.hpp"
#include "thema/search/answer.hpp"

namespace thema::search {

using Json = nlohmann::ordered_json;

std::string as_json(const Answer& answer, JsonLines lines) {
  Json json{{"kind", "search"}, {"thema", version_text()}, {"run", answer.run}, {"question", answer.question}};
  json["encoder"] = {{"model", answer.model}, {"otherwise_here", answer.differences}};
  json["searched"] = answer.searched;
  json["topics"] = Json::array();
  for (const TopicFound& each : answer.topics)
    json["topics"].push_back(
        {{"topic", each.topic}, {"label", each.label}, {"papers", each.papers}, {"similarity", each.similarity}});
  json["papers"] = Json::array();
  for (const PaperFound& each : answer.papers)
    json["papers"].push_back({{"row", each.row},
                              {"id", each.id},
                              {"title", each.title},
                              {"date", each.date.empty() ? Json() : Json(each.date)},
                              {"topic", each.topic},
                              {"label", each.label},
                              {"similarity", each.similarity}});
  // Texts may hold broken UTF-8, which JSON cannot: it is replaced.
  return json.dump(lines == JsonLines::several ? 1 : -1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace thema::search
