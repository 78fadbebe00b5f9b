// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace thema {

/// What maximal marginal relevance chooses from: candidates by number, best first.
struct Choice {
  std::span<const double> relevance;                           ///< one per candidate
  std::function<double(std::size_t, std::size_t)> similarity;  ///< of two candidates, on the scale of `relevance`
  std::function<bool(std::size_t)> may_take;                   ///< asked once, when the candidate's turn has come
};

/// Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): at most `count` candidates in the order they are
/// chosen, each the one with the highest
///   (1 - diversity) * relevance - diversity * (largest similarity to one chosen before),
/// ties go to the lower number. The first is the most relevant one. `diversity` is in [0, 1]; at 0 this is the order of
/// relevance. Similarities are asked for n * count times.
std::vector<std::size_t> choose_diverse(const Choice& choice, std::int64_t count, double diversity);

}  // namespace thema
