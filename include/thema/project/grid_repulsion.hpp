// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/core/device.hpp"
#include "thema/core/partition.hpp"
#include "thema/kernels/map_grid.hpp"
#include "thema/project/grid_transform.hpp"

namespace thema::maps {

/// What all papers of a map push at the nodes of a grid over it.
struct Repulsion {
  kernels::MapGrid grid{};
  std::vector<float> x, y;  ///< [nodes, nodes]: sum_j (node - y_j) / (1 + |node - y_j|^2)^2
  double normaliser = 0;    ///< Z = sum over pairs i != j of 1 / (1 + |y_i - y_j|^2), at least a small number
};

/// The repulsion of t-SNE by interpolation on a grid of nodes half a unit apart, as FIt-SNE does it (Linderman,
/// Rachh, Hoskins, Steinerberger and Kluger 2019), but with the vector field itself as kernel: one transform of the
/// charges (integers, exact sums), two back, and Z by Parseval's theorem from the spectrum alone. Between the nodes lie
/// cubic splines, whose errors at this spacing are half those of Lagrange's cubic interpolation. Costs O(papers / ranks
/// + nodes^2 log nodes / ranks).
class GridRepulsion {
 public:
  /// The charges are spread on the device, transformed on the host.
  GridRepulsion(const Communicator& comm, const Device& device) : comm_(&comm), device_(device) {}

  /// positions[M, 2], the same on all ranks, finite; `own` are this rank's. The result depends on the positions alone.
  /// Collective.
  Repulsion of(std::span<const float> positions, Range own);

 private:
  struct Kernels {  // spectra, this rank's columns; of the odd ones the imaginary part, as the real one is 0
    std::vector<float> similarity, push_x, push_y;
    double itself = 0;  ///< what a paper's similarity to itself, 1, becomes on average over places between the nodes
  };
  void make_kernels(const kernels::MapGrid& grid);
  std::vector<fourier::Complex> spectrum_of(float (*kernel)(float x, float y)) const;
  double sum_of_similarities(const std::vector<fourier::Complex>& charges) const;

  const Communicator* comm_;
  Device device_;
  std::optional<GridTransform> transform_;
  float spacing_ = 0;
  Kernels kernels_;
};

/// The grid for positions[M, 2]: it holds four nodes around each on each axis.
kernels::MapGrid grid_over(std::span<const float> positions);

}  // namespace thema::maps
