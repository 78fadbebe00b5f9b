// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/synth/synth.hpp"
#include "thema/synth/themes.hpp"

namespace thema {

/// Makes the lines of a synthetic corpus; line i depends on the options and i alone.
class SyntheticCorpus {
 public:
  explicit SyntheticCorpus(const SynthOptions& options);
  /// JSON text of paper `index` with its newline, damaged if the key says so.
  std::string line(std::int64_t index) const;
  /// Whether line `index` is one of the damaged.
  bool is_broken(std::int64_t index) const;

 private:
  std::int64_t topic_of(std::int64_t index, double when) const;
  SynthOptions options_;
  std::vector<Theme> themes_;
  std::int32_t first_day_, days_;  // dates are in [first_day_, first_day_ + days_)
};

}  // namespace thema
