// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "thema/core/config.hpp"

namespace thema {

struct SearchOptions {
  std::string model;         ///< folder of the encoder that made the run, where it is no longer where the run found it
  std::int64_t topics = 5;   ///< nearest topics that are shown
  std::int64_t papers = 10;  ///< nearest papers that are shown
  std::int64_t topic = -1;   ///< only papers of this topic; -1: of all
  std::int64_t since = 0;    ///< only papers of this year and after; 0: of all, those without a date too
};

void describe(OptionTable& table, SearchOptions& options);

}  // namespace thema
