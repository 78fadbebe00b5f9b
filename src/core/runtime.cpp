// SPDX-License-Identifier: Apache-2.0
#include "thema/core/runtime.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <thread>

#include "thema/core/fault_injection.hpp"
#include "thema/core/hdf5.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/core/placement.hpp"
#include "thema/core/pulse.hpp"
#include "thema/core/watchdog.hpp"

namespace thema {

namespace {

std::optional<std::int64_t> number(const std::optional<std::string>& text) {
  return text ? std::optional<std::int64_t>(std::strtoll(text->c_str(), nullptr, 10)) : std::nullopt;
}

// Open MPI's mpirun, PMIx (srun --mpi=pmix too), MPICH's mpiexec and those after it.
std::optional<std::int64_t> rank_of_launcher() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"})
    if (const auto rank = number(process_environment()(name))) return rank;
  return std::nullopt;
}

constexpr int kKeepWhatTheUserSet = 0;

class MpiScope {
 public:
  // MPI_THREAD_MULTIPLE for the watchdog, which manages with less (core/watchdog.hpp).
  explicit MpiScope(int wanted) {
    // Open MPI prepares shared file pointers, which nobody here uses, for each file it opens, by a small file on the
    // node's own disk; where that is full, the ranks wait for one another for good. This kind needs none.
    ::setenv("OMPI_MCA_sharedfp", "individual", kKeepWhatTheUserSet);
    int provided = 0;
    check_mpi(MPI_Init_thread(nullptr, nullptr, wanted, &provided));
    require(provided >= MPI_THREAD_FUNNELED, "this MPI cannot run beside other threads (MPI_THREAD_FUNNELED)");
  }
  MpiScope(const MpiScope&) = delete;
  MpiScope& operator=(const MpiScope&) = delete;
  ~MpiScope() { MPI_Finalize(); }
};

// What all ranks found alike is said once: rank 0's abort comes before the others speak. A fault of another rank alone
// is said two seconds later.
constexpr std::chrono::milliseconds kOtherRanksWait{2000};

[[noreturn]] void end_all_ranks(int rank, const char* message, ExitCode code) {
  if (rank != 0) std::this_thread::sleep_for(kOtherRanksWait);
  std::fprintf(stderr, "thema: [rank %d on %s] %s\n", rank, host_name().c_str(), message);
  std::fflush(stderr);
  abort_job(code);
}

struct Launch {
  std::optional<std::int64_t> srun_tasks;
  std::optional<faults::Fault> fault;
};

ExitCode guarded(const RuntimeOptions& options, const Launch& launch, const std::function<ExitCode(Context&)>& work) {
  int rank = 0, size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  std::optional<Context> context;
  std::optional<Watchdog> watchdog;  // watches also while an error is being told
  try {
    check_launch(launch.srun_tasks, size);
    h5::silence_library();
    std::signal(SIGXFSZ, SIG_IGN);  // a file above the user's limit is a failed write, not a killed process
    Communicator comm(MPI_COMM_WORLD);
    const Device device = choose_device(options.device, local_rank(comm));
    set_threads(options.threads);
    context.emplace(Context{std::move(comm), device, Log(rank, options.progress), {}});
    if (options.watchdog > 0) watchdog.emplace(context->comm, static_cast<double>(options.watchdog));
    pulse::split_waiting(!options.report.empty());
    if (launch.fault) faults::arm(*launch.fault, rank);
    const ExitCode code = work(*context);
    if (watchdog) watchdog->leave();
    return code;
  } catch (const Error& error) {
    if (size == 1) {  // nobody waits: an end without MPI's abort text
      std::fprintf(stderr, "thema: %s\n", error.what());
      // HDF5 would try again in MPI_Finalize to close a file that could not be written, and crash.
      if (error.code() == ExitCode::output) std::_Exit(static_cast<int>(error.code()));
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

bool was_launched() { return rank_of_launcher().has_value(); }

int launcher_rank() {
  const auto rank = rank_of_launcher();
  return static_cast<int>(rank ? *rank : number(process_environment()("SLURM_PROCID")).value_or(0));
}

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* text = std::getenv(name.c_str());
    return text ? std::optional<std::string>(text) : std::nullopt;
  };
}

std::optional<std::int64_t> tasks_started_by_srun(const Environment& environment) {
  if (environment("OMPI_COMM_WORLD_SIZE")) return std::nullopt;  // mpirun tells its processes
  if (!environment("SLURM_STEP_ID") || !environment("SLURM_PROCID")) return std::nullopt;
  const auto tasks = number(environment("SLURM_STEP_NUM_TASKS"));
  return tasks ? tasks : number(environment("SLURM_NTASKS"));
}

void check_launch(std::optional<std::int64_t> srun_tasks, int mpi_size) {
  if (srun_tasks && *srun_tasks != mpi_size)
    fail_usage("srun started " + std::to_string(*srun_tasks) + " tasks, but MPI sees " + std::to_string(mpi_size) +
               " rank(s): start with 'srun --mpi=pmix' ('srun --mpi=list' shows what this Slurm has)");
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
  Launch launch{tasks_started_by_srun(process_environment()), std::nullopt};
  if (!options.inject.empty()) launch.fault = faults::parse(options.inject);
  const StopSignals signals;
  const MpiScope mpi(options.watchdog > 0 ? MPI_THREAD_MULTIPLE : MPI_THREAD_FUNNELED);
  return static_cast<int>(guarded(options, launch, work));
}

}  // namespace thema
