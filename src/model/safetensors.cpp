// SPDX-License-Identifier: Apache-2.0
#include "thema/model/safetensors.hpp"

#include <c10/util/BFloat16.h>
#include <c10/util/Half.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <set>
#include <utility>

#include "thema/core/error.hpp"
#include "thema/model/json_value.hpp"

namespace thema {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kLengthBytes = 8, kMaxHeaderBytes = std::uint64_t{16} << 20;
constexpr std::size_t kMaxDimensions = 8;
constexpr int kMaxDepth = 2;  // header object > tensor object > shape array

std::uint64_t element_bytes(StoredType type) {
  switch (type) {
    case StoredType::f32:
      return 4;
    case StoredType::f16:
    case StoredType::bf16:
      return 2;
    case StoredType::i64:
      return 8;
  }
  fail("an element type outside its enumeration");
}

// The name comes from the file: escaped, and cut, so that a damaged file cannot garble a terminal.
std::string tensor_key(const std::string& tensor) {
  return "tensor " + Json(tensor.substr(0, 120)).dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string_view header_text(std::span<const std::byte> bytes, const std::string& file) {
  if (bytes.size() < kLengthBytes) fail_data(fmt::format("{}: {} bytes are no safetensors file", file, bytes.size()));
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kLengthBytes);
  if (length > kMaxHeaderBytes || length > bytes.size() - kLengthBytes)
    fail_data(fmt::format("{}: its header is said to have {} bytes; the file has {} after the length, {} are allowed",
                          file, length, bytes.size() - kLengthBytes, kMaxHeaderBytes));
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, length);
  if (text.empty() || text.front() != '{') fail_data(file + ": its header does not start with '{'");
  return text;
}

Json parse_header(std::string_view text, const std::string& file) {
  std::set<std::string> names;
  const auto inspect = [&](int depth, Json::parse_event_t event, const Json& parsed) {
    if (event == Json::parse_event_t::key && depth == 1 && !names.insert(parsed.get<std::string>()).second)
      fail_data(fmt::format("{}: {} stands in the header twice", file, tensor_key(parsed.get<std::string>())));
    return true;
  };
  return parse_json(text, file + ": its header", kMaxDepth, inspect);
}

StoredType stored_type(const JsonValue& name) {
  static constexpr std::pair<std::string_view, StoredType> kNames[] = {
      {"F32", StoredType::f32}, {"F16", StoredType::f16}, {"BF16", StoredType::bf16}, {"I64", StoredType::i64}};
  const std::string found = name.text();
  for (const auto& [known, type] : kNames)
    if (found == known) return type;
  name.refuse("F32, F16, BF16 or I64");
}

std::vector<std::int64_t> whole_numbers(const JsonValue& list) {
  std::vector<std::int64_t> numbers;
  for (const JsonValue& number : list.elements())
    numbers.push_back(number.count(0, std::numeric_limits<std::int64_t>::max()));
  return numbers;
}

StoredTensor read_entry(const JsonValue& entry, std::span<const std::byte> data) {
  StoredTensor tensor;
  tensor.type = stored_type(entry.at("dtype"));
  const JsonValue shape = entry.at("shape"), offsets = entry.at("data_offsets");
  tensor.shape = whole_numbers(shape);
  if (tensor.shape.size() > kMaxDimensions) shape.refuse(fmt::format("a list of {} counts at most", kMaxDimensions));
  std::uint64_t bytes = element_bytes(tensor.type);
  for (const std::int64_t extent : tensor.shape)
    if (__builtin_mul_overflow(bytes, extent, &bytes)) shape.refuse("a shape of less than 2^64 bytes");
  const auto bounds = whole_numbers(offsets);
  if (bounds.size() != 2 || bounds[0] > bounds[1]) offsets.refuse("the first byte and the byte after the last");
  if (bounds[1] > std::ssize(data))
    offsets.refuse(
        fmt::format("a range within the {} bytes of data that the file has; it may be cut off", data.size()));
  if (static_cast<std::uint64_t>(bounds[1] - bounds[0]) != bytes)
    offsets.refuse(fmt::format("a range of {} bytes, which the shape {} needs", bytes, shape_text(tensor.shape)));
  tensor.data = data.subspan(static_cast<std::size_t>(bounds[0]), bytes);
  return tensor;
}

// The tensors fill the data from its first byte to its last.
void check_tiling(const StoredTensors& tensors, std::span<const std::byte> data, const std::string& file) {
  std::vector<std::pair<std::pair<std::size_t, std::size_t>, const std::string*>> ranges;
  for (const auto& [name, tensor] : tensors) {
    const auto first = static_cast<std::size_t>(tensor.data.data() - data.data());
    ranges.push_back({{first, first + tensor.data.size()}, &name});
  }
  std::sort(ranges.begin(), ranges.end());
  std::size_t covered = 0;
  for (const auto& [range, name] : ranges) {
    if (range.first != covered)
      fail_data(fmt::format("{}: {} starts at byte {}, the tensor before it ends at {}", file, tensor_key(*name),
                            range.first, covered));
    covered = range.second;
  }
  if (covered != data.size())
    fail_data(fmt::format("{}: its tensors have {} bytes, the file holds {}", file, covered, data.size()));
}

// The file's bytes may be of any alignment.
template <class T> void widen(std::span<const std::byte> bytes, std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    T value;
    std::memcpy(static_cast<void*>(&value), bytes.data() + i * sizeof value, sizeof value);
    out[i] = static_cast<float>(value);
  }
}

}  // namespace

StoredTensors parse_safetensors(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  const std::string_view text = header_text(bytes, file.string());
  const Json header = parse_header(text, file.string());
  const auto data = bytes.subspan(kLengthBytes + text.size());
  StoredTensors tensors;
  for (const auto& [name, entry] : header.items())
    if (name != "__metadata__") tensors.emplace(name, read_entry(JsonValue(entry, file, tensor_key(name)), data));
  check_tiling(tensors, data, file.string());
  return tensors;
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path)
    : path_(path), file_(path), tensors_(parse_safetensors(file_.bytes(), path)) {}

WeightShapes SafetensorsFile::shapes() const {
  WeightShapes shapes;
  for (const auto& [name, tensor] : tensors_) shapes[name] = {tensor.type, tensor.shape};
  return shapes;
}

void SafetensorsFile::read(const std::string& name, std::span<float> out) const {
  const StoredTensor& tensor = tensors_.at(name);
  require(tensor.data.size() == out.size() * element_bytes(tensor.type), "a buffer that does not fit the tensor");
  switch (tensor.type) {
    case StoredType::f32:
      return widen<float>(tensor.data, out);
    case StoredType::f16:
      return widen<c10::Half>(tensor.data, out);
    case StoredType::bf16:
      return widen<c10::BFloat16>(tensor.data, out);
    case StoredType::i64:
      fail("an integer tensor where a floating point one is read");
  }
}

}  // namespace thema
