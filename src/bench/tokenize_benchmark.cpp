// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/tokenize_benchmark.hpp"

#include <fmt/format.h>

#include <numeric>

#include "thema/bench/benchmark_texts.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema::bench {

namespace {

constexpr std::int64_t kRepetitions = 10, kDocuments = 10'000;
constexpr std::int64_t kNoLimit = std::int64_t{1} << 30;
constexpr double kMegabyte = 1e6;

/// Texts in the form that they are tokenised in.
struct TextForm {
  const char* name;
  std::vector<std::string> texts;
};

std::vector<TextForm> forms_of(const BenchmarkTexts& papers) {
  std::vector<TextForm> forms{{"as they are", {}}, {"as the encoder gets them", {}}};
  for (std::size_t i = 0; i < papers.size(); ++i) {
    forms[0].texts.push_back(std::string(papers.title[i]) + ". " + std::string(papers.abstract[i]));
    forms[1].texts.push_back(encoder_text(papers.title[i], papers.abstract[i]));
  }
  return forms;
}

struct Tokenised {
  std::int64_t tokens = 0;
  std::int64_t id_sum = 0;  // tells at a glance whether another tokenizer gave the same
};

Tokenised tokenise(const Tokenizer& tokenizer, const std::vector<std::string>& texts, std::int64_t limit) {
  Tokenised done;
  TokenizerWorkspace workspace;  // new, as words that it remembers must be learnt in each repetition
  std::vector<std::int32_t> ids;
  for (const std::string& text : texts) {
    tokenizer.encode(text, limit, workspace, ids);
    done.tokens += std::ssize(ids);
    done.id_sum = std::accumulate(ids.begin(), ids.end(), done.id_sum);
  }
  return done;
}

Fields time_form(const Context& context, const MeasurementPlan& plan, const Tokenizer& tokenizer, const TextForm& form,
                 std::int64_t limit) {
  std::int64_t my_bytes = 0;
  for (const std::string& text : form.texts) my_bytes += std::ssize(text);
  Tokenised mine;
  const Measurement time = measure(context, plan, [&] { mine = tokenise(tokenizer, form.texts, limit); });
  const std::int64_t bytes = context.comm.sum(my_bytes), tokens = context.comm.sum(mine.tokens);
  const std::int64_t texts = context.comm.sum(std::ssize(form.texts));
  const auto megabytes = time.rate(static_cast<double>(bytes) / kMegabyte);
  const auto texts_rate = time.rate(static_cast<double>(texts)), tokens_rate = time.rate(static_cast<double>(tokens));
  const std::int64_t shown_limit = limit == kNoLimit ? 0 : limit;
  return {{"texts_are", std::string(form.name), form.name},
          {"limit", shown_limit, shown_limit == 0 ? "none" : std::to_string(shown_limit)},
          {"texts", texts},
          {"bytes", bytes},
          {"tokens", tokens},
          {"id_sum", context.comm.sum(mine.id_sum)},
          {"seconds", time},
          {"megabytes_per_second", megabytes, interval_text(megabytes)},
          {"texts_per_second", texts_rate, number_text(texts_rate.median)},
          {"tokens_per_second", tokens_rate, number_text(tokens_rate.median)}};
}

}  // namespace

Report benchmark_tokenize(Context& context, const BenchOptions& options, const std::filesystem::path& folder,
                          std::int64_t max_length) {
  const Tokenizer tokenizer = Tokenizer::load(folder);
  const std::int64_t limit = resolve_length(folder, tokenizer, max_length);
  const auto papers =
      benchmark_texts(context, options, options.documents != 0 ? options.documents : kDocuments, tokenizer);
  const MeasurementPlan plan{options.repetitions != 0 ? options.repetitions : kRepetitions, options.warm_up};
  Report report;
  report.benchmark = "tokenize";
  report.facts = {{"tokenizer", folder.string(), "tokenizer: " + folder.string()},
                  {"source", papers.source, fmt::format("texts: {} of {}", papers.total, papers.source)},
                  {"threads", context.comm.size(), fmt::format("threads: {}, one of each rank", context.comm.size())}};
  report.columns = {{"texts_are", "papers"},
                    {"limit", "tokens at most"},
                    {"megabytes_per_second", "MB/s"},
                    {"texts_per_second", "texts/s"},
                    {"tokens_per_second", "tokens/s"}};
  report.conventions = {
      "MB/s: millions of bytes of UTF-8 that were given, also those behind the limit, over the time. " +
          interval_convention(plan.repetitions),
      "as the encoder gets them: lower-cased, white space folded. From texts in memory to ids in memory."};
  report.subject = "texts_are";
  if (options.input.empty())
    report.conventions.push_back(
        "Synthetic papers use few words, which a tokenizer that remembers words likes: real "
        "ones (--input) are slower.");
  for (const TextForm& form : forms_of(papers))
    for (const std::int64_t most : {limit, kNoLimit})
      report.rows.push_back(time_form(context, plan, tokenizer, form, most));
  return report;
}

}  // namespace thema::bench
