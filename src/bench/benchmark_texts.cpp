// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/benchmark_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string_view>
#include <unordered_map>

#include "thema/core/error.hpp"
#include "thema/core/partition.hpp"
#include "thema/core/random.hpp"
#include "thema/ingest/input_files.hpp"
#include "thema/ingest/json_paper.hpp"
#include "thema/ingest/line_reader.hpp"
#include "thema/ingest/unpack.hpp"
#include "thema/synth/synthetic_paper.hpp"

namespace thema::bench {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMaxLine = 16 << 20;
constexpr std::int64_t kLinesEach = 64;  // synthetic papers whose words one long text may use
constexpr std::int64_t kMostLines = std::int64_t{1} << 50;

/// Share of arXiv's papers that have at most so many tokens.
struct Quantile {
  double share;
  double tokens;
};
constexpr Quantile kArxivTokens[] = {{0, 14},      {0.01, 42},   {0.025, 55},   {0.05, 69},  {0.1, 89},    {0.15, 105},
                                     {0.2, 118},   {0.25, 131},  {0.3, 142},    {0.35, 153}, {0.4, 164},   {0.45, 175},
                                     {0.5, 187},   {0.55, 198},  {0.6, 210},    {0.65, 223}, {0.7, 237},   {0.75, 253},
                                     {0.8, 272},   {0.85, 294},  {0.9, 324},    {0.95, 368}, {0.975, 406}, {0.99, 466},
                                     {0.995, 521}, {0.999, 643}, {0.9999, 804}, {1, 1001}};

/// Makes texts of a wanted number of tokens out of the words of synthetic papers.
class TextMaker {
 public:
  TextMaker(std::uint64_t seed, const Tokenizer& tokenizer)
      : seed_(seed), tokenizer_(tokenizer), corpus_(synth_options(seed)) {}

  // Word by word until the tokens are reached; a word's tokens do not depend on its neighbours.
  void append(std::int64_t index, BenchmarkTexts& texts) {
    const double u = random_unit(seed_, Draw::benchmark, static_cast<std::uint64_t>(index));
    std::int64_t left = synthetic_length(u) - tokenizer_.special_tokens() - 1;  // the full stop behind the title
    std::string title, abstract;
    for (std::int64_t line = index * kLinesEach; left > 0 && line < (index + 1) * kLinesEach; ++line) {
      const Document paper = parse(line);
      if (title.empty()) left -= take(paper.title, left, title);
      left -= take(paper.abstract, left, abstract);
    }
    texts.title.push_back(title);
    texts.abstract.push_back(abstract);
  }

 private:
  static SynthOptions synth_options(std::uint64_t seed) {
    SynthOptions options;
    options.papers = kMostLines;
    options.seed = static_cast<std::int64_t>(seed);
    return options;
  }

  Document parse(std::int64_t line) {
    std::string text = corpus_.line(line);
    text.append(kLinePadding, ' ');
    Document paper;
    const auto reason = parser_.parse(std::string_view(text).substr(0, text.size() - kLinePadding), paper);
    require(!reason, "a synthetic paper that is none");
    return paper;
  }

  // Appends words of `text` that have at most `most` tokens together; returns how many these are.
  std::int64_t take(const std::string& text, std::int64_t most, std::string& out) {
    std::istringstream words(text);
    std::int64_t taken = 0;
    for (std::string word; taken < most && words >> word;) {
      taken += tokens_of(word);
      out += (out.empty() ? "" : " ") + word;
    }
    return taken;
  }

  std::int64_t tokens_of(const std::string& word) {
    const auto [at, is_new] = known_.try_emplace(word, 0);
    if (is_new) {
      tokenizer_.encode(word, kMaxLine, workspace_, ids_);
      at->second = std::ssize(ids_) - tokenizer_.special_tokens();
    }
    return at->second;
  }

  std::uint64_t seed_;
  const Tokenizer& tokenizer_;
  SyntheticCorpus corpus_;
  PaperParser parser_;
  std::unordered_map<std::string, std::int64_t> known_;
  TokenizerWorkspace workspace_;
  std::vector<std::int32_t> ids_;
};

BenchmarkTexts synthetic_texts(const Context& context, std::uint64_t seed, std::int64_t documents,
                               const Tokenizer& tokenizer) {
  BenchmarkTexts texts{{}, {}, "synthetic papers as long as arXiv's", documents};
  TextMaker maker(seed, tokenizer);
  const Range mine = even_part(documents, context.comm.size(), context.comm.rank());
  for (std::int64_t index = mine.first; index < mine.last; ++index) maker.append(index, texts);
  return texts;
}

// Papers of one file until there are `most`.
void read_papers(const fs::path& path, std::int64_t most, BenchmarkTexts& texts) {
  if (is_packed(path)) fail_usage("bench.input " + path.string() + " is packed; unpack it first");
  const FileDescriptor file = FileDescriptor::open_read(path);
  LineReader reader(file, file.size(), {0, file.size()}, kMaxLine);
  PaperParser parser;
  Document paper;
  for (Line line; std::ssize(texts.title.offsets) - 1 < most && reader.next(line);) {
    if (line.is_blank() || line.kind == Line::Kind::too_long || parser.parse(line.text, paper)) continue;
    texts.title.push_back(paper.title);
    texts.abstract.push_back(paper.abstract);
  }
}

// Every rank reads the papers before its own too: only the reading tells which these are.
BenchmarkTexts texts_of_input(const Context& context, const std::vector<std::string>& input, std::int64_t documents) {
  BenchmarkTexts all;
  for (const fs::path& path : expand_inputs(input)) {
    read_papers(path, documents, all);
    all.source += (all.source.empty() ? "" : ", ") + path.filename().string();
  }
  if (all.size() == 0) fail_data("bench.input " + all.source + " holds no paper");
  BenchmarkTexts mine{{}, {}, all.source, static_cast<std::int64_t>(all.size())};
  const Range rows = even_part(mine.total, context.comm.size(), context.comm.rank());
  for (std::int64_t row = rows.first; row < rows.last; ++row) {
    mine.title.push_back(all.title[static_cast<std::size_t>(row)]);
    mine.abstract.push_back(all.abstract[static_cast<std::size_t>(row)]);
  }
  return mine;
}

}  // namespace

std::int64_t synthetic_length(double u) {
  const Quantile* above = std::ranges::find_if(kArxivTokens, [&](const Quantile& q) { return q.share > u; });
  require(u >= 0 && above != std::end(kArxivTokens), "a draw outside [0, 1)");
  const Quantile& below = *(above - 1);
  const double part = (u - below.share) / (above->share - below.share);
  return std::llround(below.tokens + part * (above->tokens - below.tokens));
}

BenchmarkTexts benchmark_texts(Context& context, const BenchOptions& options, std::int64_t documents,
                               const Tokenizer& tokenizer) {
  return options.input.empty()
             ? synthetic_texts(context, static_cast<std::uint64_t>(options.seed), documents, tokenizer)
             : texts_of_input(context, options.input, documents);
}

}  // namespace thema::bench
