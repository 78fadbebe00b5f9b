// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/encode.hpp"

#include <algorithm>
#include <deque>
#include <numeric>
#include <utility>

#include "thema/core/interrupt.hpp"
#include "thema/core/partition.hpp"
#include "thema/core/region.hpp"
#include "thema/core/reused_memory.hpp"
#include "thema/encode/block_encoder.hpp"
#include "thema/encode/encoder_choice.hpp"
#include "thema/encode/tokenize_ahead.hpp"
#include "thema/model/text_encoder.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema {

namespace {

struct Missing {
  std::vector<std::int64_t> blocks;  // of this rank, ascending
  std::int64_t documents = 0;        // in them
};

// Scientific English has 4 to 5 bytes a word piece: a text longer than this is cut, and costs what the limit allows.
std::int64_t bytes_read(std::int64_t max_length) { return max_length * 9 / 2; }

// This rank's contiguous part of the blocks that are not in the file yet: parts of equally many tokens, as far as the
// bytes tell (on 100,000 papers, of which a quarter is cut, less than 1 % more than the mean on 4 ranks).
Missing missing_blocks(const Communicator& comm, store::DocumentSource& documents,
                       const std::vector<std::uint8_t>& committed, std::int64_t block, std::int64_t max_length) {
  const std::vector<std::int64_t> weights = documents.block_weights(block, bytes_read(max_length));
  std::vector<std::int64_t> all, weights_of_all;
  for (std::size_t b = 0; b < weights.size(); ++b) {
    if (committed[b]) continue;
    all.push_back(static_cast<std::int64_t>(b));
    weights_of_all.push_back(weights[b]);
  }
  const Range mine = weighted_part(weights_of_all, comm.size(), comm.rank());
  Missing missing;
  missing.blocks.assign(all.begin() + mine.first, all.begin() + mine.last);
  for (const std::int64_t b : missing.blocks) missing.documents += std::min(block, documents.total() - b * block);
  return missing;
}

BlockTexts read_block(store::DocumentSource& documents, std::int64_t block, std::int64_t size) {
  const Range rows{block * size, std::min(documents.total(), (block + 1) * size)};
  return {block, documents.read_column("title", rows), documents.read_column("abstract", rows)};
}

std::vector<std::uint16_t> token_counts(const PackedTokens& tokens) {
  const std::vector<std::int32_t> lengths = lengths_of(tokens);
  return {lengths.begin(), lengths.end()};
}

struct Done {
  std::int64_t blocks = 0, documents = 0, tokens = 0;
};

// Blocks on their way from the encoder to the file: on a GPU it works on the next one while the host writes.
class BlocksToWrite {
 public:
  BlocksToWrite(Context& context, BlockEncoder& encoder, store::EmbeddingSink& sink)
      : context_(context), encoder_(encoder), sink_(sink) {}

  // Batches of a large model on a CPU take long, a block of them longer than the time after a batch system's signal.
  void start(const TokenizedBlock& block, Progress& progress) {
    const Region region(context_.timings, "encode: model");
    const auto goes_on = [&](std::int64_t texts) {
      progress.advance(texts);
      return !stop_requested();
    };
    if (encoder_.start(block.tokens, goes_on)) blocks_.push_back({block.block, token_counts(block.tokens)});
  }

  void write_oldest(Done& done) {
    const std::vector<float> rows = [&] {
      const Region region(context_.timings, "encode: model");
      return encoder_.take();
    }();
    const Region region(context_.timings, "encode: write");
    const Block& block = blocks_.front();
    sink_.write_block(block.number, rows, block.tokens);
    pulse::reached("block", block.number);
    done.blocks += 1;
    done.documents += std::ssize(block.tokens);
    done.tokens += std::accumulate(block.tokens.begin(), block.tokens.end(), std::int64_t{0});
    blocks_.pop_front();
  }

  std::int64_t under_way() const { return encoder_.under_way(); }

 private:
  struct Block {
    std::int64_t number;
    std::vector<std::uint16_t> tokens;  // of each document
  };

  Context& context_;
  BlockEncoder& encoder_;
  store::EmbeddingSink& sink_;
  std::deque<Block> blocks_;
};

Done encode_blocks(Context& context, store::DocumentSource& documents, const Missing& missing,
                   const EncoderChoice& choice, const EncodeOptions& options, store::EmbeddingSink& sink) {
  const ReusedMemory memory;
  TextEncoder encoder(choice.model.folder, choice.placement);
  const Tokenizer tokenizer = Tokenizer::load(choice.model.folder);
  TokenizeAhead ahead(tokenizer, {choice.prefix, choice.max_length,
                                  choose_tokenizer_threads(options.tokenizer_threads, choice.placement.device)});
  BlockEncoder block_encoder(encoder, choice.token_budget);
  BlocksToWrite to_write(context, block_encoder, sink);
  Progress progress(context.log, "encode", "documents", missing.documents);
  const std::int64_t most_under_way = choice.placement.device.kind == Device::Kind::cpu ? 0 : 1;
  Done done;
  std::size_t submitted = 0;
  for (std::size_t taken = 0; taken < missing.blocks.size() && !stop_requested(); ++taken) {
    {
      const Region region(context.timings, "encode: read texts");
      for (; submitted < missing.blocks.size() && ahead.has_room(); ++submitted)
        ahead.submit(read_block(documents, missing.blocks[submitted], options.block));
    }
    const TokenizedBlock block = [&] {
      const Region region(context.timings, "encode: wait for tokens");
      return ahead.take();
    }();
    to_write.start(block, progress);
    while (to_write.under_way() > most_under_way) to_write.write_oldest(done);
  }
  while (to_write.under_way() > 0) to_write.write_oldest(done);
  sink.commit();
  return done;
}

void report(const Context& context, const Done& done, double my_seconds) {
  const std::int64_t documents = context.comm.sum(done.documents), tokens = context.comm.sum(done.tokens);
  const double seconds = std::max(1e-9, context.comm.max(my_seconds));
  context.log.line("encode: {} documents of {} tokens in {:.1f} s: {:.1f} documents/s, {:.0f} tokens/s", documents,
                   tokens, seconds, static_cast<double>(documents) / seconds, static_cast<double>(tokens) / seconds);
  const double mean = static_cast<double>(tokens) / context.comm.size();
  if (context.comm.size() > 1 && tokens > 0)
    context.log.line("encode: the rank with the most tokens had {:.2f} % more than the mean",
                     100 * (static_cast<double>(context.comm.max(done.tokens)) / mean - 1));
  // Of the rank where it was longest: what the model had to wait for.
  const auto share = [&](const char* region) {
    return 100 * context.comm.max(context.timings.seconds(region) / std::max(1e-9, my_seconds));
  };
  context.log.line("encode: {:.1f} % of the time the model waited for texts, {:.1f} % for tokens, {:.1f} % for writing",
                   share("encode: read texts"), share("encode: wait for tokens"), share("encode: write"));
}

}  // namespace

