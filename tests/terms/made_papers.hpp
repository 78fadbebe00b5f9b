// SPDX-License-Identifier: Apache-2.0
// Papers for tests of words and terms.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "thema/terms/term_finder.hpp"

namespace thema {

/// One paper as a slice of its own.
inline PaperWords words_of_paper(std::string_view title, std::string_view abstract) {
  Documents paper;
  paper.title.push_back(title);
  paper.abstract.push_back(abstract);
  return PaperWords(paper);
}

/// Terms of one paper in reading order, repetitions included.
inline std::vector<std::string> terms_of_paper(TermFinder& finder, std::string_view title, std::string_view abstract) {
  const PaperWords words = words_of_paper(title, abstract);
  finder.read(words);
  std::vector<std::string> terms;
  for (const std::int32_t number : finder.of(0)) terms.push_back(finder.term(number));
  return terms;
}

}  // namespace thema
