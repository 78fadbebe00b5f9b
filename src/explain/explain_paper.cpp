// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/explain_paper.hpp"

#include <ATen/ATen.h>

#include <algorithm>

#include "thema/core/interrupt.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/core/region.hpp"
#include "thema/data/store.hpp"

namespace thema::explanation {

namespace {

// Autograd keeps what all layers computed: a batch for it holds this many times fewer tokens.
constexpr std::int64_t kBudgetOfGradients = 4;

std::vector<Representative> representatives_of(RunPapers& papers, const std::filesystem::path& run, std::int32_t topic,
                                               const ClusteredPaper& paper) {
  const Topics& labels = papers.labels();
  std::vector<Representative> found;
  if (labels.k == 0) return found;
  const auto first = labels.representatives.begin() + topic * labels.representatives_per_topic;
  std::vector<std::int64_t> rows(first, first + labels.representatives_per_topic);
  std::erase_if(rows, [&](std::int64_t row) { return row < 0 || row == paper.row; });
  const std::vector<float> embeddings = store::read_embedding_rows(run, rows);
  const auto width = static_cast<std::int64_t>(paper.embedding.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    found.push_back(
        {rows[i], papers.id(rows[i]), papers.title(rows[i]),
         exact_dot(embeddings.data() + static_cast<std::int64_t>(i) * width, paper.embedding.data(), width)});
  std::ranges::stable_sort(found, [](const auto& a, const auto& b) { return a.cosine > b.cosine; });
  return found;
}

TopicBeside beside(RunPapers& papers, const std::filesystem::path& run, std::int32_t topic, float cosine,
                   const ClusteredPaper& paper) {
  TopicBeside result{topic, papers.label(topic), {}, static_cast<double>(cosine), {}};
  const Topics& labels = papers.labels();
  for (std::int64_t i = 0; i < labels.keywords_per_topic; ++i)
    if (const auto& word = labels.keywords[static_cast<std::size_t>(topic * labels.keywords_per_topic + i)];
        !word.empty())
      result.keywords.push_back(word);
  result.representatives = representatives_of(papers, run, topic, paper);
  return result;
}

std::vector<Pair> decomposition_of_words(const ExplainedText& text, const Decomposition& decomposition) {
  std::vector<double> own, second;
  for (const Pair& token : decomposition.tokens) {
    own.push_back(token.own);
    second.push_back(token.second);
  }
  const std::vector<double> own_of_words = gathered_by_word(text, own),
                            second_of_words = gathered_by_word(text, second);
  std::vector<Pair> words;
  for (std::size_t w = 0; w < text.words.size(); ++w) words.push_back({own_of_words[w], second_of_words[w]});
  return words;
}

std::vector<float> encoded(TextEncoder& encoder, const std::vector<std::int32_t>& ids) {
  PackedTokens tokens;
  tokens.push_back(ids);
  std::vector<float> row(static_cast<std::size_t>(encoder.width()));
  encoder.encode(tokens, row);
  return row;
}

TextExplanation explain_text(Context& context, ExplainedEncoder& encoder, const ClusteredPaper& paper,
                             const TopicContrast& topics, const ExplainOptions& options) {
  TextExplanation result;
  result.model = encoder.model();
  result.prefix = encoder.prefix();
  result.max_length = encoder.max_length();
  result.differences = encoder.differences();
  const AttentionChoice maps = choose_attention_maps(encoder.gradient().config(), options.layers, options.heads);
  const Removal removal = removal_named(options.removal);
  result.text = encoder.reader().read(paper.title, paper.abstract);
  for (const std::int32_t id : result.text.ids) result.pieces.push_back(encoder.piece(id));
  {
    const Region region(context.timings, "explain: decomposition");
    const std::vector<float> again = encoded(encoder.encoder(), result.text.ids);
    result.agreement = exact_dot(again.data(), paper.embedding.data(), encoder.encoder().width());
    result.cosines = topics.cosines(again);
    const at::Tensor words = encoder.gradient().word_embeddings(result.text.ids).unsqueeze(0);
    const BertGradient::Pass pass = encoder.gradient().forward(words, maps.layers);
    result.decomposition = decompose(hidden_states(pass), topics);
    result.decomposition_of_words = decomposition_of_words(result.text, result.decomposition);
    result.attention = attention_patterns(pass, result.text, maps);
  }
  {
    const Region region(context.timings, "explain: occlusion");
    const MarginModel margin(encoder.encoder(), topics, encoder.token_budget());
    result.occlusion = occlude(margin, result.text, removal, removal_id(encoder, removal));
  }
  const Region region(context.timings, "explain: integrated gradients");
  result.gradients =
      integrate_gradients(encoder.gradient(), result.text, topics.score(), integration_path(encoder, options));
  result.gradients_of_words = gathered_by_word(result.text, result.gradients.tokens);
  leave_if_stopped(context.comm);
  return result;
}

}  // namespace

PartsOfText parts_of(const ExplainedText& text, const Decomposition& decomposition) {
  PartsOfText parts;
  parts.constant = decomposition.constant;
  const auto add = [&](const Range& tokens, Pair& part) {
    for (std::int64_t t = tokens.first; t < tokens.last; ++t)
      part = part + decomposition.tokens[static_cast<std::size_t>(t)];
  };
  for (const Word& word : text.words) add(word.tokens, word.kind == Word::Kind::word ? parts.words : parts.punctuation);
  add(text.prefix, parts.prefix);
  add({0, text.prefix.first}, parts.special);
  add({text.content.last, text.tokens()}, parts.special);
  return parts;
}

IntegrationPath integration_path(const ExplainedEncoder& encoder, const ExplainOptions& options) {
  IntegrationPath path;
  if (options.baseline != "zero")
    path.baseline_id = encoder.id_of(options.baseline == "pad" ? "[PAD]" : "[MASK]", "explain.baseline");
  path.steps = options.steps;
  path.token_budget = encoder.token_budget() / kBudgetOfGradients;
  return path;
}

std::int32_t removal_id(const ExplainedEncoder& encoder, Removal removal) {
  return removal == Removal::mask ? encoder.id_of("[MASK]", "explain.removal") : 0;
}

std::vector<float> hidden_states(const BertGradient::Pass& pass) {
  const at::Tensor hidden = pass.hidden.detach().to(at::kCPU).contiguous();
  return {hidden.const_data_ptr<float>(), hidden.const_data_ptr<float>() + hidden.numel()};
}

PaperExplanation explain_paper(Context& context, const std::filesystem::path& run, const std::string& id,
                               const ExplainOptions& options) {
  RunPapers papers(context.comm, run);
  const ClusteredPaper paper = papers.read(papers.find(id));
  PaperExplanation result;
  result.row = paper.row;
  result.id = paper.id;
  result.title = paper.title;
  if (papers.labels().k == 0) result.labels = PaperExplanation::Labels::missing;
  result.own = beside(papers, run, paper.own, paper.similarity, paper);
  if (paper.second >= 0) result.second = beside(papers, run, paper.second, paper.second_similarity, paper);
  const TopicContrast topics = papers.contrast(paper);
  std::unique_ptr<ExplainedEncoder> encoder;
  try {
    encoder = std::make_unique<ExplainedEncoder>(context, run, options.model);
  } catch (const Error& error) {
    result.why_no_text = error.what();
    result.code = error.code();
    return result;
  }
  result.text = explain_text(context, *encoder, paper, topics, options);
  return result;
}

}  // namespace thema::explanation
