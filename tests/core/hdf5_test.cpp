// SPDX-License-Identifier: Apache-2.0
#include "thema/core/hdf5.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>

#include "temporary_folder.hpp"
#include "thema/core/error.hpp"

namespace thema {
namespace {

TEST(Hdf5, RowsAreWrittenCollectivelyAndReadBack) {
  const Communicator comm(MPI_COMM_WORLD);
  const TemporaryFolder folder;
  const auto path = folder.path() / "t.h5";
  const std::int64_t rows = comm.size() * (comm.size() - 1) / 2;  // rank r writes r rows; rank 0 none
  if (comm.is_root()) {
    const h5::File file = h5::create_file(path);
    h5::create_dataset(file, "a/embeddings", h5::element_type<Half>(), {static_cast<hsize_t>(rows), 4});
  }
  comm.barrier();
  const std::int64_t first = comm.rank() * (comm.rank() - 1) / 2;
  {
    const h5::File file = h5::open_for_parallel_writing(path, comm);
    const h5::Dataset dataset = h5::open_dataset(file, "a/embeddings");
    const std::vector<Half> mine(static_cast<std::size_t>(comm.rank()) * 4, to_half(static_cast<float>(comm.rank())));
    if (rows > 0) h5::write_rows_collectively(comm, dataset, first, comm.rank(), mine.data());
  }
  const h5::File file = h5::open_for_reading(path);
  std::vector<Half> all(static_cast<std::size_t>(rows) * 4);
  h5::read_rows(h5::open_dataset(file, "a/embeddings"), 0, rows, all.data());
  std::size_t at = 0;
  for (int r = 0; r < comm.size(); ++r)
    for (int i = 0; i < 4 * r; ++i) EXPECT_EQ(to_float(all[at++]), static_cast<float>(r));
  EXPECT_EQ(h5::dataset_names(file), std::vector<std::string>{"a/embeddings"});
}

TEST(Hdf5, AttributesAreReplaced) {
  const TemporaryFolder folder;
  if (Communicator(MPI_COMM_WORLD).is_root()) {
    const h5::File file = h5::create_file(folder.path() / "a.h5");
    h5::write_attribute(file, "text", std::string("first"));
    h5::write_attribute(file, "text", std::string(""));
    h5::write_attribute(file, "n", std::int64_t{1} << 40);
    EXPECT_EQ(h5::read_text_attribute(file, "text"), "");
    EXPECT_EQ(h5::read_int_attribute(file, "n"), std::int64_t{1} << 40);
    EXPECT_EQ(h5::read_text_attribute(file, "none"), std::nullopt);
  }
}

TEST(Hdf5, AMissingFileIsADataErrorThatNamesIt) {
  try {
    h5::open_for_reading("/nonexistent/x.h5");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data);
    EXPECT_NE(std::string(error.what()).find("/nonexistent/x.h5"), std::string::npos);
  }
}

// What `action` ends with, while no file of this process may grow above `bytes`.
ExitCode code_below_file_limit(rlim_t bytes, const std::function<void()>& action) {
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit limit{bytes, before.rlim_max};
  std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &limit);
  ExitCode code = ExitCode::done;
  try {
    action();
  } catch (const Error& error) {
    code = error.code();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_DFL);
  return code;
}

TEST(Hdf5, AFileAboveTheLimitIsAnOutputError) {
  const TemporaryFolder folder;
  if (!Communicator(MPI_COMM_WORLD).is_root()) return;
  const std::vector<char> rows(1 << 20, 'x');
  const auto write = [&] {
    const h5::File file = h5::create_file(folder.path() / "large.h5");
    h5::create_dataset(file, "x", h5::element_type<std::uint8_t>(), {rows.size()});
    h5::write_rows(h5::open_dataset(file, "x"), 0, std::ssize(rows), rows.data());
    h5::flush(file);
  };
  // In a child, because HDF5 crashes when a process ends that holds a file which could not be written.
  const pid_t child = fork();
  if (child == 0) std::_Exit(static_cast<int>(code_below_file_limit(64 << 10, write)));
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), static_cast<int>(ExitCode::output));
  EXPECT_EQ(code_below_file_limit(4 << 20, write), ExitCode::done);
}

TEST(Hdf5, AFileThatCannotBeCreatedIsAnOutputError) {
  const TemporaryFolder folder;
  for (const auto& path : {folder.path(), folder.path() / "no" / "such.h5"}) {
    try {
      h5::create_file(path);
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::output) << error.what();
      EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos) << error.what();
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    }
  }
}

TEST(Hdf5, RowsOutsideTheDatasetAreRefused) {
  const TemporaryFolder folder;
  if (!Communicator(MPI_COMM_WORLD).is_root()) return;
  const h5::File file = h5::create_file(folder.path() / "b.h5");
  h5::create_dataset(file, "x", h5::element_type<std::int32_t>(), {3});
  std::int32_t out[4];
  EXPECT_THROW(h5::read_rows(h5::open_dataset(file, "x"), 1, 3, out), Error);
}

}  // namespace
}  // namespace thema
