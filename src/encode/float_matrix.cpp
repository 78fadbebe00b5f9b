// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/float_matrix.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>

#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/core/half.hpp"
#include "thema/core/hdf5.hpp"
#include "thema/data/embeddings.hpp"

namespace thema {

namespace fs = std::filesystem;

namespace {

float float_at(const char* bytes, std::size_t width) {
  if (width == sizeof(Half)) {
    Half half;
    std::memcpy(&half, bytes, sizeof half);
    return to_float(half);
  }
  if (width == sizeof(float)) {
    float single = 0;
    std::memcpy(&single, bytes, sizeof single);
    return single;
  }
  double wide = 0;
  std::memcpy(&wide, bytes, sizeof wide);
  return static_cast<float>(wide);
}

void require_sizes(const FloatMatrix& matrix) {
  constexpr std::int64_t most_rows = std::int64_t{1} << 40, most_width = std::int64_t{1} << 16;
  if (matrix.rows < 1 || matrix.rows > most_rows || matrix.width < 1 || matrix.width > most_width)
    fail_data(matrix.file.string() + " has the shape [" + std::to_string(matrix.rows) + ", " +
              std::to_string(matrix.width) + "]; allowed are 1 to 2^40 rows of a width from 1 to 65536");
}

// Value of `'key': value` in the header of a .npy file, up to the next ',' outside parentheses.
std::string npy_field(const std::string& header, const std::string& key, const fs::path& file) {
  const auto at = header.find("'" + key + "':");
  if (at == std::string::npos) fail_data(file.string() + ": its NumPy header has no '" + key + "'");
  const auto begin = std::min(header.find_first_not_of(' ', at + key.size() + 3), header.size());
  const bool is_tuple = begin < header.size() && header[begin] == '(';
  const auto end = is_tuple ? header.find(')', begin) : header.find_first_of(",}", begin);
  if (end == std::string::npos) fail_data(file.string() + ": its NumPy header is broken at '" + key + "'");
  return header.substr(begin, end - begin + (is_tuple ? 1 : 0));
}

std::vector<std::int64_t> npy_shape(const std::string& text) {
  std::vector<std::int64_t> shape;
  for (const char* at = text.data(); at < text.data() + text.size();) {
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(at, text.data() + text.size(), n);
    if (error == std::errc()) shape.push_back(n);
    at = error == std::errc() ? end : at + 1;
  }
  return shape;
}

// The format: "\x93NUMPY", version (2 bytes), header length (u16, from version 2 on u32), header, data
// (numpy.lib.format).
FloatMatrix open_npy(const fs::path& path) {
  auto file = std::make_shared<FileDescriptor>(FileDescriptor::open_read(path));
  std::string start(12, '\0');
  if (file->size() < 12) fail_data(path.string() + " is too short to be a .npy file");
  file->read_at(0, start);
  if (start.compare(0, 6, "\x93NUMPY") != 0) fail_data(path.string() + " is not a .npy file");
  const auto byte = [&](std::size_t i) { return static_cast<std::int64_t>(static_cast<unsigned char>(start[i])); };
  const bool wide = byte(6) >= 2;
  const std::int64_t length = byte(8) | byte(9) << 8 | (wide ? byte(10) << 16 | byte(11) << 24 : 0);
  const std::int64_t header_at = wide ? 12 : 10;
  if (header_at + length > file->size()) fail_data(path.string() + ": its NumPy header is cut");
  std::string header(static_cast<std::size_t>(length), '\0');
  file->read_at(header_at, header);
  const std::string type = npy_field(header, "descr", path);
  const auto shape = npy_shape(npy_field(header, "shape", path));
  FloatMatrix matrix;
  matrix.file = path;
  if (type == "'<f2'")
    matrix.element_bytes = 2;
  else if (type == "'<f4'")
    matrix.element_bytes = 4;
  else if (type == "'<f8'")
    matrix.element_bytes = 8;
  else
    fail_data(path.string() + " holds " + type + "; allowed are '<f2', '<f4' and '<f8'");
  if (shape.size() != 2) fail_data(path.string() + " is not a matrix [papers, width]");
  if (npy_field(header, "fortran_order", path) != "False")
    fail_data(path.string() + " is in Fortran order; save it in C order");
  matrix.rows = shape[0];
  matrix.width = shape[1];
  require_sizes(matrix);
  const std::int64_t data_at = header_at + length;
  const std::int64_t row_bytes = matrix.width * static_cast<std::int64_t>(matrix.element_bytes);
  if (file->size() != data_at + matrix.rows * row_bytes)
    fail_data(path.string() + " has " + std::to_string(file->size()) + " bytes, its header promises " +
              std::to_string(data_at + matrix.rows * row_bytes));
  matrix.read = [file, data_at, row_bytes](std::int64_t first, std::span<char> out) {
    file->read_at(data_at + first * row_bytes, out);
  };
  return matrix;
}

FloatMatrix open_hdf5(const fs::path& path) {
  auto file = std::make_shared<h5::File>(h5::open_for_reading(path));
  const auto names = h5::dataset_names(*file);
  if (std::find(names.begin(), names.end(), "embeddings") == names.end())
    fail_data(path.string() + " has no dataset 'embeddings'");
  auto dataset = std::make_shared<h5::Dataset>(h5::open_dataset(*file, "embeddings"));
  if (!h5::is_in_this_file(*dataset))
    fail_data(path.string() + ": 'embeddings' takes its data from other files, which are not opened");
  const h5::DatasetInfo info = h5::info(*dataset);
  if (info.shape.size() != 2 || !h5::is_little_endian_float(*dataset))
    fail_data(path.string() + ": 'embeddings' is not a matrix of little-endian floats");
  FloatMatrix matrix;
  matrix.file = path;
  matrix.rows = info.rows();
  matrix.width = static_cast<std::int64_t>(info.shape[1]);
  matrix.element_bytes = info.element_bytes;
  require_sizes(matrix);
  const auto row_bytes = static_cast<std::int64_t>(info.row_bytes());
  matrix.read = [file, dataset, row_bytes](std::int64_t first, std::span<char> out) {
    h5::read_rows(*dataset, first, static_cast<std::int64_t>(out.size()) / row_bytes, out.data());
  };
  return matrix;
}

}  // namespace

FloatMatrix FloatMatrix::open(const fs::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".npy") return open_npy(path);
  if (extension == ".h5" || extension == ".hdf5") return open_hdf5(path);
  fail_usage("--embeddings " + path.string() + ": allowed are .npy, .h5 and .hdf5 files");
}

std::vector<float> FloatMatrix::read_normalised(Range range) const {
  const auto n = static_cast<std::size_t>(range.size() * width);
  std::vector<char> raw(n * element_bytes);
  read(range.first, raw);
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = float_at(raw.data() + i * element_bytes, element_bytes);
  for (std::int64_t r = 0; r < range.size(); ++r) {
    const auto row = std::span(values).subspan(static_cast<std::size_t>(r * width), static_cast<std::size_t>(width));
    const std::string place = file.string() + ": row " + std::to_string(range.first + r);
    if (!std::all_of(row.begin(), row.end(), [](float x) { return std::isfinite(x); }))
      fail_data(place + " holds a value that is not a finite number");
    if (std::all_of(row.begin(), row.end(), [](float x) { return x == 0; }))
      fail_data(place + " is all zeros: it has no direction, and every paper needs one");
    normalise(row);
  }
  return values;
}

}  // namespace thema
