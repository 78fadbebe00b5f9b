// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "thema/explain/report.hpp"

namespace thema::explanation {

/// Whether there is a topic beside the own one. Where there is none, the cosine is explained in place of a margin.
enum class RunnersUp { some, none };
inline constexpr const char* kOneTopicNote =
    "The run has one topic, so there is no margin: in its place stands the cosine with the centroid.";

/// A table of cosines and margins by part: rows of a name and what it adds, parts that are nothing left out.
Table table_of_parts(const std::vector<std::pair<std::string, Pair>>& parts, RunnersUp runners_up);

/// What attention is and is not, and where that of each head goes.
std::vector<Block> blocks_of_heads(const std::vector<HeadPattern>& heads);

/// The text up to `characters`, cut after a word where it has one, with "…" for the rest.
std::string start_of(const std::string& text, std::size_t characters);
inline constexpr std::size_t kWordCharacters = 30;  ///< of a word in a table

/// "+0.0123"
std::string signed_number(double x);

}  // namespace thema::explanation
