// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "thema/core/error.hpp"
#include "thema/data/file_seal.hpp"
#include "thema/data/store.hpp"

namespace thema::store {

namespace {

using Kind = h5::ElementType::Kind;

// One row of the selection table as it stands in the file; fields in this order, no padding (all are 8 bytes).
const std::vector<std::pair<std::string, Kind>> kSelectionFields{
    {"k", Kind::i64},          {"mean_similarity", Kind::f64},   {"inertia", Kind::f64},
    {"silhouette", Kind::f64}, {"calinski_harabasz", Kind::f64}, {"davies_bouldin", Kind::f64},
    {"iterations", Kind::i64}, {"smallest", Kind::i64},          {"largest", Kind::i64}};
static_assert(sizeof(SelectionRow) == 9 * 8);

std::vector<DatasetSpec> cluster_datasets(const Clustering& c) {
  const auto n = static_cast<hsize_t>(c.total_rows), k = static_cast<hsize_t>(c.k);
  std::vector<DatasetSpec> specs{
      {"assignment", {Kind::i32}, {n}}, {"similarity", {Kind::f32}, {n}},
      {"second", {Kind::i32}, {n}},     {"second_similarity", {Kind::f32}, {n}},
      {"silhouette", {Kind::f32}, {n}}, {"centroids", {Kind::f32}, {k, static_cast<hsize_t>(c.width)}},
      {"sizes", {Kind::i64}, {k}},      {"selection", {Kind::record, 0, kSelectionFields}, {c.selection.size()}}};
  if (!c.mean.empty()) specs.push_back({"mean", {Kind::f32}, {c.mean.size()}});
  return specs;
}

template <class T> hsize_t length(const std::vector<T>& v) { return static_cast<hsize_t>(v.size()); }

std::vector<DatasetSpec> topic_datasets(const Topics& t) {
  const auto k = static_cast<hsize_t>(t.k);
  const auto words = static_cast<hsize_t>(t.keywords_per_topic),
             papers = static_cast<hsize_t>(t.representatives_per_topic);
  return {{"terms", text_type(t.terms), {length(t.terms)}},
          {"document_frequency", {Kind::i64}, {length(t.terms)}},
          {"ctfidf/row_starts", {Kind::i64}, {k + 1}},
          {"ctfidf/columns", {Kind::i32}, {length(t.columns)}},
          {"ctfidf/counts", {Kind::i64}, {length(t.counts)}},
          {"ctfidf/weights", {Kind::f32}, {length(t.weights)}},
          {"label", text_type(t.label), {k}},
          {"keywords", text_type(t.keywords), {k, words}},
          {"keyword_weights", {Kind::f32}, {k, words}},
          {"representatives", {Kind::i64}, {k, papers}},
          {"quality/size", {Kind::i64}, {k}},
          {"quality/share", {Kind::f64}, {k}},
          {"quality/mean_similarity", {Kind::f64}, {k}},
          {"quality/mean_silhouette", {Kind::f64}, {k}},
          {"categories/main", text_type(t.main_categories), {k}}};
}

template <class T> void write_all(StageWriter& writer, const std::string& name, const std::vector<T>& values) {
  writer.write<T>(name, 0, values);
}

void write_topics(StageWriter& writer, const Topics& t) {
  writer.write_texts("terms", 0, t.terms);
  write_all(writer, "document_frequency", t.document_frequency);
  write_all(writer, "ctfidf/row_starts", t.row_starts);
  write_all(writer, "ctfidf/columns", t.columns);
  write_all(writer, "ctfidf/counts", t.counts);
  write_all(writer, "ctfidf/weights", t.weights);
  writer.write_texts("label", 0, t.label);
  writer.write_texts("keywords", 0, t.keywords);
  write_all(writer, "keyword_weights", t.keyword_weights);
  write_all(writer, "representatives", t.representatives);
  write_all(writer, "quality/size", t.sizes);
  write_all(writer, "quality/share", t.share);
  write_all(writer, "quality/mean_similarity", t.mean_similarity);
  write_all(writer, "quality/mean_silhouette", t.mean_silhouette);
  writer.write_texts("categories/main", 0, t.main_categories);
}

// Shapes follow from rank 0's topics, but all ranks open the file: only rank 0 describes it.
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

void save(Context& context, const fs::path& run, const StageRecord& record, const Clustering& c) {
  StageWriter writer = StageWriter::create(context, run, record, cluster_datasets(c));
  writer.write_collectively<std::int32_t>("assignment", c.first_row, c.assignment);
  writer.write_collectively<float>("similarity", c.first_row, c.similarity);
  writer.write_collectively<std::int32_t>("second", c.first_row, c.second);
  writer.write_collectively<float>("second_similarity", c.first_row, c.second_similarity);
  writer.write_collectively<float>("silhouette", c.first_row, c.silhouette);
  if (context.comm.is_root()) {
    write_all(writer, "centroids", c.centroids);
    write_all(writer, "sizes", c.sizes);
    write_all(writer, "selection", c.selection);
    if (!c.mean.empty()) write_all(writer, "mean", c.mean);
  }
  writer.set_attribute("selection", "metric", c.selection_metric);
  writer.set_attribute("selection", "documents", c.selection_rows);
  writer.set_attribute("", "k", c.k);
  writer.complete(context);
}

Clustering read_clustering(const fs::path& run, Range rows) {
  StageReader reader(run, "clusters");
  Clustering c;
  c.centroids = reader.read<float>("centroids");
  c.sizes = reader.read<std::int64_t>("sizes");
  c.k = static_cast<std::int64_t>(c.sizes.size());
  c.width = c.k == 0 ? 0 : static_cast<std::int64_t>(c.centroids.size()) / c.k;
  c.total_rows = reader.rows("assignment");
  c.first_row = rows.first;
  const auto read_into = [&](const char* name, auto& column) {
    column.resize(static_cast<std::size_t>(rows.size()));
    reader.read_rows(name, rows.first, std::span(column));
  };
  read_into("assignment", c.assignment);
  read_into("similarity", c.similarity);
  read_into("second", c.second);
  read_into("second_similarity", c.second_similarity);
  read_into("silhouette", c.silhouette);
  c.selection = reader.read<SelectionRow>("selection");
  if (reader.has("mean")) c.mean = reader.read<float>("mean");
  return c;
}

void save(Context& context, const fs::path& run, const StageRecord& record, const Topics& topics) {
  StageWriter writer = StageWriter::create(context, run, record, topic_datasets(topics));
  if (context.comm.is_root()) write_topics(writer, topics);
  writer.set_attribute("", "v_measure", topics.v_measure);
  writer.set_attribute("", "homogeneity", topics.homogeneity);
  writer.set_attribute("", "completeness", topics.completeness);
  writer.complete(context);
}

Topics read_topics(const fs::path& run) {
  StageReader reader(run, "topics");
  Topics t;
  t.terms = reader.read_texts("terms");
  t.label = reader.read_texts("label");
  t.k = static_cast<std::int64_t>(t.label.size());
  t.keywords = reader.read_texts("keywords");
  t.keywords_per_topic = t.k == 0 ? 0 : static_cast<std::int64_t>(t.keywords.size()) / t.k;
  t.keyword_weights = reader.read<float>("keyword_weights");
  t.representatives = reader.read<std::int64_t>("representatives");
  t.representatives_per_topic = t.k == 0 ? 0 : static_cast<std::int64_t>(t.representatives.size()) / t.k;
  t.sizes = reader.read<std::int64_t>("quality/size");
  t.share = reader.read<double>("quality/share");
  t.mean_similarity = reader.read<double>("quality/mean_similarity");
  t.mean_silhouette = reader.read<double>("quality/mean_silhouette");
  t.main_categories = reader.read_texts("categories/main");
  return t;
}

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

void link_stage_files(const fs::path& run, const std::vector<std::string>& stages) {
  const fs::path partial = run / "thema.h5.partial";
  {
    const h5::File file = h5::create_file(partial);
    h5::write_attribute(file, "thema_schema", kSchemaVersion);
    for (const std::string& stage : stages)
      if (fs::exists(stage_path(run, stage))) h5::link_external(file, stage, stage + ".h5", "/");
  }
  seal_file(partial, {});
  rename_durably(partial, run / "thema.h5");
}

}  // namespace thema::store
