// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "thema/core/config.hpp"

namespace thema {

struct AssignOptions {
  std::string model;         ///< folder of the encoder that made the run, where it is no longer where the run found it
  double far_out = 0.99;     ///< a paper of a higher novelty counts as far out
  double max_rejected = -1;  ///< share of broken lines above which the job stops; -1: that of the run
};

void describe(OptionTable& table, AssignOptions& options);

}  // namespace thema
