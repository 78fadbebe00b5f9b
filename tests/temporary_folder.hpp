// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <mpi.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

/// A new empty folder, the same on all ranks; rank 0 writes into it and removes it at the end. Every method but path()
/// is collective, and so are both ends.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    char name[512] = {};
    if (is_root()) {
      const std::string pattern = std::filesystem::temp_directory_path() / ("thema-test-" + std::string(6, 'X'));
      pattern.copy(name, sizeof name - 1);
      if (!::mkdtemp(name)) MPI_Abort(MPI_COMM_WORLD, 1);
    }
    MPI_Bcast(name, sizeof name, MPI_CHAR, 0, MPI_COMM_WORLD);
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    MPI_Barrier(MPI_COMM_WORLD);
    std::error_code ignored;
    if (is_root()) std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  /// The file's path.
  std::string write(const std::string& name, std::string_view content) const {
    if (is_root()) std::ofstream(path_ / name, std::ios::binary) << content;
    MPI_Barrier(MPI_COMM_WORLD);
    return (path_ / name).string();
  }
  std::filesystem::path make_folder(const std::string& name) const {
    if (is_root()) std::filesystem::create_directories(path_ / name);
    MPI_Barrier(MPI_COMM_WORLD);
    return path_ / name;
  }

 private:
  static bool is_root() {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return rank == 0;
  }
  std::filesystem::path path_;
};
