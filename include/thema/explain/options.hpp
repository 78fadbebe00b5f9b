// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/core/config.hpp"

namespace thema {

struct ExplainOptions {
  std::string model;                 ///< folder of the run's encoder where it is now; "": where the run found it
  std::string removal = "delete";    ///< how occlusion takes words out of a text: delete or mask (see occlusion.hpp)
  std::string baseline = "pad";      ///< of integrated gradients: the embedding of [PAD], of [MASK], or zero
  std::int64_t steps = 32;           ///< of integrated gradients; the completeness error falls with them
  std::vector<std::int64_t> layers;  ///< whose attention is shown, from 0; empty: the last
  std::vector<std::int64_t> heads;   ///< of these layers, from 0; empty: all
  std::int64_t sample = 1000;        ///< papers of a topic that are looked at, a keyed sample; 0: all
  std::int64_t words = 12;           ///< length of the lists of words
  std::int64_t seed = 0;             ///< run.seed
};

void describe(OptionTable& table, ExplainOptions& options);

}  // namespace thema
