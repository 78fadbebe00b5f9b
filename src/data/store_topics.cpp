// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "thema/core/error.hpp"
#include "thema/data/store.hpp"

namespace thema::store {

namespace {

template <class T> hsize_t length(const std::vector<T>& v) { return static_cast<hsize_t>(v.size()); }

template <class SomeTree, class Visit>
void for_each_dataset_of_tree(SomeTree& tree, const std::string& at, Visit& visit) {
  const hsize_t merges = length(tree.heights), words = static_cast<hsize_t>(tree.keywords_per_node);
  visit.values(at + "/merges", tree.merges, {merges, 2});
  visit.values(at + "/height", tree.heights, {merges});
  visit.values(at + "/size", tree.sizes, {merges});
  visit.texts(at + "/keywords", tree.keywords, {merges, words});
  visit.values(at + "/keyword_weights", tree.keyword_weights, {merges, words});
  visit.texts(at + "/label", tree.labels, {merges});
  visit.text(at + "/newick", tree.newick);
}

template <class SomeTimes, class Visit> void for_each_dataset_of_time(SomeTimes& time, Visit& visit) {
  const hsize_t topics = length(time.growth), months = length(time.months), years = length(time.years),
                bursts = length(time.burst_topic), words = static_cast<hsize_t>(time.keywords_per_year);
  visit.values("time/undated", time.undated, {length(time.undated)});
  visit.values("time/months", time.months, {months});
  visit.values("time/month_counts", time.month_counts, {topics, months});
  visit.values("time/years", time.years, {years});
  visit.values("time/year_counts", time.year_counts, {topics, years});
  visit.values("time/smoothed_share", time.smoothed_share, {topics, months});
  visit.values("time/growth", time.growth, {topics});
  visit.values("time/growth_error", time.growth_error, {topics});
  visit.values("time/bursts/topic", time.burst_topic, {bursts});
  visit.values("time/bursts/first_month", time.burst_first, {bursts});
  visit.values("time/bursts/last_month", time.burst_last, {bursts});
  visit.values("time/bursts/weight", time.burst_weight, {bursts});
  visit.texts("time/year_keywords", time.year_keywords, {topics, years, words});
  visit.values("time/year_keyword_weights", time.year_keyword_weights, {topics, years, words});
}

/// Every dataset of topics.h5, once: the file is laid out, written and read by the same list. `visit` has
/// values(name, vector, shape), texts(name, vector, shape) and text(name, string); shapes count when the file is laid
/// out.
template <class SomeTopics, class Visit> void for_each_dataset(SomeTopics& t, Visit&& visit) {
  const auto k = static_cast<hsize_t>(t.k), words = static_cast<hsize_t>(t.keywords_per_topic),
             papers = static_cast<hsize_t>(t.representatives_per_topic);
  visit.texts("terms", t.terms, {length(t.terms)});
  visit.values("document_frequency", t.document_frequency, {length(t.terms)});
  visit.values("ctfidf/row_starts", t.row_starts, {k + 1});
  visit.values("ctfidf/columns", t.columns, {length(t.columns)});
  visit.values("ctfidf/counts", t.counts, {length(t.columns)});
  visit.values("ctfidf/weights", t.weights, {length(t.columns)});
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
  visit.texts("categories/names", t.categories.names, {length(t.categories.names)});
  visit.values("categories/counts", t.categories.counts, {length(t.categories.names), k});
  visit.values("categories/frequent", t.categories.frequent, {length(t.categories.frequent)});
  visit.values("categories/year_counts", t.categories.year_counts,
               {length(t.categories.frequent), k, length(t.time.years)});
  const auto category_words = static_cast<hsize_t>(t.categories.keywords_per_category);
  visit.texts("categories/keywords", t.categories.keywords, {k, length(t.categories.frequent), category_words});
  visit.values("categories/keyword_weights", t.categories.keyword_weights,
               {k, length(t.categories.frequent), category_words});
  for_each_dataset_of_time(t.time, visit);
  for_each_dataset_of_tree(t.hierarchy, "hierarchy", visit);
  for_each_dataset_of_tree(t.bisecting, "hierarchy/bisecting", visit);
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
  template <class T> void values(const std::string& name, const std::vector<T>&, std::initializer_list<hsize_t> shape) {
    specs.push_back({name, h5::element_type<T>(), shape});
  }
  void texts(const std::string& name, const std::vector<std::string>& texts, std::initializer_list<hsize_t> shape) {
    specs.push_back({name, text_type(texts), shape});
  }
  void text(const std::string& name, const std::string& text) { texts(name, {text}, {1}); }
};

struct Write {
  StageWriter& writer;
  template <class T>
  void values(const std::string& name, const std::vector<T>& values, std::initializer_list<hsize_t>) {
    writer.write<T>(name, 0, values);
  }
  void texts(const std::string& name, const std::vector<std::string>& texts, std::initializer_list<hsize_t>) {
    writer.write_texts(name, 0, texts);
  }
  void text(const std::string& name, const std::string& text) { writer.write_texts(name, 0, {text}); }
};

/// What a file of an older version does not hold stays empty.
struct Read {
  StageReader& reader;
  template <class T> void values(const std::string& name, std::vector<T>& values, std::initializer_list<hsize_t>) {
    if (reader.has(name)) values = reader.read<T>(name);
  }
  void texts(const std::string& name, std::vector<std::string>& texts, std::initializer_list<hsize_t>) {
    if (reader.has(name)) texts = reader.read_texts(name);
  }
  void text(const std::string& name, std::string& text) {
    if (!reader.has(name)) return;
    if (reader.rows(name) != 1) reader.refuse(name, "is not one text");
    text = reader.read_texts(name).front();
  }
};

/// After reading: each vector is as long as the tables that it belongs to say.
struct Check {
  const StageReader& reader;
  template <class T>
  void values(const std::string& name, const std::vector<T>& values, std::initializer_list<hsize_t> shape) {
    hsize_t entries = 1;
    bool is_countable = true;
    for (const hsize_t extent : shape) is_countable &= !__builtin_mul_overflow(entries, extent, &entries);
    if (reader.has(name) && !(is_countable && values.size() == entries))
      reader.refuse(name,
                    fmt::format("has {} entries; the other tables need [{}]", values.size(), fmt::join(shape, ", ")));
  }
  void texts(const std::string& name, const std::vector<std::string>& texts, std::initializer_list<hsize_t> shape) {
    values(name, texts, shape);
  }
  void text(const std::string&, const std::string&) {}
};

// What is used as a place in another table is one of its places.
void check_places(const Topics& t, const StageReader& reader) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  reader.require_between("ctfidf/row_starts", t.row_starts, 0, std::ssize(t.columns));
  if (!std::ranges::is_sorted(t.row_starts)) reader.refuse("ctfidf/row_starts", "does not ascend");
  reader.require_between("ctfidf/columns", t.columns, 0, std::ssize(t.terms) - 1);
  std::int64_t papers = 0;
  reader.require_between("quality/size", t.sizes, 0, most / t.k);  // so that their sum cannot overflow
  for (const std::int64_t size : t.sizes) papers += size;
  reader.require_between("representatives", t.representatives, -1, papers - 1);
  reader.require_between("representatives_diverse", t.representatives_diverse, -1, papers - 1);
  reader.require_between("representatives_newest", t.representatives_newest, -1, papers - 1);
  reader.require_between("categories/frequent", t.categories.frequent, 0, std::ssize(t.categories.names) - 1);
  reader.require_between("time/bursts/topic", t.time.burst_topic, 0, t.k - 1);
  reader.require_between("hierarchy/merges", t.hierarchy.merges, 0, t.k + std::ssize(t.hierarchy.heights) - 1);
  reader.require_between("hierarchy/bisecting/merges", t.bisecting.merges, 0,
                         t.k + std::ssize(t.bisecting.heights) - 1);
}

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
  for (TopicTree* tree : {&t.hierarchy, &t.bisecting})
    if (!tree->labels.empty())
      tree->keywords_per_node = static_cast<std::int64_t>(tree->keywords.size() / tree->labels.size());
  if (!t.categories.frequent.empty())
    t.categories.keywords_per_category = static_cast<std::int64_t>(
        t.categories.keywords.size() / (t.categories.frequent.size() * static_cast<std::size_t>(t.k)));
  if (!t.time.year_counts.empty())
    t.time.keywords_per_year = static_cast<std::int64_t>(t.time.year_keywords.size() / t.time.year_counts.size());
  for_each_dataset(std::as_const(t), Check{reader});
  check_places(t, reader);
  return t;
}

}  // namespace thema::store
