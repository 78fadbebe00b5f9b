// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "thema/core/context.hpp"
#include "thema/core/error.hpp"

namespace thema {

/// Number of this process in its job as the launcher's environment tells it, 0 without a launcher. For the few lines
/// that must be printed before MPI runs (usage errors): only rank 0 prints them.
int launcher_rank();

struct RuntimeOptions {
  std::string device = "auto";  ///< auto, cpu or cuda
  std::int64_t threads = 1;              ///< libtorch threads per rank
};

/// Starts MPI and the device, runs `work` (which opens a kernels::KokkosScope first), and ends them in reverse. An exception on any rank prints
/// "[rank r] message" and ends all ranks within seconds by MPI_Abort, because the others would wait for this one.
/// Under `srun`, an MPI size other than the step's task count is refused: it means N single processes.
int run_with_runtime(const RuntimeOptions& options, const std::function<ExitCode(Context&)>& work);

/// Rank among the processes of this node.
int local_rank(const Communicator& comm);

}  // namespace thema
