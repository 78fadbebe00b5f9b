// SPDX-License-Identifier: Apache-2.0
#include "thema/model/safetensors.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "thema/core/error.hpp"

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

// The file's name and, once it is known, the tensor's: the start of every message.
struct Place {
  std::string text;
  [[noreturn]] void refuse(const std::string& what) const { fail_data(text + ": " + what); }
};

Place tensor_place(const std::string& file, const std::string& tensor) {
  // The name comes from the file: escaped, and cut, so that a damaged file cannot garble a terminal.
  const std::string shown = Json(tensor.substr(0, 120)).dump(-1, ' ', true, Json::error_handler_t::replace);
  return {file + ": tensor " + shown};
}

std::string_view header_text(std::span<const std::byte> bytes, const Place& place) {
  if (bytes.size() < kLengthBytes) place.refuse(fmt::format("{} bytes are no safetensors file", bytes.size()));
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kLengthBytes);
  if (length > kMaxHeaderBytes || length > bytes.size() - kLengthBytes)
    place.refuse(fmt::format("its header is said to have {} bytes; the file has {} after the length, {} are allowed",
                             length, bytes.size() - kLengthBytes, kMaxHeaderBytes));
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, length);
  if (text.empty() || text.front() != '{') place.refuse("its header does not start with '{'");
  return text;
}

Json parse_header(std::string_view text, const Place& place) {
  std::set<std::string> names;
  const auto watch = [&](int depth, Json::parse_event_t event, const Json& parsed) {
    const bool opens = event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth > kMaxDepth) place.refuse("its header is nested too deeply");
    if (event == Json::parse_event_t::key && depth == 1 && !names.insert(parsed.get<std::string>()).second)
      tensor_place(place.text, parsed.get<std::string>()).refuse("stands in the header twice");
    return true;
  };
  try {
    return Json::parse(text.begin(), text.end(), watch);
  } catch (const Json::parse_error& error) {
    place.refuse(fmt::format("its header is not JSON at byte {}", error.byte));
  } catch (const Json::exception&) {
    place.refuse("its header holds a number out of range");
  }
}

StoredType stored_type(const Json& entry, const Place& place) {
  const auto at = entry.find("dtype");
  if (at == entry.end() || !at->is_string()) place.refuse("has no dtype");
  static constexpr std::pair<std::string_view, StoredType> kNames[] = {
      {"F32", StoredType::f32}, {"F16", StoredType::f16}, {"BF16", StoredType::bf16}, {"I64", StoredType::i64}};
  for (const auto& [name, type] : kNames)
    if (at->get_ref<const std::string&>() == name) return type;
  place.refuse(fmt::format("has dtype {}; allowed are F32, F16, BF16 and I64",
                           at->dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 40)));
}

std::vector<std::uint64_t> whole_numbers(const Json& entry, const char* key, std::size_t most, const Place& place) {
  const auto at = entry.find(key);
  if (at == entry.end() || !at->is_array()) place.refuse(fmt::format("has no list {}", key));
  if (at->size() > most) place.refuse(fmt::format("has {} entries in {}; allowed are {}", at->size(), key, most));
  std::vector<std::uint64_t> numbers;
  for (const Json& number : *at) {
    if (!number.is_number_unsigned()) place.refuse(fmt::format("has in {} what is no count", key));
    numbers.push_back(number.get<std::uint64_t>());
  }
  return numbers;
}

StoredTensor read_entry(const Json& entry, std::span<const std::byte> data, const Place& place) {
  if (!entry.is_object()) place.refuse("is not described by an object");
  StoredTensor tensor;
  tensor.type = stored_type(entry, place);
  std::uint64_t bytes = element_bytes(tensor.type);
  for (const std::uint64_t extent : whole_numbers(entry, "shape", kMaxDimensions, place)) {
    if (__builtin_mul_overflow(bytes, extent, &bytes) || !std::in_range<std::int64_t>(extent))
      place.refuse("has a shape of more than 2^64 bytes");
    tensor.shape.push_back(static_cast<std::int64_t>(extent));
  }
  const auto offsets = whole_numbers(entry, "data_offsets", 2, place);
  if (offsets.size() != 2) place.refuse("has no pair data_offsets");
  if (offsets[0] > offsets[1] || offsets[1] > data.size())
    place.refuse(fmt::format("lies at bytes {} to {} of {}", offsets[0], offsets[1], data.size()));
  if (offsets[1] - offsets[0] != bytes)
    place.refuse(
        fmt::format("has {} bytes, its shape {} needs {}", offsets[1] - offsets[0], shape_text(tensor.shape), bytes));
  tensor.data = data.subspan(offsets[0], bytes);
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
      tensor_place(file, *name)
          .refuse(fmt::format("starts at byte {}, the tensor before it ends at {}", range.first, covered));
    covered = range.second;
  }
  if (covered != data.size())
    fail_data(fmt::format("{}: its tensors have {} bytes, the file holds {}", file, covered, data.size()));
}

}  // namespace

StoredTensors parse_safetensors(std::span<const std::byte> bytes, const std::string& file) {
  const Place place{file};
  const std::string_view text = header_text(bytes, place);
  const Json header = parse_header(text, place);
  const auto data = bytes.subspan(kLengthBytes + text.size());
  StoredTensors tensors;
  for (const auto& [name, entry] : header.items())
    if (name != "__metadata__") tensors.emplace(name, read_entry(entry, data, tensor_place(file, name)));
  check_tiling(tensors, data, file);
  return tensors;
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path)
    : path_(path), file_(path), tensors_(parse_safetensors(file_.bytes(), path.string())) {}

std::string shape_text(std::span<const std::int64_t> shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

}  // namespace thema
