// SPDX-License-Identifier: Apache-2.0
#include "thema/core/runtime.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>

#include "thema/core/hdf5.hpp"
#include "thema/core/interrupt.hpp"

namespace thema {

namespace {

std::optional<long> number_in_environment(const char* name) {
  const char* text = std::getenv(name);
  return text ? std::optional(std::strtol(text, nullptr, 10)) : std::nullopt;
}

class MpiScope {
 public:
  MpiScope() {
    int provided = 0;
    check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided));
    require(provided >= MPI_THREAD_FUNNELED, "this MPI cannot run beside other threads (MPI_THREAD_FUNNELED)");
  }
  MpiScope(const MpiScope&) = delete;
  MpiScope& operator=(const MpiScope&) = delete;
  ~MpiScope() { MPI_Finalize(); }
};

// srun with no or a wrong --mpi starts N processes that each believe to be alone (open-mpi/ompi issue 13523).
void check_launch(int mpi_size) {
  if (std::getenv("OMPI_COMM_WORLD_SIZE") && !std::getenv("SLURM_STEP_ID")) return;  // mpirun, not srun
  if (!number_in_environment("SLURM_STEP_ID") || !std::getenv("SLURM_PROCID")) return;
  auto tasks = number_in_environment("SLURM_STEP_NUM_TASKS");
  if (!tasks) tasks = number_in_environment("SLURM_NTASKS");
  if (tasks && *tasks != mpi_size)
    fail_usage("srun started " + std::to_string(*tasks) + " tasks, but MPI sees " + std::to_string(mpi_size) +
               " rank(s): start with 'srun --mpi=pmix' ('srun --mpi=list' shows what this Slurm has)");
}

[[noreturn]] void end_all_ranks(int rank, const char* message, ExitCode code) {
  std::fprintf(stderr, "thema: [rank %d] %s\n", rank, message);
  std::fflush(stderr);
  MPI_Abort(MPI_COMM_WORLD, static_cast<int>(code));
  std::abort();  // MPI_Abort does not return
}

ExitCode guarded(const RuntimeOptions& options, const std::function<ExitCode(Context&)>& work) {
  int rank = 0, size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  try {
    check_launch(size);
    h5::silence_library();
    catch_stop_signals();
    Communicator comm(MPI_COMM_WORLD);
    const Device device = choose_device(options.device, local_rank(comm));
    set_threads(options.threads);
    Context context{std::move(comm), device, Log(rank), {}};
    return work(context);
  } catch (const Error& error) {
    if (size == 1) {  // nobody waits: an ordinary end, without MPI's abort text
      std::fprintf(stderr, "thema: %s\n", error.what());
      return error.code();
    }
    end_all_ranks(rank, error.what(), error.code());
  } catch (const std::bad_alloc&) {
    end_all_ranks(rank, "out of memory", ExitCode::internal);
  } catch (const std::exception& error) {
    end_all_ranks(rank, error.what(), ExitCode::internal);
  }
}

}  // namespace

int launcher_rank() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"})
    if (const auto rank = number_in_environment(name)) return static_cast<int>(*rank);
  return 0;
}

int local_rank(const Communicator& comm) {
  MPI_Comm node = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split_type(comm.native(), MPI_COMM_TYPE_SHARED, comm.rank(), MPI_INFO_NULL, &node));
  int rank = 0;
  check_mpi(MPI_Comm_rank(node, &rank));
  check_mpi(MPI_Comm_free(&node));
  return rank;
}

int run_with_runtime(const RuntimeOptions& options, const std::function<ExitCode(Context&)>& work) {
  const MpiScope mpi;
  return static_cast<int>(guarded(options, work));
}

}  // namespace thema
