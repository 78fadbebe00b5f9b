// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/core/device.hpp"
#include "thema/core/log.hpp"
#include "thema/core/region.hpp"

namespace thema {

/// What a stage needs of the machine, passed down to it; there are no globals.
struct Context {
  Communicator comm;
  Device device;
  Log log;
  mutable Timings timings;  ///< measuring a step changes nothing of what is computed
  std::vector<std::pair<std::string, std::string>> facts = {};  ///< for the provenance: what the layers above know
};

}  // namespace thema
