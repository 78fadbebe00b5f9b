// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/word_totals.hpp"

namespace thema::explanation {

void WordTotals::add(std::string_view word, const WordTotal& of_paper) {
  auto at = totals_.find(word);
  if (at == totals_.end()) at = totals_.emplace(word, WordTotal{}).first;
  at->second.contrast += of_paper.contrast;
  at->second.attention += of_paper.attention;
  at->second.occurrences += of_paper.occurrences;
  at->second.papers += of_paper.papers;
}

std::map<std::string, WordTotal, std::less<>> WordTotals::gathered(const Communicator& comm) const {
  std::vector<char> words;
  std::vector<std::int64_t> lengths;
  std::vector<WordTotal> totals;
  for (const auto& [word, total] : totals_) {
    words.insert(words.end(), word.begin(), word.end());
    lengths.push_back(static_cast<std::int64_t>(word.size()));
    totals.push_back(total);
  }
  words = comm.gather(words);
  lengths = comm.gather(lengths);
  totals = comm.gather(totals);
  WordTotals all;
  std::string_view left(words.data(), words.size());
  for (std::size_t i = 0; i < totals.size(); ++i) {
    all.add(left.substr(0, static_cast<std::size_t>(lengths[i])), totals[i]);
    left.remove_prefix(static_cast<std::size_t>(lengths[i]));
  }
  return all.totals_;
}

}  // namespace thema::explanation
