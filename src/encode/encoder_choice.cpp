// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/encoder_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/core/unicode.hpp"
#include "thema/kernels/kokkos_scope.hpp"
#include "thema/model/encoder_config.hpp"
#include "thema/model/text_encoder.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kCpuTokenBudget = 2048;  // activations of a small model stay in the cache
constexpr std::int64_t kGpuTokenBudget = 16384;

ModelLocation find_model_on_root(const Communicator& comm, const std::string& asked) {
  ModelLocation model;
  if (comm.is_root()) model = find_model(asked);
  std::string folder = model.folder.string();
  comm.broadcast(folder);
  comm.broadcast(model.name);
  comm.broadcast(model.prefix);
  model.folder = folder;
  return model;
}

void check_vocabulary(const fs::path& folder, const Tokenizer& tokenizer, const BertConfig& config) {
  if (tokenizer.vocabulary_size() > config.vocabulary)
    fail_data(fmt::format("{}: the tokenizer has ids up to {}, the encoder of config.json words up to {} (vocab_size)",
                          folder.string(), tokenizer.vocabulary_size() - 1, config.vocabulary - 1));
}

std::string resolve_prefix(const std::string& asked, const ModelLocation& model) {
  const std::string prefix = asked == "auto" ? model.prefix : asked;
  if (std::any_of(prefix.begin(), prefix.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }))
    fail_usage("encode.prefix has a line break or another control character; allowed is one line of text");
  return prefix;
}

std::string checksum_of_file(const fs::path& path) {
  if (!fs::exists(path)) return "none";
  return hexadecimal(checksum(MappedFile(path).bytes()));
}

// Read once, by rank 0: a large model has more than a gigabyte.
std::vector<std::string> checksum_lines(const Communicator& comm, const fs::path& folder) {
  std::string text;
  if (comm.is_root()) {
    text = fmt::format("encode.weights = {}\nencode.config = {}\nencode.tokenizer = {} {} {}\nencode.length = {}",
                       checksum_of_file(weights_file(folder)), checksum_of_file(folder / "config.json"),
                       checksum_of_file(folder / "tokenizer.json"), checksum_of_file(folder / "vocab.txt"),
                       checksum_of_file(folder / "tokenizer_config.json"),
                       checksum_of_file(folder / "sentence_bert_config.json"));
    text += "\nencode.pooling = mean";
    for (const fs::path& file : pooling_files(folder)) text += " " + checksum_of_file(file);
  }
  comm.broadcast(text);
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  return lines;
}

}  // namespace

bool can_record(const EncoderPlacement& placement) {
  const AttentionBackend attention = placement.attention;
  return placement.device.kind == Device::Kind::cuda &&
         (attention == AttentionBackend::flash || attention == AttentionBackend::efficient);
}

Launches choose_launches(const std::string& asked, const BertConfig& config, const EncoderPlacement& placement) {
  constexpr std::int64_t launch_bound_width = 768;
  const bool recordable = can_record(placement);
  if (asked == "as_graphs" && !recordable)
    fail_usage("encode.launches 'as_graphs' needs a GPU and encode.attention flash or efficient; here attention " +
               name_of(placement.attention) + " runs on " + placement.device.text());
  const bool graphs = asked == "as_graphs" || (asked == "auto" && config.width < launch_bound_width);
  return recordable && graphs ? Launches::as_graphs : Launches::one_by_one;
}

EncoderChoice choose_encoder(Context& context, const EncodeOptions& options) {
  EncoderChoice choice;
  choice.model = find_model_on_root(context.comm, options.model);
  choice.config = read_bert_config(choice.model.folder);
  check_pooling(choice.model.folder);
  const Tokenizer tokenizer = Tokenizer::load(choice.model.folder);
  check_vocabulary(choice.model.folder, tokenizer, choice.config);
  choice.prefix = resolve_prefix(options.prefix, choice.model);
  choice.max_length = resolve_length(choice.model.folder, tokenizer, options.max_length);
  const bool cpu = context.device.kind == Device::Kind::cpu;
  choice.token_budget = options.token_budget != 0 ? options.token_budget : cpu ? kCpuTokenBudget : kGpuTokenBudget;
  choice.placement.device = context.device;
  choice.placement.precision = choose_precision(options.dtype, context.device.kind);
  choice.placement.attention = choose_attention(
      options.attention, {context.device, choice.placement.precision, choice.config.width / choice.config.heads});
  if (choice.placement.precision == Precision::fp8 && compute_capability(context.device) < 89)
    fail_usage("encode.dtype 'fp8' needs a GPU of compute capability 8.9 or newer; this one is " +
               arithmetic_of(context.device));
  choice.placement.gelu = options.gelu == "tanh" ? Gelu::tanh : Gelu::erf;
  if (choice.placement.gelu == Gelu::tanh && choice.placement.precision == Precision::int8)
    fail_usage("encode.gelu 'tanh' was asked for with encode.dtype 'int8', which has erf alone");
  choice.placement.launches = choose_launches(options.launches, choice.config, choice.placement);
  return choice;
}

std::vector<std::string> identify_encoder(Context& context, const EncodeOptions& options) {
  const EncoderChoice choice = choose_encoder(context, options);
  std::vector<std::string> lines = checksum_lines(context.comm, choice.model.folder);
  const auto add = [&](const char* name, const auto& value) {
    lines.push_back(fmt::format("encode.{} = {}", name, value));
  };
  add("prefix", "\"" + choice.prefix + "\"");
  add("max_length", choice.max_length);
  add("token_budget", choice.token_budget);
  add("block", options.block);
  add("dtype", name_of(choice.placement.precision));
  add("attention", name_of(choice.placement.attention));
  add("gelu", options.gelu);
  add("launches", choice.placement.launches == Launches::as_graphs ? "as_graphs" : "one_by_one");
  add("store", options.store);
  add("device", arithmetic_of(context.device));
  add("bf16_instructions", computes_in_bf16() ? "yes" : "no");
  add("kokkos", kernels::kokkos_version());
  add("instruction_set", instruction_set());
  add("libraries", compute_library_versions());
  add("unicode", unicode::library_version());  // what the tokenizer knows of characters
  return lines;
}

}  // namespace thema
