// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "thema/data/file_seal.hpp"
#include "thema/data/store.hpp"

namespace thema::store {

namespace {

using Kind = h5::ElementType::Kind;

template <class T> void write_all(StageWriter& writer, const std::string& name, const std::vector<T>& values) {
  writer.write<T>(name, 0, values);
}

std::vector<DatasetSpec> map_datasets(const TopicMap& map) {
  const auto laid_out = static_cast<hsize_t>(map.rows.size()), m = static_cast<hsize_t>(map.neighbours);
  std::vector<DatasetSpec> specs{{"neighbours/indices", {Kind::i64}, {laid_out, m}},
                                 {"neighbours/similarity", {Kind::f32}, {laid_out, m}}};
  for (const Layout& layout : map.layouts) {
    std::vector<std::pair<std::string, Kind>> fields;
    for (const auto& entry : layout.quality) fields.emplace_back(entry.first, Kind::f64);
    specs.push_back({layout.method + "/coordinates", {Kind::f32}, {laid_out, 2}});
    specs.push_back({layout.method + "/rows", {Kind::i64}, {laid_out}});
    if (!fields.empty()) specs.push_back({layout.method + "/quality", {Kind::record, 0, fields}, {1}});
  }
  return specs;
}

}  // namespace

void save(Context& context, const fs::path& run, const StageRecord& record, const TopicMap& map) {
  StageWriter writer = StageWriter::create(context, run, record, map_datasets(map));
  writer.write_collectively<std::int64_t>("neighbours/indices", map.first, map.neighbour_indices);
  writer.write_collectively<float>("neighbours/similarity", map.first, map.neighbour_similarity);
  if (context.comm.is_root()) {
    for (const Layout& layout : map.layouts) {
      write_all(writer, layout.method + "/coordinates", layout.coordinates);
      write_all(writer, layout.method + "/rows", map.rows);
      std::vector<double> quality;
      for (const auto& entry : layout.quality) quality.push_back(entry.second);
      if (!quality.empty())
        writer.write<char>(layout.method + "/quality", 0,
                           std::span(reinterpret_cast<const char*>(quality.data()), quality.size() * sizeof(double)));
    }
  }
  writer.complete(context);
}

TopicMap read_map(StageReader& reader, std::int64_t papers) {
  TopicMap map;
  const h5::DatasetInfo neighbours = reader.info("neighbours/indices");
  map.neighbours = static_cast<std::int64_t>(neighbours.row_bytes() / sizeof(std::int64_t));
  for (const char* method : kLayoutMethods) {
    const std::string rows = std::string(method) + "/rows", coordinates = std::string(method) + "/coordinates";
    if (!reader.has(coordinates)) continue;
    map.rows = reader.read<std::int64_t>(rows);
    reader.require_between(rows, map.rows, 0, papers - 1);
    if (!std::ranges::is_sorted(map.rows, std::ranges::less_equal())) reader.refuse(rows, "is not ascending");
    map.layouts.push_back({method, reader.read<float>(coordinates), {}});
    if (map.layouts.back().coordinates.size() != 2 * map.rows.size())
      reader.refuse(coordinates, "has another number of papers than " + rows);
  }
  return map;
}

void link_stage_files(const fs::path& run, const std::vector<std::pair<std::string, fs::path>>& files) {
  const fs::path partial = run / "thema.h5.partial";
  {
    const h5::File file = h5::create_file(partial);
    h5::write_attribute(file, "thema_schema", kSchemaVersion);
    for (const auto& [name, path] : files)
      if (fs::exists(run / path)) h5::link_external(file, name, path.string(), "/");
  }
  seal_file(partial, {});
  rename_durably(partial, run / "thema.h5");
}

}  // namespace thema::store
