// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/evaluate.hpp"

#include <ATen/ATen.h>

#include <cmath>
#include <numeric>
#include <span>

#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/core/partition.hpp"
#include "thema/core/random.hpp"
#include "thema/explain/explain_paper.hpp"
#include "thema/explain/sampled_papers.hpp"

namespace thema::explanation {

namespace {

// What one paper gives; plain numbers, so that ranks can send it.
struct PaperResult {
  double margin = 0;
  double completeness_error = 0, attributed = 0;  // absolute values
  std::array<Faithfulness, kMethods.size()> methods{};
};

struct HowToJudge {
  Removal removal;
  std::int32_t removal_id;
  IntegrationPath path;
  std::int64_t seed;
};

std::vector<double> random_importance(std::int64_t seed, std::int64_t row, std::size_t words) {
  std::vector<double> importance;
  for (std::size_t w = 0; w < words; ++w)
    importance.push_back(random_unit(static_cast<std::uint64_t>(seed), Draw::word_order,
                                     static_cast<std::uint64_t>(row), static_cast<std::uint32_t>(w)));
  return importance;
}

std::vector<double> decomposed_importance(const BertGradient& bert, const ExplainedText& text,
                                          const TopicContrast& topics) {
  const BertGradient::Pass pass = bert.forward(bert.word_embeddings(text.ids).unsqueeze(0), {});
  std::vector<double> of_tokens;
  for (const Pair& token : decompose(hidden_states(pass), topics).tokens) of_tokens.push_back(token.contrast());
  return gathered_by_word(text, of_tokens);
}

PaperResult judge(ExplainedEncoder& encoder, const ClusteredPaper& paper, const TopicContrast& topics,
                  const HowToJudge& how) {
  const ExplainedText text = encoder.reader().read(paper.title, paper.abstract);
  const MarginModel model(encoder.encoder(), topics, encoder.token_budget());
  const Occlusion occlusion = occlude(model, text, how.removal, how.removal_id);
  const IntegratedGradients gradients = integrate_gradients(encoder.gradient(), text, topics.score(), how.path);
  const auto importance = [&](Method method) {
    switch (method) {
      case Method::decomposition:
        return decomposed_importance(encoder.gradient(), text, topics);
      case Method::occlusion:
        return occlusion.words;
      case Method::gradients:
        return gathered_by_word(text, gradients.tokens);
      case Method::random:
        return random_importance(how.seed, paper.row, text.words.size());
    }
    fail("a method outside its enumeration");
  };
  PaperResult result{occlusion.margin, std::abs(gradients.completeness_error()),
                     std::abs(gradients.score - gradients.baseline_score)};
  for (std::size_t m = 0; m < kMethods.size(); ++m)
    result.methods[m] =
        measure_faithfulness(model, text, occlusion.margin, importance(kMethods[m]), how.removal, how.removal_id);
  return result;
}

Estimate estimate(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  if (values.empty()) return {};
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, values.size() < 2 ? 0 : 1.96 * std::sqrt(squares / (n - 1) / n)};
}

// The number of each paper, in their order.
template <class Number> Estimate estimate(const std::vector<PaperResult>& papers, Number number) {
  std::vector<double> values;
  for (const PaperResult& paper : papers) values.push_back(number(paper));
  return estimate(values);
}

double mean_over_shares(const std::array<double, kShares.size()>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

MethodFaithfulness summary(const std::vector<PaperResult>& papers, std::size_t method) {
  MethodFaithfulness result;
  result.method = kMethods[method];
  result.comprehensiveness =
      estimate(papers, [&](const auto& paper) { return mean_over_shares(paper.methods[method].comprehensiveness); });
  result.sufficiency =
      estimate(papers, [&](const auto& paper) { return mean_over_shares(paper.methods[method].sufficiency); });
  for (std::size_t s = 0; s < kShares.size(); ++s) {
    result.at_shares.comprehensiveness[s] =
        estimate(papers, [&](const auto& paper) { return paper.methods[method].comprehensiveness[s]; }).mean;
    result.at_shares.sufficiency[s] =
        estimate(papers, [&](const auto& paper) { return paper.methods[method].sufficiency[s]; }).mean;
  }
  return result;
}

}  // namespace

std::string name_of(Method method) {
  switch (method) {
    case Method::decomposition:
      return "decomposition";
    case Method::occlusion:
      return "occlusion";
    case Method::gradients:
      return "integrated gradients";
    case Method::random:
      return "random order";
  }
  fail("a method outside its enumeration");
}

Evaluation evaluate_explanations(Context& context, const std::filesystem::path& run, std::int64_t papers,
                                 const ExplainOptions& options) {
  RunPapers source(context.comm, run);
  ExplainedEncoder encoder(context, run, options.model);
  const Removal removal = removal_named(options.removal);
  const HowToJudge how{removal, removal_id(encoder, removal), integration_path(encoder, options), options.seed};
  const Range own = even_part(source.total(), context.comm.size(), context.comm.rank());
  std::vector<std::int64_t> own_rows(static_cast<std::size_t>(own.size()));
  std::iota(own_rows.begin(), own_rows.end(), own.first);
  const std::vector<std::int64_t> rows = sampled_share(context.comm, own_rows, papers, options.seed);

  Progress progress(context.log, "explain", "papers", std::ssize(rows));
  std::vector<PaperResult> results;
  for (const std::int64_t row : rows) {
    if (stop_requested()) break;
    const ClusteredPaper paper = source.read(row);
    results.push_back(judge(encoder, paper, source.contrast(paper), how));
    progress.advance(1);
  }
  leave_if_stopped(context.comm);
  results = context.comm.gather(results);  // in the order of their rows

  Evaluation evaluation;
  evaluation.model = encoder.model();
  evaluation.differences = encoder.differences();
  evaluation.papers = std::ssize(results);
  evaluation.margin = estimate(results, [](const auto& paper) { return paper.margin; });
  evaluation.completeness_error = estimate(results, [](const auto& paper) { return paper.completeness_error; }).mean;
  evaluation.attributed = estimate(results, [](const auto& paper) { return paper.attributed; }).mean;
  for (std::size_t m = 0; m < kMethods.size(); ++m) evaluation.methods.push_back(summary(results, m));
  return evaluation;
}

}  // namespace thema::explanation
