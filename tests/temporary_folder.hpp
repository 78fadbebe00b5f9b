// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <mpi.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

/// A new empty folder, the same on all ranks; rank 0 removes it at the end. Collective (both ends).
class TemporaryFolder {
 public:
  TemporaryFolder() {
    char name[512] = {};
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank == 0) {
      const std::string pattern = (std::filesystem::temp_directory_path() / "thema-test-XXXXXX").string();
      pattern.copy(name, sizeof name - 1);
      if (!::mkdtemp(name)) MPI_Abort(MPI_COMM_WORLD, 1);
    }
    MPI_Bcast(name, sizeof name, MPI_CHAR, 0, MPI_COMM_WORLD);
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Barrier(MPI_COMM_WORLD);
    std::error_code ignored;
    if (rank == 0) std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};
