// SPDX-License-Identifier: Apache-2.0
#include "thema/data/store.hpp"

namespace thema::store {

namespace {

template <class T> hsize_t length(const std::vector<T>& v) { return static_cast<hsize_t>(v.size()); }

/// Every dataset of topics.h5, once: the file is laid out, written and read by the same list. `visit` has
/// values(name, vector, shape) and texts(name, vector, shape); shapes count when the file is laid out.
template <class SomeTopics, class Visit> void for_each_dataset(SomeTopics& t, Visit&& visit) {
  const auto k = static_cast<hsize_t>(t.k), words = static_cast<hsize_t>(t.keywords_per_topic),
             papers = static_cast<hsize_t>(t.representatives_per_topic);
  visit.texts("terms", t.terms, {length(t.terms)});
  visit.values("document_frequency", t.document_frequency, {length(t.terms)});
  visit.values("ctfidf/row_starts", t.row_starts, {k + 1});
  visit.values("ctfidf/columns", t.columns, {length(t.columns)});
  visit.values("ctfidf/counts", t.counts, {length(t.counts)});
  visit.values("ctfidf/weights", t.weights, {length(t.weights)});
  visit.texts("label", t.label, {k});
  visit.texts("keywords", t.keywords, {k, words});
  visit.values("keyword_weights", t.keyword_weights, {k, words});
  visit.texts("distinctive", t.distinctive, {k, words});
  visit.values("distinctive_weights", t.distinctive_weights, {k, words});
  visit.values("representatives", t.representatives, {k, papers});
  visit.values("representatives_diverse", t.representatives_diverse, {k, papers});
  visit.values("representatives_newest", t.representatives_newest, {k, papers});
  visit.values("quality/size", t.sizes, {k});
  visit.values("quality/share", t.share, {k});
  visit.values("quality/mean_similarity", t.mean_similarity, {k});
  visit.values("quality/mean_silhouette", t.mean_silhouette, {k});
  visit.values("quality/npmi", t.npmi, {k});
  visit.values("quality/c_v", t.c_v, {k});
  visit.values("quality/u_mass", t.u_mass, {k});
  visit.values("quality/c_uci", t.c_uci, {k});
  visit.texts("categories/main", t.main_categories, {k});
}

/// Every figure of the whole run: attributes of the file.
template <class SomeTopics, class Visit> void for_each_figure(SomeTopics& t, const Visit& visit) {
  visit("v_measure", t.v_measure);
  visit("homogeneity", t.homogeneity);
  visit("completeness", t.completeness);
  visit("purity", t.purity);
  visit("nmi", t.nmi);
  visit("ari", t.ari);
  visit("ami", t.ami);
  visit("npmi", t.mean_npmi);
  visit("c_v", t.mean_c_v);
  visit("u_mass", t.mean_u_mass);
  visit("c_uci", t.mean_c_uci);
  visit("diversity", t.diversity);
  visit("inverted_rbo", t.inverted_rbo);
}

struct Shapes {
  std::vector<DatasetSpec> specs;
  template <class T> void values(const char* name, const std::vector<T>&, std::initializer_list<hsize_t> shape) {
    specs.push_back({name, h5::element_type<T>(), shape});
  }
  void texts(const char* name, const std::vector<std::string>& texts, std::initializer_list<hsize_t> shape) {
    specs.push_back({name, text_type(texts), shape});
  }
};

struct Write {
  StageWriter& writer;
  template <class T> void values(const char* name, const std::vector<T>& values, std::initializer_list<hsize_t>) {
    writer.write<T>(name, 0, values);
  }
  void texts(const char* name, const std::vector<std::string>& texts, std::initializer_list<hsize_t>) {
    writer.write_texts(name, 0, texts);
  }
};

/// What a file of an older version does not hold stays empty.
struct Read {
  StageReader& reader;
  template <class T> void values(const char* name, std::vector<T>& values, std::initializer_list<hsize_t>) {
    if (reader.has(name)) values = reader.read<T>(name);
  }
  void texts(const char* name, std::vector<std::string>& texts, std::initializer_list<hsize_t>) {
    if (reader.has(name)) texts = reader.read_texts(name);
  }
};

}  // namespace

void save(Context& context, const fs::path& run, const StageRecord& record, const Topics& topics) {
  // Shapes follow from rank 0's topics, but all ranks open the file: only rank 0 describes it.
  Shapes shapes;
  for_each_dataset(topics, shapes);
  StageWriter writer = StageWriter::create(context, run, record, shapes.specs);
  if (context.comm.is_root()) for_each_dataset(topics, Write{writer});
  for_each_figure(topics, [&](const char* name, double value) { writer.set_attribute("", name, value); });
  writer.complete(context);
}

Topics read_topics(const fs::path& run) {
  StageReader reader(run, "topics");
  Topics t;
  for_each_dataset(t, Read{reader});
  for_each_figure(t, [&](const char* name, double& value) {
    if (const auto stored = reader.real_attribute(name)) value = *stored;
  });
  t.k = static_cast<std::int64_t>(t.label.size());
  if (t.k == 0) return t;
  t.keywords_per_topic = static_cast<std::int64_t>(t.keywords.size()) / t.k;
  t.representatives_per_topic = static_cast<std::int64_t>(t.representatives.size()) / t.k;
  return t;
}

}  // namespace thema::store
