// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/core/context.hpp"

/// The context of a test: all ranks, or this rank alone, on the CPU.
inline thema::Context test_context(MPI_Comm comm = MPI_COMM_WORLD) {
  thema::Communicator duplicate(comm);
  const thema::Log log(duplicate.rank());
  return {std::move(duplicate), {}, log, {}};
}
