// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/core/inline_function.hpp"

namespace thema::kernels {

/// Plain loops that the compiler vectorises. The partial sums are 16 whatever the register's width: the same bits.
struct HostLanes {
  static constexpr std::int64_t kLanes = 16;
  static constexpr std::int64_t kColumns = 16;  ///< that one lane reads at a time: a cache line of fp32

  template <class Action> THEMA_INLINE_FUNCTION void each(std::int64_t width, const Action& action) const {
#pragma GCC ivdep
    for (std::int64_t c = 0; c < width; ++c) action(c);
  }

  template <class Real = float, class Term> THEMA_INLINE_FUNCTION Real sum(std::int64_t width, const Term& term) const {
    Real parts[kLanes] = {};
    std::int64_t c = 0;
    for (; c + kLanes <= width; c += kLanes)
      for (std::int64_t l = 0; l < kLanes; ++l) parts[l] += term(c + l);
    for (std::int64_t l = 0; c + l < width; ++l) parts[l] += term(c + l);
    for (std::int64_t half = kLanes / 2; half > 0; half /= 2)
      for (std::int64_t l = 0; l < half; ++l) parts[l] += parts[l + half];
    return parts[0];
  }
};

}  // namespace thema::kernels
