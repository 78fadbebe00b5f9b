// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/document_slices.hpp"

#include <algorithm>

namespace thema {

Documents DocumentSlices::next() {
  constexpr std::int64_t target_bytes = 2 << 20, most_rows = 8192;
  const Range slice{left_.first, std::min(left_.first + rows_, left_.last)};
  Documents documents = read_(slice);
  left_.first = slice.last;
  const auto bytes = static_cast<std::int64_t>(documents.title.bytes.size() + documents.abstract.bytes.size());
  const std::int64_t fitting = slice.size() * target_bytes / std::max<std::int64_t>(bytes, 1);
  rows_ = std::clamp<std::int64_t>(fitting, 1, most_rows);
  return documents;
}

}  // namespace thema
