// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/data/embeddings.hpp"

namespace thema::clusters {

/// Subtracts the mean of all ranks' rows from each row and renormalises, in place; a row equal to the mean becomes
/// zero. The mean is a fixed-point sum, so the bits do not depend on the shares. Encoders of text give vectors that
/// share a direction (the mean of MiniLM's has norm 0.5), which says nothing about topics. Returns the mean [d] as it
/// was subtracted, rounded to fp32, so that whoever reads it can do the same to new rows. Collective.
std::vector<float> center(const Communicator& comm, Embeddings& embeddings);

/// What center() does to each row of values[n, d], with a mean[d] that is known. An empty mean, that of embeddings that
/// were not centred, changes nothing.
void subtract_mean(std::span<const float> mean, std::span<float> values);

}  // namespace thema::clusters
