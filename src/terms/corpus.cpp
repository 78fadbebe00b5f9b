// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/corpus.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace thema {

ReadTexts texts_in_groups(ReadTexts read, Range rows, std::span<const std::int32_t> group_of_row) {
  return [read = std::move(read), rows, group_of_row](Range slice) {
    Documents documents = read(slice);
    for (PackedText* column : {&documents.title, &documents.abstract}) {
      PackedText counted;
      for (std::size_t i = 0; i < column->size(); ++i) {
        const auto row = static_cast<std::size_t>(slice.first - rows.first) + i;
        counted.push_back(group_of_row[row] >= 0 ? (*column)[i] : std::string_view());
      }
      *column = std::move(counted);
    }
    return documents;
  };
}

Documents Corpus::read_slice(Range& left) {
  constexpr std::int64_t target_bytes = 2 << 20, most_rows = 8192;
  const Range slice{left.first, std::min(left.first + rows_of_slice_, left.last)};
  Documents documents = read_(slice);
  left.first = slice.last;
  const auto bytes = static_cast<std::int64_t>(documents.title.bytes.size() + documents.abstract.bytes.size());
  const std::int64_t fitting = slice.size() * target_bytes / std::max<std::int64_t>(bytes, 1);
  rows_of_slice_ = std::clamp<std::int64_t>(fitting, 1, most_rows);
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
