// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "thema/core/error.hpp"
#include "thema/data/store.hpp"

namespace thema::store {

namespace {

using Kind = h5::ElementType::Kind;

// One row of the selection table as it stands in the file; fields in this order, no padding (all are 8 bytes).
const std::vector<std::pair<std::string, Kind>> kSelectionFields{{"k", Kind::i64},
                                                                 {"mean_similarity", Kind::f64},
                                                                 {"inertia", Kind::f64},
                                                                 {"silhouette", Kind::f64},
                                                                 {"calinski_harabasz", Kind::f64},
                                                                 {"davies_bouldin", Kind::f64},
                                                                 {"iterations", Kind::i64},
                                                                 {"smallest", Kind::i64},
                                                                 {"largest", Kind::i64},
                                                                 {"stability_starts", Kind::f64},
                                                                 {"stability_subsamples", Kind::f64},
                                                                 {"npmi", Kind::f64},
                                                                 {"diversity", Kind::f64},
                                                                 {"v_measure", Kind::f64},
                                                                 {"gap", Kind::f64},
                                                                 {"gap_error", Kind::f64}};
static_assert(sizeof(SelectionRow) == 16 * 8);

std::vector<DatasetSpec> cluster_datasets(const Clustering& c) {
  const auto n = static_cast<hsize_t>(c.total_rows), k = static_cast<hsize_t>(c.k);
  std::vector<DatasetSpec> specs{
      {"assignment", {Kind::i32}, {n}}, {"similarity", {Kind::f32}, {n}},
      {"second", {Kind::i32}, {n}},     {"second_similarity", {Kind::f32}, {n}},
      {"silhouette", {Kind::f32}, {n}}, {"centroids", {Kind::f32}, {k, static_cast<hsize_t>(c.width)}},
      {"sizes", {Kind::i64}, {k}},      {"selection", {Kind::record, 0, kSelectionFields}, {c.selection.size()}}};
  const auto m = static_cast<hsize_t>(c.soft_topics);
  specs.push_back({"soft/topic", {Kind::i32}, {n, m}});
  specs.push_back({"soft/share", {Kind::f32}, {n, m}});
  specs.push_back({"stability", {Kind::f64}, {k}});
  specs.push_back({"outlier", {Kind::u8}, {n}});
  if (!c.space.mean.empty()) specs.push_back({"mean", {Kind::f32}, {c.space.mean.size()}});
  if (const auto d = static_cast<hsize_t>(c.width); !c.space.landmarks.empty())
    specs.push_back({"landmarks", {Kind::f32}, {c.space.landmarks.size() / d, d}});
  return specs;
}

template <class T> void write_all(StageWriter& writer, const std::string& name, const std::vector<T>& values) {
  writer.write<T>(name, 0, values);
}

// New fields are only ever added behind the others, so the rows of an older file are the beginnings of rows.
std::vector<SelectionRow> read_selection(StageReader& reader) {
  const std::size_t width = reader.info("selection").row_bytes();
  const std::vector<std::byte> bytes = reader.read<std::byte>("selection");
  std::vector<SelectionRow> rows(width == 0 ? 0 : bytes.size() / width);
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::memcpy(&rows[i], bytes.data() + i * width, std::min(width, sizeof(SelectionRow)));
  return rows;
}

}  // namespace

void save(Context& context, const fs::path& run, const StageRecord& record, const Clustering& c) {
  StageWriter writer = StageWriter::create(context, run, record, cluster_datasets(c));
  writer.write_collectively<std::int32_t>("assignment", c.first_row, c.assignment);
  writer.write_collectively<float>("similarity", c.first_row, c.similarity);
  writer.write_collectively<std::int32_t>("second", c.first_row, c.second);
  writer.write_collectively<float>("second_similarity", c.first_row, c.second_similarity);
  writer.write_collectively<float>("silhouette", c.first_row, c.silhouette);
  writer.write_collectively<std::int32_t>("soft/topic", c.first_row, c.soft_topic);
  writer.write_collectively<float>("soft/share", c.first_row, c.soft_share);
  writer.write_collectively<std::uint8_t>("outlier", c.first_row, c.outlier);
  if (context.comm.is_root()) {
    write_all(writer, "centroids", c.centroids);
    write_all(writer, "sizes", c.sizes);
    write_all(writer, "stability", c.stability);
    write_all(writer, "selection", c.selection);
    if (!c.space.mean.empty()) write_all(writer, "mean", c.space.mean);
    if (!c.space.landmarks.empty()) write_all(writer, "landmarks", c.space.landmarks);
  }
  writer.set_attribute("selection", "metric", c.selection_metric);
  writer.set_attribute("selection", "documents", c.selection_rows);
  writer.set_attribute("selection", "elbow", c.selection_elbow);
  writer.set_attribute("soft/share", "temperature", c.soft_temperature);
  writer.set_attribute("outlier", "quantile", c.outlier_quantile);
  writer.set_attribute("outlier", "similarity", c.outlier_similarity);
  writer.set_attribute("", "k", c.k);
  if (!c.space.landmarks.empty()) writer.set_attribute("", "near_landmarks", c.space.near_landmarks);
  writer.complete(context);
}

namespace {

// A comparison with what is not a number chooses no topic at all.
void require_finite(const StageReader& reader, const std::string& name, const std::vector<float>& values) {
  if (!std::ranges::all_of(values, [](float x) { return std::isfinite(x); }))
    reader.refuse(name, "has a value that is not finite");
}

// Centroids or landmarks: [rows, width].
std::vector<float> read_directions(StageReader& reader, const std::string& name) {
  const h5::DatasetInfo info = reader.info(name);
  if (info.shape.size() != 2 || info.shape[0] == 0 || info.shape[1] == 0) reader.refuse(name, "is not a matrix");
  std::vector<float> values = reader.read<float>(name);
  require_finite(reader, name, values);
  return values;
}

TopicSpace read_space(StageReader& reader, std::int64_t width) {
  TopicSpace space;
  const auto require_width = [&](const std::string& name, hsize_t found) {
    if (found != static_cast<hsize_t>(width))
      reader.refuse(name, fmt::format("is {} wide, the centroids are {}", found, width));
  };
  if (reader.has("mean")) {
    space.mean = reader.read<float>("mean");
    require_width("mean", space.mean.size());
    require_finite(reader, "mean", space.mean);
  }
  if (!reader.has("landmarks")) return space;
  space.landmarks = read_directions(reader, "landmarks");
  require_width("landmarks", reader.info("landmarks").shape[1]);
  space.near_landmarks = reader.int_attribute("near_landmarks").value_or(0);
  if (space.near_landmarks < 1 || space.near_landmarks > reader.rows("landmarks"))
    reader.refuse("landmarks",
                  fmt::format("has {} of them, near_landmarks is {}", reader.rows("landmarks"), space.near_landmarks));
  return space;
}

}  // namespace

std::vector<std::int32_t> read_topics_of_rows(StageReader& clusters, const std::string& column, Range rows) {
  std::vector<std::int32_t> topics(static_cast<std::size_t>(rows.size()));
  clusters.read_rows(column, rows.first, std::span(topics));
  const std::int64_t k = clusters.rows("sizes");
  clusters.require_between(column, topics, column == "second" && k == 1 ? -1 : 0, k - 1);
  return topics;
}

Clustering read_clustering(const fs::path& run, Range rows) {
  StageReader reader(run, "clusters");
  Clustering c;
  c.centroids = read_directions(reader, "centroids");
  c.sizes = reader.read<std::int64_t>("sizes");
  c.k = reader.rows("centroids");
  c.width = static_cast<std::int64_t>(c.centroids.size()) / c.k;
  if (std::ssize(c.sizes) != c.k)
    reader.refuse("sizes", fmt::format("has {} topics, 'centroids' has {}", c.sizes.size(), c.k));
  c.total_rows = reader.rows("assignment");
  c.first_row = rows.first;
  const auto read_into = [&](const char* name, auto& column) {
    column.resize(static_cast<std::size_t>(rows.size()));
    reader.read_rows(name, rows.first, std::span(column));
  };
  reader.require_between("sizes", c.sizes, 0, c.total_rows);
  c.assignment = read_topics_of_rows(reader, "assignment", rows);
  c.second = read_topics_of_rows(reader, "second", rows);
  read_into("similarity", c.similarity);
  read_into("second_similarity", c.second_similarity);
  read_into("silhouette", c.silhouette);
  c.selection = read_selection(reader);
  c.space = read_space(reader, c.width);
  return c;
}

}  // namespace thema::store
