// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "thema/core/files.hpp"
#include "thema/model/weight_source.hpp"

namespace thema {

/// One tensor: row-major, little-endian bytes inside the mapped file, of any alignment.
struct StoredTensor {
  StoredType type = StoredType::f32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> data;
};
using StoredTensors = std::map<std::string, StoredTensor>;

/// Tensors of the safetensors file with these bytes (format: 8 bytes header length, little-endian; JSON header; data).
/// As strict as the reference implementation: offsets inside the file, no overlap and no gap, sizes that fit shape and
/// type, no name twice. Any fault is an Error of kind `data` that names `file` and the tensor. The header may have
/// 16 MiB, hundreds of times what a BERT checkpoint needs.
StoredTensors parse_safetensors(std::span<const std::byte> bytes, const std::filesystem::path& file);

/// A mapped safetensors file; the tensors point into it.
class SafetensorsFile : public WeightSource {
 public:
  explicit SafetensorsFile(const std::filesystem::path& path);
  const StoredTensors& tensors() const { return tensors_; }
  const std::filesystem::path& path() const { return path_; }

  std::string origin() const override { return path_.string(); }
  WeightShapes shapes() const override;
  void read(const std::string& name, std::span<float> out) const override;

 private:
  std::filesystem::path path_;
  MappedFile file_;
  StoredTensors tensors_;
};

}  // namespace thema
