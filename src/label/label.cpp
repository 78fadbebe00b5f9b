// SPDX-License-Identifier: Apache-2.0
#include "thema/label/label.hpp"

#include "thema/core/error.hpp"
#include "thema/core/region.hpp"
#include "thema/data/agreement.hpp"
#include "thema/label/categories.hpp"
#include "thema/label/ctfidf.hpp"
#include "thema/label/keywords.hpp"
#include "thema/label/representatives.hpp"
#include "thema/label/topic_label.hpp"
#include "thema/label/topic_means.hpp"
#include "thema/label/word_quality.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

namespace {

TermCounts count(Context& context, store::DocumentSource& documents, Range rows, const Clustering& clustering,
                 const LabelOptions& options) {
  const Region region(context.timings, "count terms");
  return count_terms(
      context, rows, clustering.assignment, clustering.k, [&](Range slice) { return documents.read_texts(slice); },
      count_options(options));
}

CategoryCounts count_primary(Context& context, store::DocumentSource& documents, Range rows,
                             const Clustering& clustering) {
  const Region region(context.timings, "count categories");
  return count_categories(context, rows, clustering.assignment, clustering.k,
                          [&](Range slice) { return documents.read_column("categories", slice); });
}

void add_terms(Topics& topics, TermCounts counts, std::int64_t keywords_per_topic) {
  const std::vector<float> weights = ctfidf_weights(counts);
  topics.keywords_per_topic = keywords_per_topic;
  topics.keywords.resize(static_cast<std::size_t>(topics.k * keywords_per_topic));
  topics.keyword_weights.resize(topics.keywords.size());
  for (std::int64_t t = 0; t < topics.k; ++t) {
    auto at = static_cast<std::size_t>(t * keywords_per_topic);
    for (Keyword& keyword : keywords_of(counts, weights, t, keywords_per_topic)) {
      topics.keywords[at] = std::move(keyword.term);
      topics.keyword_weights[at++] = keyword.weight;
    }
  }
  topics.terms = std::move(counts.terms);
  topics.document_frequency = std::move(counts.document_frequency);
  topics.row_starts = std::move(counts.row_starts);
  topics.columns = std::move(counts.columns);
  topics.counts = std::move(counts.counts);
  topics.weights = weights;
}

void add_categories(Topics& topics, const CategoryCounts& categories) {
  for (std::int64_t t = 0; t < topics.k; ++t) topics.main_categories.push_back(main_categories(categories, t));
  const Agreement found = agreement(categories.counts, topics.k);
  topics.v_measure = found.v_measure;
  topics.homogeneity = found.homogeneity;
  topics.completeness = found.completeness;
  topics.purity = found.purity;
  topics.nmi = found.nmi;
  topics.ari = found.ari;
  topics.ami = found.ami;
}

void add_labels(Topics& topics, store::DocumentSource& documents) {
  for (std::int64_t t = 0; t < topics.k; ++t) {
    std::string keyword = topics.keywords[static_cast<std::size_t>(t * topics.keywords_per_topic)];
    if (keyword.empty()) keyword = "topic " + std::to_string(t);
    const std::int64_t row = topics.representatives[static_cast<std::size_t>(t * topics.representatives_per_topic)];
    const PackedText title = row < 0 ? PackedText{} : documents.read_column("title", {row, row + 1});
    topics.label.push_back(topic_label(keyword, row < 0 ? std::string_view() : title[0]));
  }
}

Topics named_topics(Context& context, store::DocumentSource& documents, Range rows, const Clustering& clustering,
                    const LabelOptions& options) {
  Topics topics;
  topics.k = clustering.k;
  TermCounts counts = count(context, documents, rows, clustering, options);
  const CategoryCounts categories = count_primary(context, documents, rows, clustering);

  const Region region(context.timings, "name topics");
  std::vector<std::int64_t> nearest = representatives(context.comm, clustering, options.representatives);
  std::vector<double> similarity =
      topic_means(context.comm, clustering.assignment, clustering.similarity, clustering.k, clustering.total_rows);
  std::vector<double> silhouette =
      topic_means(context.comm, clustering.assignment, clustering.silhouette, clustering.k, clustering.total_rows);
  if (!context.comm.is_root()) return topics;
  topics.representatives_per_topic = options.representatives;
  topics.representatives = std::move(nearest);
  topics.mean_similarity = std::move(similarity);
  topics.mean_silhouette = std::move(silhouette);
  topics.sizes = clustering.sizes;
  for (const std::int64_t size : topics.sizes)
    topics.share.push_back(static_cast<double>(size) / static_cast<double>(clustering.total_rows));
  add_terms(topics, std::move(counts), options.keywords);
  add_categories(topics, categories);
  add_labels(topics, documents);
  context.log.line("label: {} topics described by {} terms", topics.k, topics.terms.size());
  return topics;
}

}  // namespace

CountOptions count_options(const LabelOptions& options) {
  CountOptions how;
  how.max_ngram = options.max_ngram;
  how.min_documents = options.min_documents;
  how.max_terms = options.max_terms;
  how.stop_words = options.stop_words;
  return how;
}

void describe(OptionTable& table, LabelOptions& options) {
  table.add("label.max_ngram", options.max_ngram, {1, 2}, Affects::result,
            "words of the longest term that topics are described by");
  table.add("label.min_documents", options.min_documents, {1, kLargestMinimum}, Affects::result,
            "papers a term must be in, but never more than a thousandth of all (at least 2)");
  table.add("label.max_terms", options.max_terms, {1, 10'000'000}, Affects::result,
            "terms that are kept, those in most papers first; bounds memory and topics.h5");
  table.add("label.keywords", options.keywords, {1, 100}, Affects::result, "words each topic is described by");
  table.add("label.representatives", options.representatives, {1, 1000}, Affects::result,
            "papers nearest to the centroid that are listed for each topic");
  table.add("label.stop_words", options.stop_words, Affects::result,
            "words that are never terms, besides the English and scientific ones that are built in");
}

Topics label(Context& context, store::DocumentSource& documents, const Clustering& clustering,
             const LabelOptions& options) {
  if (documents.total() != clustering.total_rows)
    fail_data("the clustering is of " + std::to_string(clustering.total_rows) + " papers, but documents.h5 holds " +
              std::to_string(documents.total()));
  const auto here = static_cast<std::int64_t>(clustering.assignment.size());
  const Range rows{clustering.first_row, clustering.first_row + here};
  Topics topics = named_topics(context, documents, rows, clustering, options);
  add_word_quality(
      context, rows, clustering.assignment, [&](Range slice) { return documents.read_texts(slice); }, topics);
  return topics;
}

}  // namespace thema
