// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/corpus.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace thema {

// Empty where a paper is not counted.
PackedText Corpus::counted(const PackedText& texts, std::int64_t first_row) const {
  PackedText counted;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto row = static_cast<std::size_t>(first_row - rows_.first) + i;
    counted.push_back(group_of_row_[row] >= 0 ? texts[i] : std::string_view());
  }
  return counted;
}

Documents Corpus::read_slice(Range& left) {
  constexpr std::int64_t target_bytes = 2 << 20, most_rows = 8192;
  const Range slice{left.first, std::min(left.first + rows_of_slice_, left.last)};
  Documents documents = read_(slice);
  left.first = slice.last;
  const auto bytes = static_cast<std::int64_t>(documents.title.bytes.size() + documents.abstract.bytes.size());
  const std::int64_t fitting = slice.size() * target_bytes / std::max<std::int64_t>(bytes, 1);
  rows_of_slice_ = std::clamp<std::int64_t>(fitting, 1, most_rows);
  if (!group_of_row_.empty()) {
    documents.title = counted(documents.title, slice.first);
    documents.abstract = counted(documents.abstract, slice.first);
  }
  return documents;
}

const PaperWords& CorpusPass::next() {
  if (next_kept_ < corpus_.kept_.size()) {
    const PaperWords& words = corpus_.kept_[next_kept_++];
    left_.first += words.papers();
    return words;
  }
  PaperWords words(corpus_.read_slice(left_));
  corpus_.is_full_ = corpus_.is_full_ || corpus_.kept_bytes_ + words.bytes() > corpus_.most_kept_;
  if (corpus_.is_full_) return passing_.emplace(std::move(words));
  corpus_.kept_bytes_ += words.bytes();
  ++next_kept_;
  return corpus_.kept_.emplace_back(std::move(words));
}

}  // namespace thema
