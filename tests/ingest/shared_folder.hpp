// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <fstream>
#include <string>

#include "temporary_folder.hpp"

namespace thema::test {

/// A temporary folder of all ranks with files that rank 0 writes. Every method but path() is collective.
class SharedFolder {
 public:
  std::string write(const std::string& name, const std::string& content) const {
    if (is_root()) std::ofstream(path() / name, std::ios::binary) << content;
    MPI_Barrier(MPI_COMM_WORLD);
    return (path() / name).string();
  }
  std::filesystem::path make_folder(const std::string& name) const {
    if (is_root()) std::filesystem::create_directories(path() / name);
    MPI_Barrier(MPI_COMM_WORLD);
    return path() / name;
  }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  static bool is_root() {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return rank == 0;
  }
  TemporaryFolder folder_;
};

}  // namespace thema::test
