// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/core/fourier.hpp"
#include "thema/core/partition.hpp"

namespace thema::maps {

/// Two-dimensional Fourier transforms of square fields of n x n real numbers, with zeros around them up to 2n x 2n, so
/// that products of spectra are convolutions without wrap-around. Divided over the ranks: each transforms rows of its
/// own, then columns of its own, always in tiles of kTile whatever the number of ranks, so the bits do not depend on
/// it.
class GridTransform {
 public:
  static constexpr std::int64_t kTile = 32;

  /// `nodes` is a multiple of kTile.
  GridTransform(const Communicator& comm, std::int64_t nodes);

  std::int64_t nodes() const { return nodes_; }
  std::int64_t padded() const { return 2 * nodes_; }
  /// Columns 0 .. nodes() of a spectrum, as many as there are of one half; this rank's.
  Range own_columns() const { return columns_of(comm_->rank()); }

  /// This rank's columns [own_columns, padded] of the spectrum of a field of rows x width numbers (multiples of kTile,
  /// at most padded()); fill(row, out) writes a row. Collective.
  std::vector<fourier::Complex> forward(std::int64_t rows, std::int64_t width,
                                        const std::function<void(std::int64_t row, float* out)>& fill) const;

  /// The first [nodes, nodes] numbers of the field with this spectrum (columns as forward() gives them), on all ranks.
  /// Collective.
  std::vector<float> inverse(const std::vector<fourier::Complex>& columns) const;

 private:
  Range rows_of(std::int64_t rows, int rank) const;
  Range columns_of(int rank) const;

  const Communicator* comm_;
  std::int64_t nodes_;
};

}  // namespace thema::maps
