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

namespace thema {

/// Element types of a safetensors file that a BERT checkpoint may use.
enum class StoredType { f32, f16, bf16, i64 };

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
class SafetensorsFile {
 public:
  explicit SafetensorsFile(const std::filesystem::path& path);
  const StoredTensors& tensors() const { return tensors_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  MappedFile file_;
  StoredTensors tensors_;
};

/// "[30522, 384]"
std::string shape_text(std::span<const std::int64_t> shape);

}  // namespace thema
