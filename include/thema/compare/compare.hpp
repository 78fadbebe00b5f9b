// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>

#include "thema/compare/comparison.hpp"
#include "thema/compare/options.hpp"
#include "thema/core/context.hpp"

namespace thema {

/// Cells of the table of topics at most: a run of 5,792 topics with another one.
inline constexpr std::int64_t kMostCells = std::int64_t{1} << 25;

/// Compares the topics of two runs whose documents.h5 and clusters.h5 are there; papers are the same where their ids
/// are. Errors of kind `data`: no such run, a stage that is missing, no paper in both, more than kMostCells pairs of
/// topics. The same on all ranks, but for the examples of moves, which rank 0 has. Collective.
comparison::Comparison compare(Context& context, const std::filesystem::path& run_a, const std::filesystem::path& run_b,
                               const CompareOptions& options);

}  // namespace thema
