// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema {

/// Groups of words, for example the keywords of the topics of one clustering, best first.
struct WordGroups {
  std::int64_t groups = 0, words_per_group = 0;
  std::vector<std::string> words;  ///< [groups, words_per_group], as count_terms() spells them; "" for none
};

/// Rank 0's groups on all ranks. Collective.
void broadcast(const Communicator& comm, WordGroups& groups);

}  // namespace thema
