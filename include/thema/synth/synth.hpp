// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>

#include "thema/core/config.hpp"
#include "thema/core/context.hpp"

namespace thema {

struct SynthOptions {
  std::int64_t papers = 3'000;
  std::int64_t topics = 12;  ///< planted topics, each with a vocabulary of its own; the truth is in `categories`
  double broken = 0;         ///< share of lines that are damaged on purpose
  std::int64_t first_year = 2008, last_year = 2024;  ///< dates are spread over these years
  std::int64_t seed = 0;                             ///< set from run.seed
};

void describe(OptionTable& table, SynthOptions& options);

/// Writes a JSON-lines file of the arXiv form; the same bytes for any number of ranks. Collective.
void synthesise(Context& context, const SynthOptions& options, const std::filesystem::path& output);

}  // namespace thema
