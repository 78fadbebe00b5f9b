// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "thema/explain/occlusion.hpp"

namespace thema::explanation {

/// Shares of the words, the most important first, that are taken out or left alone.
inline constexpr std::array<double, 5> kShares{0.01, 0.05, 0.10, 0.20, 0.50};

/// How well an order of words tells what the margin m hangs on (DeYoung et al., "ERASER", ACL 2020), for each share:
///   comprehensiveness = m(text) - m(text without the first words): high when the order is faithful;
///   sufficiency       = m(text) - m(the first words alone):        low when the order is faithful.
/// Their means over the shares are the areas over the perturbation curve (AOPC) of that paper.
struct Faithfulness {
  std::array<double, kShares.size()> comprehensiveness{}, sufficiency{};
};

/// `importance` is one number per word, more is more important, ties in reading order. Only words with tokens count, a
/// share of them is rounded up. Punctuation marks are words here.
Faithfulness measure_faithfulness(const MarginModel& model, const ExplainedText& text, double margin,
                                  std::span<const double> importance, Removal removal, std::int32_t mask_id);

}  // namespace thema::explanation
