// SPDX-License-Identifier: Apache-2.0
// main() of every test. Rank 0 prints; a failure on any rank fails the run; an exception on any rank ends all ranks,
// which would otherwise wait for it.
#include <gtest/gtest.h>
#include <mpi.h>

#include <cstdio>

#include "thema/core/hdf5.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/kernels/kokkos_scope.hpp"

namespace {

// Runs only on the rank that failed, so it must not communicate.
struct PrintFailureWithRank : testing::EmptyTestEventListener {
  explicit PrintFailureWithRank(int rank_of_process) : rank(rank_of_process) {}
  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (part.failed())
      std::fprintf(stderr, "[rank %d] %s:%d\n%s\n", rank, part.file_name(), part.line_number(), part.message());
  }
  int rank;
};

int run_on_all_ranks() {
  if (const auto reason = thema::kernels::why_no_kokkos()) {
    std::printf("SKIPPED ALL: %s\n", reason->c_str());
    return 0;
  }
  const thema::kernels::KokkosScope kokkos(0);
  int failed = RUN_ALL_TESTS();
  MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return failed;
}

}  // namespace

int main(int argc, char** argv) {
  const thema::StopSignals signals;
  int provided = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  testing::InitGoogleTest(&argc, argv);
  GTEST_FLAG_SET(catch_exceptions, false);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  if (rank != 0) delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new PrintFailureWithRank(rank));

  int failed = 1;
  try {
    thema::h5::silence_library();
    failed = run_on_all_ranks();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "[rank %d] uncaught: %s\n", rank, error.what());
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  if (rank == 0 && failed) std::fprintf(stderr, "FAILED on at least one rank\n");
  MPI_Finalize();
  return failed;
}
