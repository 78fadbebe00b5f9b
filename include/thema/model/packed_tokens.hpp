// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace thema {

/// Token ids of several texts one after the other; text i has ids [starts[i], starts[i + 1]).
struct PackedTokens {
  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> starts{0};

  std::int64_t texts() const { return static_cast<std::int64_t>(starts.size()) - 1; }
  std::int32_t length(std::size_t text) const { return starts[text + 1] - starts[text]; }
  void push_back(std::span<const std::int32_t> text) {
    ids.insert(ids.end(), text.begin(), text.end());
    starts.push_back(static_cast<std::int32_t>(ids.size()));
  }
};

}  // namespace thema
