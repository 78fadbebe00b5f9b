// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "thema/data/provenance.hpp"
#include "thema/edit/edit_run.hpp"

namespace thema {

namespace {

using Json = nlohmann::ordered_json;
using editing::Edit;

Json json_of(const AppliedEdits& applied, const Edit& edit) {
  Json json{{"edit", name_of(edit.kind)}, {"topics", edit.topics}, {"labels_before", Json::array()}};
  for (const std::int64_t topic : edit.topics)
    json["labels_before"].push_back(applied.labels_before[static_cast<std::size_t>(topic)]);
  if (edit.kind == Edit::Kind::split) json["into"] = edit.into;
  if (!edit.label.empty()) json["label"] = edit.label;
  return json;
}

}  // namespace

std::string as_json(const EditHistory& history) {
  Json json{{"kind", "edits"}, {"thema", version_text()}, {"run", history.run}, {"applied", Json::array()}};
  for (const AppliedEdits& applied : history.applied) {
    Json edits = Json::array();
    for (const Edit& edit : applied.edits) edits.push_back(json_of(applied, edit));
    json["applied"].push_back({{"number", applied.number},
                               {"topics_before", applied.topics_before},
                               {"topics_after", applied.topics_after},
                               {"edits", edits}});
  }
  // Labels may hold broken UTF-8, which JSON cannot: it is replaced.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace thema
