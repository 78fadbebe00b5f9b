// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "thema/core/context.hpp"
#include "thema/core/error.hpp"

namespace thema {

/// Number of this process in its job as the launcher's environment tells it, 0 without a launcher. For the few lines
/// that must be printed before MPI runs (usage errors): only rank 0 prints them.
int launcher_rank();

/// Whether an MPI launcher started this process, as its environment tells. To be asked before MPI_Init, which sets the
/// launcher's variables itself where there is none.
bool was_launched();

/// Looks up an environment variable; nothing when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string&)>;
Environment process_environment();

/// Tasks of the Slurm step whose `srun` started this process itself; nothing when there is none, or when an `mpirun`
/// inside the step did. To be asked before MPI_Init, which may set variables of its own.
std::optional<std::int64_t> tasks_started_by_srun(const Environment& environment);

/// Refuses, as an Error of kind `usage`, an MPI that sees another number of ranks than srun started: without the right
/// --mpi each of the N tasks believes to be alone (open-mpi/ompi issue 13523).
void check_launch(std::optional<std::int64_t> srun_tasks, int mpi_size);

struct RuntimeOptions {
  std::string device = "auto";    ///< auto, cpu or cuda
  std::int64_t threads = 1;       ///< libtorch threads per rank
  std::string progress = "auto";  ///< how progress is shown: auto, bar or lines (core/log.hpp)
  std::int64_t watchdog = 300;    ///< seconds without progress after which the job is ended (core/watchdog.hpp); 0: none
  std::string inject;             ///< a fault on purpose (core/fault_injection.hpp); empty: none
  std::string report;             ///< file to which a line of JSON about the command is appended; empty: none
};

/// Starts MPI and the device, runs `work` (which opens a kernels::KokkosScope first), and ends them in reverse. An
/// exception on any rank prints "[rank r on HOST] message" and ends all ranks within seconds by MPI_Abort, because the
/// others would wait for this one. A launch that check_launch refuses does not begin.
int run_with_runtime(const RuntimeOptions& options, const std::function<ExitCode(Context&)>& work);

/// Rank among the processes of this node.
int local_rank(const Communicator& comm);

}  // namespace thema
