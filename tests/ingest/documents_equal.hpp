// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "thema/core/hdf5.hpp"

namespace thema::test {

inline std::vector<char> dataset_bytes(hid_t file, const std::string& name) {
  const h5::Dataset dataset = h5::open_dataset(file, name);
  const h5::DatasetInfo info = h5::info(dataset);
  std::vector<char> bytes(static_cast<std::size_t>(info.rows()) * info.row_bytes());
  if (!bytes.empty()) h5::read_rows(dataset, 0, info.rows(), bytes.data());
  return bytes;
}

/// Same datasets with the same bytes, checksums included.
inline void expect_equal_files(const std::filesystem::path& a, const std::filesystem::path& b) {
  const h5::File first = h5::open_for_reading(a), second = h5::open_for_reading(b);
  const auto names = h5::dataset_names(first);
  EXPECT_GT(names.size(), 15u);
  EXPECT_EQ(names, h5::dataset_names(second));
  for (const std::string& name : names) EXPECT_EQ(dataset_bytes(first, name), dataset_bytes(second, name)) << name;
}

}  // namespace thema::test
