// SPDX-License-Identifier: Apache-2.0
#include "thema/model/packed_batch.hpp"

#include <algorithm>

#include "thema/core/error.hpp"

namespace thema {

namespace {

std::int64_t rounded_up(std::int64_t count, std::int64_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

std::int64_t longest_of(const PackedTokens& tokens) {
  std::int32_t longest = 0;
  for (std::size_t text = 0; text + 1 < tokens.starts.size(); ++text) longest = std::max(longest, tokens.length(text));
  return longest;
}

std::vector<std::int32_t> with_padding_texts(const std::vector<std::int32_t>& starts, std::int64_t rows,
                                             std::int64_t longest, std::int64_t multiple) {
  std::vector<std::int32_t> padded = starts;
  while (padded.back() < rows) padded.push_back(static_cast<std::int32_t>(std::min(rows, padded.back() + longest)));
  const std::int64_t texts = rounded_up(std::ssize(padded) - 1, multiple);
  padded.resize(static_cast<std::size_t>(texts + 1), padded.back());
  return padded;
}

}  // namespace

PackedBatch::PackedBatch(const PackedTokens& tokens, const BatchRounding& rounding)
    : rows_(rounded_up(std::ssize(tokens.ids), rounding.rows)), longest_(longest_of(tokens)) {
  require(longest_ > 0, "a batch without tokens");
  real_texts_ = tokens.texts();
  const std::vector<std::int32_t> starts = with_padding_texts(tokens.starts, rows_, longest_, rounding.texts);
  texts_ = std::ssize(starts) - 1;
  longest_ = rounded_up(longest_, rounding.longest);
  numbers_ = tokens.ids;
  numbers_.resize(static_cast<std::size_t>(rows_), 0);
  for (std::size_t text = 0; text + 1 < starts.size(); ++text)
    for (std::int32_t p = 0; p < starts[text + 1] - starts[text]; ++p) numbers_.push_back(p);
  numbers_.insert(numbers_.end(), starts.begin(), starts.end());
}

}  // namespace thema
