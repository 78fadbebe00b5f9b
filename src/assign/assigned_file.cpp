// SPDX-License-Identifier: Apache-2.0
#include "thema/assign/assigned_file.hpp"

#include <utility>

namespace thema::assignment {

namespace {

using Kind = h5::ElementType::Kind;

std::vector<DatasetSpec> datasets(IdSizes ids, std::int64_t topics, const MapShape& map) {
  const auto n = static_cast<hsize_t>(ids.papers), k = static_cast<hsize_t>(topics);
  std::vector<DatasetSpec> specs{{"id/bytes", {Kind::u8}, {static_cast<hsize_t>(ids.bytes)}},
                                 {"id/offsets", {Kind::u64}, {n + 1}},
                                 {"assignment", {Kind::i32}, {n}},
                                 {"similarity", {Kind::f32}, {n}},
                                 {"second", {Kind::i32}, {n}},
                                 {"second_similarity", {Kind::f32}, {n}},
                                 {"novelty", {Kind::f32}, {n}},
                                 {"topics/papers_run", {Kind::i64}, {k}},
                                 {"topics/papers_new", {Kind::i64}, {k}},
                                 {"topics/far_out_new", {Kind::i64}, {k}},
                                 {"topics/similarity_run", {Kind::f64}, {k}},
                                 {"topics/similarity_new", {Kind::f64}, {k}}};
  if (map.methods.empty()) return specs;
  const auto m = static_cast<hsize_t>(map.neighbours);
  specs.push_back({"neighbours/indices", {Kind::i64}, {n, m}});
  specs.push_back({"neighbours/similarity", {Kind::f32}, {n, m}});
  for (const std::string& method : map.methods) specs.push_back({method + "/coordinates", {Kind::f32}, {n, 2}});
  return specs;
}

/// The figures of a drift and their attributes.
template <class SomeDrift, class Visit> void for_each_figure(SomeDrift& drift, const Visit& visit) {
  visit("papers_run", drift.run.count);
  visit("papers_new", drift.added.count);
  visit("far_out_run", drift.run.far_out);
  visit("far_out_new", drift.added.far_out);
  visit("far_out_level", drift.far_out_level);
  visit("similarity_run", drift.run.mean_similarity);
  visit("similarity_new", drift.added.mean_similarity);
  visit("jensen_shannon", drift.jensen_shannon);
}

/// Its vectors and their datasets.
template <class SomeDrift, class Visit> void for_each_vector(SomeDrift& drift, const Visit& visit) {
  visit("topics/papers_run", drift.run.of_topic);
  visit("topics/papers_new", drift.added.of_topic);
  visit("topics/far_out_new", drift.added.far_in_topic);
  visit("topics/similarity_run", drift.run.mean_in_topic);
  visit("topics/similarity_new", drift.added.mean_in_topic);
}

void read_figure(const StageReader& reader, const char* name, std::int64_t& value) {
  value = reader.int_attribute(name).value_or(0);
}
void read_figure(const StageReader& reader, const char* name, double& value) {
  value = reader.real_attribute(name).value_or(0);
}

}  // namespace

AssignedSink::AssignedSink(Context& context, const std::filesystem::path& folder, const StageRecord& record,
                           IdSizes ids, std::int64_t topics, MapShape map)
    : writer_(StageWriter::create(context, folder, record, datasets(ids, topics, map))), map_(std::move(map)) {}

void AssignedSink::write(const AssignedRows& rows) {
  writer_.write<std::int32_t>("assignment", rows.first_row, rows.topic);
  writer_.write<float>("similarity", rows.first_row, rows.similarity);
  writer_.write<std::int32_t>("second", rows.first_row, rows.second);
  writer_.write<float>("second_similarity", rows.first_row, rows.second_similarity);
  writer_.write<float>("novelty", rows.first_row, rows.novelty);
}

void AssignedSink::write(const PlacedRows& rows) {
  writer_.write<std::int64_t>("neighbours/indices", rows.first_row, rows.neighbours);
  writer_.write<float>("neighbours/similarity", rows.first_row, rows.similarity);
  for (std::size_t i = 0; i < map_.methods.size(); ++i)
    writer_.write<float>(map_.methods[i] + "/coordinates", rows.first_row, rows.coordinates[i]);
}

void AssignedSink::write_ids(std::int64_t first, std::span<const std::uint64_t> offsets, std::span<const char> bytes) {
  writer_.write<std::uint64_t>("id/offsets", first, offsets);
  writer_.write<char>("id/bytes", static_cast<std::int64_t>(offsets.front()), bytes);
}

void AssignedSink::complete(Context& context, const Drift& drift) {
  if (context.comm.is_root())
    for_each_vector(
        drift, [&]<class T>(const char* name, const std::vector<T>& values) { writer_.write<T>(name, 0, values); });
  for_each_figure(drift, [&](const char* name, auto value) { writer_.set_attribute("", name, value); });
  writer_.set_attribute("", "kind", std::string("assignment"));
  writer_.complete(context);
}

Drift read_drift(const std::filesystem::path& folder, const std::string& name, std::int64_t topics) {
  StageReader reader(folder, name);
  Drift drift;
  for_each_figure(drift, [&](const char* figure, auto& value) { read_figure(reader, figure, value); });
  for_each_vector(drift, [&]<class T>(const char* dataset, std::vector<T>& values) {
    values = reader.read<T>(dataset);
    if (std::ssize(values) != topics)
      reader.refuse(dataset, fmt::format("has {} topics, the run {}", values.size(), topics));
  });
  return drift;
}

}  // namespace thema::assignment
