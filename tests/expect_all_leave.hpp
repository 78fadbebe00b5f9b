// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include "thema/core/communicator.hpp"
#include "thema/core/error.hpp"

/// All ranks must leave `work`: a rank that stayed would wait for the others, and the sum would not come out.
/// Collective.
template <class Work> void expect_all_leave(const thema::Communicator& comm, const char* what, Work work) {
  EXPECT_THROW(work(), thema::Stopped) << what;
  EXPECT_EQ(comm.sum(1), comm.size()) << what;
}
