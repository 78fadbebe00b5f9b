// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace thema {

/// What the papers of one planted topic are about.
struct Theme {
  std::string category;                 ///< primary category; no two topics share it
  std::vector<std::string_view> terms;  ///< its own vocabulary: words and short phrases, lower case but for names
};

/// Built-in themes; topics above their number mix the vocabularies of two themes.
std::int64_t theme_count();
/// Topics that can be told apart: each pair of themes is one.
std::int64_t most_topics();
/// Theme of topic `topic` < most_topics().
Theme make_theme(std::int64_t topic);

}  // namespace thema
