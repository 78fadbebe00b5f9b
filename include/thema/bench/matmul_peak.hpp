// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/bench/measurement.hpp"
#include "thema/core/context.hpp"
#include "thema/model/precision.hpp"

namespace thema::bench {

/// The rate of one large matrix product, which an encoder's share of the peak is measured by.
struct MatmulPeak {
  std::int64_t size = 0;  ///< rows, columns and depth: 2,048 on a CPU, 8,192 on a GPU
  double flop = 0;        ///< of one product on every rank
  Measurement time;
};

/// Measured with random normal numbers through the linear layer of the encoder, so with the same library; of int8 the
/// product of the integers alone. Collective.
MatmulPeak measure_matmul_peak(const Context& context, const MeasurementPlan& plan, Precision precision);

}  // namespace thema::bench
