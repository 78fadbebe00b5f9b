// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/core/random.hpp"

/// Random numbers one after another, the same in each run.
class RandomChoice {
 public:
  explicit RandomChoice(std::uint64_t seed) : seed_(seed) {}
  std::size_t below(std::size_t n) {
    return static_cast<std::size_t>(thema::random_below(n, seed_, thema::Draw::test, drawn_++));
  }
  template <class T> const T& of(const std::vector<T>& values) { return values[below(values.size())]; }
  /// Up to `most` of `parts`, one after another; at least one.
  std::string joined(const std::vector<std::string>& parts, std::size_t most) {
    std::string text;
    for (std::size_t n = 1 + below(most); n > 0; --n) text += of(parts);
    return text;
  }

 private:
  std::uint64_t seed_, drawn_ = 0;
};