void describe(OptionTable& table, EncodeOptions& options) {
  const auto result = Affects::result;
  table.add("encode.model", options.model, result,
            "the encoder: a Hugging Face folder of a BERT model, or a preset of configs/models (minilm, e5-base-v2, "
            "e5-large-v2)");
  table.add("encode.prefix", options.prefix, result,
            "put before each text; auto: what the preset wants (\"query: \" for e5), nothing for a folder");
  table.add("encode.max_length", options.max_length, {0, 65535}, result,
            "tokens of a text, special ones counted; longer texts are cut. 0: the model's own limit");
  table.add(
      "encode.token_budget", options.token_budget, {0, std::int64_t{1} << 24}, result,
      "tokens of a batch; a longer text is one by itself; memory grows with it. 0: 2048 on a CPU, 16384 on a GPU");
  table.add("encode.block", options.block, {1, 65536}, result,
            "documents of one unit of work; what a killed job loses is whole blocks");
  table.add("encode.dtype", options.dtype, {"auto", "fp32", "bf16", "fp16", "int8", "fp8"}, result,
            "number format of the matrix products; int8 on a CPU and fp8 (e4m3) on a GPU are scaled per output channel "
            "and per token. auto: fp32 on a CPU, fp16 on a GPU");
  table.add("encode.attention", options.attention, {"auto", "flash", "efficient", "cudnn", "math", "packed"}, result,
            "attention kernel; auto: packed, thema's own, on a CPU, else the first of flash, efficient, math that can");
  table.add(
      "encode.gelu", options.gelu, {"erf", "tanh"}, result,
      "activation: erf, as BERT and e5 were trained; tanh, its approximation, which a GPU computes with the product");
  table.add("encode.launches", options.launches, {"auto", "one_by_one", "as_graphs"}, result,
            "how a GPU gets its kernels: as_graphs records each shape of a batch as a CUDA graph; auto: as_graphs for "
            "models narrower than 768, whose kernels are shorter than their launch");
  table.add("encode.commit_interval", options.commit_interval, {0, 3600}, Affects::speed,
            "seconds between two commits of finished blocks: what a killed job loses; 0: every block");
  table.add("encode.tokenizer_threads", options.tokenizer_threads, {0, 64}, Affects::speed,
            "threads of each rank that turn text into tokens ahead of the model; 0: 1 beside a CPU, 2 beside a GPU");
  table.add("encode.store", options.store, {"fp16", "fp32"}, result, "number format of embeddings.h5");
}

Finished encode(Context& context, store::DocumentSource& documents, const std::filesystem::path& run,
                const StageRecord& record, const EncodeOptions& options) {
  const EncoderChoice choice = choose_encoder(context, options);
  context.log.line("encode: {} ({}) in {} on {}, attention {}{}, texts of up to {} tokens, batches of {}",
                   choice.model.name, choice.model.folder.string(), name_of(choice.placement.precision),
                   choice.placement.device.text(), name_of(choice.placement.attention),
                   options.attention == "auto" ? " (chosen)" : "", choice.max_length, choice.token_budget);
  if (const auto reason = why_slow(choice.placement.precision, context.device.kind))
    context.log.warning("encode.dtype {}: {}", name_of(choice.placement.precision), *reason);
  store::EmbeddingsShape shape;
  shape.documents = documents.total();
  shape.width = choice.config.width;
  shape.block = options.block;
  shape.half_precision = options.store == "fp16";
  shape.model = choice.model.name;
  shape.pooling = "mean";
  shape.commit_interval = options.commit_interval;
  store::EmbeddingSink sink(context, run, record, shape);

  const Missing missing = missing_blocks(context.comm, documents, sink.committed(), options.block,
                                         choice.max_length);
  Timings whole;
  Done done;
  {
    const Region region(whole, "encode");
    done = encode_blocks(context, documents, missing, choice, options, sink);
  }
  report(context, done, whole.seconds("encode"));
  if (context.comm.any(done.blocks < std::ssize(missing.blocks))) return Finished::stopped;
  sink.complete(context);
  return Finished::yes;
}

}  // namespace thema
