// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "thema/label/label_template.hpp"

namespace thema {

/// Title of the paper at `place` (0: nearest) of a topic's representatives as labels show it, may be empty; nothing
/// when the topic has fewer.
using TitleOf = std::function<std::optional<std::string>(std::int64_t topic, std::int64_t place)>;

/// One label per topic, no two the same and no title in two of them, capital letters aside. `topics[t]` has topic,
/// size and keywords set; a topic without keywords is called "topic 7". Larger topics choose first, then lower ids:
/// a topic takes the title of its nearest representative that has a title no label has yet, else none. While its text
/// is taken it gets further keywords, and " (topic 7)" when there are no more. Labels that are given stay as they are, and
/// no other topic takes their text; they are different from one another.
std::vector<std::string> unique_labels(const LabelTemplate& form, std::vector<LabelFields> topics,
                                       const TitleOf& title_of);

}  // namespace thema
