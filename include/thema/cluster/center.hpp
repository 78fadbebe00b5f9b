// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/core/communicator.hpp"
#include "thema/data/embeddings.hpp"

namespace thema::clusters {

/// Subtracts the mean of all ranks' rows from each row and renormalises, in place; a row equal to the mean becomes
/// zero. The mean is a fixed-point sum, so the bits do not depend on the shares. Encoders of text give vectors that
/// share a direction (the mean of MiniLM's has norm 0.5), which says nothing about topics. Returns the norm of the
/// mean. Collective.
double center(const Communicator& comm, Embeddings& embeddings);

}  // namespace thema::clusters
