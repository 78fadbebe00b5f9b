// SPDX-License-Identifier: Apache-2.0
#include "thema/core/hdf5.hpp"

#include <gtest/gtest.h>

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
