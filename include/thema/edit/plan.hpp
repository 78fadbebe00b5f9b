// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "thema/edit/edits.hpp"

namespace thema::editing {

/// Labels that edits gave, by topic.
using Labels = std::map<std::int64_t, std::string>;

/// What becomes of each topic when all edits of a file are applied at once. The new topics are numbered in the order of
/// the old ones: a merged topic stands at the place of its lowest, the topics of a split at the place of the one they
/// were.
struct Plan {
  std::int64_t topics = 0;          ///< k afterwards
  std::vector<std::int32_t> first;  ///< [k before] the topic it becomes, the first of a split; -1: dropped
  std::vector<std::int64_t> parts;  ///< [k before] topics it becomes: 1, `into` of a split, 0 where it is dropped
  std::vector<std::vector<std::int32_t>> of;  ///< [k afterwards] the topics that it was made of, ascending
  Labels labels;  ///< given to topics afterwards: by these edits, or before to those that stay
  bool drops() const;
};

/// `topics`: k before; `given`: labels given to them by edits before. An Error of kind `usage` names the entry when a
/// topic is unknown or stands in two entries or twice in one, when no topic would remain, and when a label is given
/// twice.
Plan make_plan(const std::vector<Edit>& edits, std::int64_t topics, const Labels& given);

/// An Error of kind `usage` when a topic is to be split into more topics than it has papers; `sizes` [k].
void check_splits(const std::vector<Edit>& edits, std::span<const std::int64_t> sizes);

}  // namespace thema::editing
