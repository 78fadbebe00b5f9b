// SPDX-License-Identifier: Apache-2.0
#include "thema/label/label.hpp"

#include <optional>

#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/core/region.hpp"
#include "thema/data/agreement.hpp"
#include "thema/label/categories.hpp"
#include "thema/label/ctfidf.hpp"
#include "thema/label/hierarchy.hpp"
#include "thema/label/label_title.hpp"
#include "thema/label/representatives.hpp"
#include "thema/label/topic_means.hpp"
#include "thema/label/topic_terms.hpp"
#include "thema/label/trends.hpp"
#include "thema/label/unique_labels.hpp"
#include "thema/label/word_quality.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

namespace {

TermCounts count(Context& context, const CountedTexts& texts, std::int64_t topics) {
  const Region region(context.timings, "label: count terms");
  return count_terms(context, texts.corpus, texts.topics_of_rows, topics, texts.how);
}

CategoryCounts count_primary(Context& context, store::DocumentSource& documents, Range rows,
                             const Clustering& clustering) {
  const Region region(context.timings, "label: count categories");
  return count_categories(context, rows, clustering.assignment, clustering.k,
                          [&](Range slice) { return documents.read_column("categories", slice); });
}

std::vector<float> weights_of(const Context& context, const TermCounts& counts, const LabelOptions& options) {
  if (!context.comm.is_root()) return {};
  const CtfidfOptions how = ctfidf_options(options);
  for (const std::string& seed : seed_words_without_effect(counts, how))
    context.log.warning("label.seed_words: \"{}\" is not among the terms, it has no effect", seed);
  return ctfidf_weights(counts, how);
}

// Collective; on rank 0 alone the topics get their terms.
void add_terms(Context& context, Topics& topics, const CountedTexts& texts, const TermCounts& counts,
               const LabelOptions& options) {
  std::vector<float> weights = weights_of(context, counts, options);
  TermTable keywords;
  if (options.diversity > 0)
    keywords = diverse_keyword_table(context, texts, counts, weights, options.keywords, options.diversity);
  else if (context.comm.is_root())
    keywords = keyword_table(counts, weights, options.keywords);
  if (!context.comm.is_root()) return;
  TermTable distinctive = distinctive_table(counts, options.keywords);
  topics.keywords_per_topic = options.keywords;
  topics.keywords = std::move(keywords.texts);
  topics.keyword_weights = std::move(keywords.weights);
  topics.distinctive = std::move(distinctive.texts);
  topics.distinctive_weights = std::move(distinctive.weights);
  topics.weights = std::move(weights);
}

// After all that needs the counts: a copy would be the largest thing on rank 0.
void move_counts(TermCounts counts, Topics& topics) {
  topics.terms = std::move(counts.terms);
  topics.document_frequency = std::move(counts.document_frequency);
  topics.row_starts = std::move(counts.row_starts);
  topics.columns = std::move(counts.columns);
  topics.counts = std::move(counts.counts);
}

// Collective; complete on rank 0.
void add_representatives(Context& context, Topics& topics, store::DocumentSource& documents,
                         const Clustering& clustering, const ReadEmbeddingRows& embeddings) {
  const Region region(context.timings, "label: choose representatives");
  const std::int64_t each = topics.representatives_per_topic;
  const std::int64_t candidates = kCandidatesPerRepresentative * each;
  const std::vector<std::int64_t> nearest = representatives(context.comm, clustering, candidates);
  topics.representatives = first_columns(nearest, candidates, each);
  const auto here = static_cast<std::int64_t>(clustering.assignment.size());
  const std::vector<std::int32_t> dates = documents.read_dates({clustering.first_row, clustering.first_row + here});
  topics.representatives_newest = newest_papers(context.comm, clustering, dates, each);
  topics.representatives_diverse = embeddings
                                       ? diverse_representatives(context.comm, clustering, nearest, each, embeddings)
                                       : std::vector<std::int64_t>(topics.representatives.size(), -1);
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

void add_labels(Topics& topics, store::DocumentSource& documents, const LabelOptions& options) {
  const auto keyword = [&](std::int64_t topic, std::int64_t place) {
    return topics.keywords[static_cast<std::size_t>(topic * topics.keywords_per_topic + place)];
  };
  std::vector<LabelFields> fields(static_cast<std::size_t>(topics.k));
  for (std::int64_t t = 0; t < topics.k; ++t) {
    LabelFields& of_topic = fields[static_cast<std::size_t>(t)];
    of_topic.topic = t;
    of_topic.size = topics.sizes[static_cast<std::size_t>(t)];
    for (std::int64_t i = 0; i < topics.keywords_per_topic && !keyword(t, i).empty(); ++i)
      of_topic.keywords.push_back(keyword(t, i));
    if (const auto given = options.given.find(t); given != options.given.end()) of_topic.given = given->second;
  }
  const auto title_of = [&](std::int64_t topic, std::int64_t place) -> std::optional<std::string> {
    if (place == topics.representatives_per_topic) return {};
    const auto at = static_cast<std::size_t>(topic * topics.representatives_per_topic + place);
    const std::int64_t row = topics.representatives[at];
    if (row < 0) return {};
    return label_title(documents.read_column("title", {row, row + 1})[0]);
  };
  topics.label = unique_labels({options.label_template, options.keywords}, std::move(fields), title_of);
}

Topics named_topics(Context& context, store::DocumentSource& documents, const CountedTexts& texts,
                    const Clustering& clustering, const LabelOptions& options, const ReadEmbeddingRows& embeddings) {
  Topics topics;
  topics.k = clustering.k;
  topics.representatives_per_topic = options.representatives;
  TermCounts counts = count(context, texts, clustering.k);
  const CategoryCounts categories = count_primary(context, documents, texts.corpus.rows(), clustering);
  leave_if_stopped(context.comm);
  add_representatives(context, topics, documents, clustering, embeddings);
  const CtfidfOptions weighting = ctfidf_options(options);
  Trends trends = trends_of(context, documents, texts.corpus, clustering, counts, categories,
                            {texts.how, weighting, options.bursts});
  PairDistances distances = topic_distances(context, clustering);
  leave_if_stopped(context.comm);

  const Region region(context.timings, "label: name topics");
  add_terms(context, topics, texts, counts, options);
  topics.mean_similarity =
      topic_means(context.comm, clustering.assignment, clustering.similarity, clustering.k, clustering.total_rows);
  topics.mean_silhouette =
      topic_means(context.comm, clustering.assignment, clustering.silhouette, clustering.k, clustering.total_rows);
  if (!context.comm.is_root()) return topics;
  topics.sizes = clustering.sizes;
  for (const std::int64_t size : topics.sizes)
    topics.share.push_back(static_cast<double>(size) / static_cast<double>(clustering.total_rows));
  add_categories(topics, categories);
  add_labels(topics, documents, options);
  topics.time = std::move(trends.time);
  topics.categories = std::move(trends.categories);
  add_hierarchy(topics, clustering, std::move(distances), counts,
                {options.linkage == "ward" ? Linkage::ward : Linkage::average, weighting});
  move_counts(std::move(counts), topics);
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
  how.general_words = options.general_words == "alone" ? GeneralWords::alone : GeneralWords::in_pairs;
  return how;
}

CtfidfOptions ctfidf_options(const LabelOptions& options) {
  CtfidfOptions how;
  how.weighting = options.weighting == "bm25" ? Weighting::bm25 : Weighting::ctfidf;
  how.frequent_words = options.frequent_words == "reduce" ? FrequentWords::reduce : FrequentWords::keep;
  how.seed_words = options.seed_words;
  how.seed_multiplier = options.seed_multiplier;
  return how;
}

void describe(OptionTable& table, LabelOptions& options) {
  table.add("label.max_ngram", options.max_ngram, {1, 3}, Affects::result,
            "words of the longest term that topics are described by");
  table.add("label.min_documents", options.min_documents, {1, kLargestMinimum}, Affects::result,
            "papers a term must be in, but never more than a thousandth of all (at least 2)");
  table.add("label.max_terms", options.max_terms, {1, 10'000'000}, Affects::result,
            "terms that are kept, those in most papers first; bounds memory and topics.h5");
  table.add("label.keywords", options.keywords, {1, 100}, Affects::result, "words each topic is described by");
  table.add("label.representatives", options.representatives, {1, 1000}, Affects::result,
            "papers that are listed for each topic: so many nearest to its centroid, as many diverse ones, and newest");
  table.add("label.linkage", options.linkage, {"ward", "average"}, Affects::result,
            "which topics the tree of topics joins first: ward (least added scatter) or average (highest mean cosine)");
  table.add("label.burst_ratio", options.bursts.ratio, {1.01, 1000.0}, Affects::result,
            "how many times its usual share a topic has in a burst");
  table.add("label.burst_gamma", options.bursts.gamma, {0.0, 1000.0}, Affects::result,
            "cost of entering a burst; higher: fewer and longer ones");
  table.add("label.stop_words", options.stop_words, Affects::result,
            "words that are never terms, besides the English and scientific ones that are built in");
  table.add("label.general_words", options.general_words, {"in_pairs", "alone"}, Affects::result,
            "words of all sciences (model, equation, data): terms only beside another word, or alone too");
  table.add("label.weighting", options.weighting, {"ctfidf", "bm25"}, Affects::result,
            "how rare terms are rewarded: c-TF-IDF's logarithm, or the one of BM25, which is harder on common terms");
  table.add("label.frequent_words", options.frequent_words, {"keep", "reduce"}, Affects::result,
            "reduce: the square root of a term's share of its topic, so that frequent terms stand out less");
  table.add("label.seed_words", options.seed_words, Affects::result,
            "terms that weigh more where they occur; whole terms as they stand in topics.h5, in any case");
  table.add("label.seed_multiplier", options.seed_multiplier, {0.0, 1000.0}, Affects::result,
            "factor on the weights of the seed words");
  table.add("label.diversity", options.diversity, {0.0, 1.0}, Affects::result,
            "0: the keywords of the highest weight; towards 1: keywords that stand in different papers of the topic");
  table.add("label.template", options.label_template, Affects::result,
            "text of a label with fields {keyword}, {keywords:N}, {title}, {topic}, {size}");
}

void check(const LabelOptions& options) { LabelTemplate(options.label_template, options.keywords); }

Topics label(Context& context, store::DocumentSource& documents, const Clustering& clustering,
             const LabelOptions& options, const ReadEmbeddingRows& embeddings) {
  if (documents.total() != clustering.total_rows)
    fail_data("the clustering is of " + std::to_string(clustering.total_rows) + " papers, but documents.h5 holds " +
              std::to_string(documents.total()));
  const auto here = static_cast<std::int64_t>(clustering.assignment.size());
  const Range rows{clustering.first_row, clustering.first_row + here};
  Corpus corpus(rows, [&](Range slice) { return documents.read_texts(slice); });
  const CountedTexts texts{corpus, clustering.assignment, count_options(options)};
  Topics topics = named_topics(context, documents, texts, clustering, options, embeddings);
  add_word_quality(context, corpus, clustering.assignment, topics);
  return topics;
}

}  // namespace thema
