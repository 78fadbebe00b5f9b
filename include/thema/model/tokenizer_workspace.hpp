// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "thema/model/ascii_runs.hpp"
#include "thema/model/character_cache.hpp"
#include "thema/model/word_cache.hpp"

namespace thema {

class WordTokenizer;

/// What one caller of Tokenizer::encode() keeps between texts: the words and characters met lately and room to work
/// in. Not for two threads at once; each has its own. It changes how fast ids are found, never which. May go from one
/// tokenizer to another, and forgets on the way.
class TokenizerWorkspace {
 public:
  static constexpr std::size_t default_words = 32768;
  /// Keeps up to `words` words, rounded up to a power of two: 32 bytes each, 1 MiB by default, which never grows. With
  /// 100,000 abstracts 2 % of their words are not among them; with half as many places 4 % are not.
  explicit TokenizerWorkspace(std::size_t words = default_words);

 private:
  friend class Tokenizer;
  friend class WordTokenizer;
  /// Forgets all when another tokenizer filled it.
  void serve(const std::shared_ptr<const WordTokenizer>& tokenizer);

  std::shared_ptr<const WordTokenizer> served_;
  WordCache words_;
  CharacterCache characters_;
  AsciiRuns runs_;
  static constexpr std::size_t most_found = WordCache::most_ids * (AsciiRuns::window_bytes + 1);
  std::array<std::int32_t, most_found> found_;  // ids of the words of runs_
  std::string word_, normalized_;
};

}  // namespace thema
