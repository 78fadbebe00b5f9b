// SPDX-License-Identifier: Apache-2.0
#include "thema/model/tokenizer_workspace.hpp"

namespace thema {

TokenizerWorkspace::TokenizerWorkspace(std::size_t words) : words_(words) {}

void TokenizerWorkspace::serve(const std::shared_ptr<const WordTokenizer>& tokenizer) {
  if (served_ == tokenizer) return;
  words_.clear();
  characters_.clear();
  served_ = tokenizer;
}

}  // namespace thema
