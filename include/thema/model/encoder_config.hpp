// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

namespace thema {

/// Shape of a BERT encoder, as config.json of a Hugging Face folder gives it.
struct BertConfig {
  std::int64_t vocabulary = 0;  ///< rows of the word embeddings
  std::int64_t width = 0;       ///< d
  std::int64_t layers = 0;
  std::int64_t heads = 0;         ///< of width d / heads
  std::int64_t intermediate = 0;  ///< width between the two linear layers of the feed-forward part
  std::int64_t positions = 0;     ///< longest text, tokens
  std::int64_t token_types = 0;
  double epsilon = 1e-12;  ///< of the layer norms
};

/// Reads FOLDER/config.json. Anything but BERT with erf-GELU and absolute positions is an Error of kind `data` that
/// names the key, what was found and what is allowed.
BertConfig read_bert_config(const std::filesystem::path& folder);

/// The sentence-transformers files that say how tokens become a row: modules.json and the pooling's config.json; none
/// where modules.json is absent. A module that thema does not have is an Error of kind `data` that names it.
std::vector<std::filesystem::path> pooling_files(const std::filesystem::path& folder);

/// Refuses a folder whose pooling_files() ask for anything but the mean over all tokens, normalised or not (thema
/// always normalises). Without them the mean is taken, as sentence-transformers does.
void check_pooling(const std::filesystem::path& folder);

}  // namespace thema
