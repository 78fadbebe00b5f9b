// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/cluster/cluster.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"
#include "thema/data/clustering.hpp"

namespace thema::clusters {

// The gap statistic (Tibshirani, Walther and Hastie, "Estimating the number of clusters in a data set via the gap
// statistic", J. R. Statist. Soc. B 63, 2001): how much smaller the dispersion W of k topics is than that of rows which
// have no topics. Here W is the inertia of unit rows, 2 x the sum of 1 - cosine to the own centroid.

/// Own rows of reference set number `set`. Component j of row i is drawn uniformly between the smallest and the largest
/// component j of all ranks' rows (their choice (a)), by global row and j; then the row is made as long as the rows
/// are, that is a unit vector. [count(), d]. Collective.
std::vector<float> reference_rows(const Communicator& comm, const Rows& rows, std::uint64_t seed, std::int64_t set);

/// log W of rows whose similarities to their own centroids add up to `objective` (FixedPoint(rows)); NaN where the rows
/// lie on their centroids.
double log_dispersion(std::int64_t objective, std::int64_t rows);

/// Their section 3, steps 2 and 3: the mean of the references less `log_w`, and its standard error, the standard
/// deviation over the references (divided by their number) times sqrt(1 + 1 / their number).
struct Gap {
  double gap, error;
};
Gap gap_of(double log_w, std::span<const double> references);

/// Fills gap and gap_error of each K in `tried`, whose log W are given, from options.gap_references sets; each is
/// clustered for every K with options.starts starts. Throws Stopped. Collective.
void add_gaps(const Context& context, const Rows& rows, const ClusterOptions& options, std::span<const double> log_w,
              std::vector<SelectionRow>& tried, KmeansCheckpoint& checkpoint);

}  // namespace thema::clusters
