// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "thema/core/files.hpp"

/// Values of a golden NumPy file (format 1.0, little-endian, C order). `type` is its descr, "<f4" say.
template <class T> std::vector<T> read_npy(const std::filesystem::path& path, const std::string& type) {
  const std::string bytes = thema::read_text_file(path);
  const std::size_t header = static_cast<unsigned char>(bytes.at(8)) + 256u * static_cast<unsigned char>(bytes.at(9));
  const std::string description = bytes.substr(10, header);
  const bool fits = description.find("'" + type + "'") != std::string::npos &&
                    description.find("'fortran_order': False") != std::string::npos;
  if (bytes.rfind("\x93NUMPY", 0) != 0 || !fits) throw std::runtime_error(path.string() + " is not an array " + type);
  std::vector<T> values((bytes.size() - 10 - header) / sizeof(T));
  std::memcpy(values.data(), bytes.data() + 10 + header, values.size() * sizeof(T));
  return values;
}
