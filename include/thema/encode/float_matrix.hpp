// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "thema/core/partition.hpp"

namespace thema {

/// A matrix of floats in a file made elsewhere: NumPy (.npy: fp16, fp32 or fp64, little-endian, C order) or HDF5
/// (.h5, .hdf5: the dataset `embeddings`). Faults are Errors of kind `data` that name the file.
struct FloatMatrix {
  std::filesystem::path file;
  std::int64_t rows = 0, width = 0;
  std::size_t element_bytes = 4;                                      ///< 2, 4 or 8: IEEE 754
  std::function<void(std::int64_t first, std::span<char> out)> read;  ///< raw bytes of consecutive rows

  /// Another file name extension is an Error of kind `usage`.
  static FloatMatrix open(const std::filesystem::path& file);
  /// The rows as fp32, each of unit norm; a value that is not finite and a row of zeros are refused with the row.
  std::vector<float> read_normalised(Range range) const;
};

}  // namespace thema
