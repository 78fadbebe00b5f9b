// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/import.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>

#include "thema/core/checksum.hpp"

namespace thema {

namespace fs = std::filesystem;

namespace {

/// Where a matrix of floats stands in a file.
struct FloatMatrix {
  std::int64_t rows = 0, width = 0;
  std::size_t element_bytes = 4;  // 2, 4 or 8: IEEE 754, little-endian
  std::function<void(std::int64_t first, std::span<char> out)> read;  // raw bytes of consecutive rows
};

// Value of `'key': value` in the header of a .npy file, up to the next ',' outside parentheses.
std::string npy_field(const std::string& header, const std::string& key, const fs::path& file) {
  const auto at = header.find("'" + key + "':");
  if (at == std::string::npos) fail_data(file.string() + ": its NumPy header has no '" + key + "'");
  const auto begin = header.find_first_not_of(' ', at + key.size() + 3);
  const auto end = header[begin] == '(' ? header.find(')', begin) + 1 : header.find_first_of(",}", begin);
  return header.substr(begin, end - begin);
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
  if (type == "'<f2'") matrix.element_bytes = 2;
  else if (type == "'<f4'") matrix.element_bytes = 4;
  else if (type == "'<f8'") matrix.element_bytes = 8;
  else fail_data(path.string() + " holds " + type + "; allowed are '<f2', '<f4' and '<f8'");
  if (shape.size() != 2) fail_data(path.string() + " is not a matrix [papers, width]");
  if (npy_field(header, "fortran_order", path) != "False") fail_data(path.string() + " is in Fortran order; save it in C order");
  matrix.rows = shape[0];
  matrix.width = shape[1];
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
  if (!h5::exists(*file, "embeddings")) fail_data(path.string() + " has no dataset 'embeddings'");
  auto dataset = std::make_shared<h5::Dataset>(h5::open_dataset(*file, "embeddings"));
  const h5::DatasetInfo info = h5::info(*dataset);
  if (info.shape.size() != 2 || !h5::is_little_endian_float(*dataset))
    fail_data(path.string() + ": 'embeddings' is not a matrix of little-endian floats");
  FloatMatrix matrix;
  matrix.rows = info.rows();
  matrix.width = static_cast<std::int64_t>(info.shape[1]);
  matrix.element_bytes = info.element_bytes;
  const auto row_bytes = static_cast<std::int64_t>(info.row_bytes());
  matrix.read = [file, dataset, row_bytes](std::int64_t first, std::span<char> out) {
    h5::read_rows(*dataset, first, static_cast<std::int64_t>(out.size()) / row_bytes, out.data());
  };
  return matrix;
}

FloatMatrix open_matrix(const fs::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".npy") return open_npy(path);
  if (extension == ".h5" || extension == ".hdf5") return open_hdf5(path);
  fail_usage("--embeddings " + path.string() + ": allowed are .npy, .h5 and .hdf5 files");
}

std::vector<float> read_normalised(const FloatMatrix& matrix, Range rows, const fs::path& path) {
  const auto n = static_cast<std::size_t>(rows.size() * matrix.width);
  std::vector<char> raw(n * matrix.element_bytes);
  matrix.read(rows.first, raw);
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i) {
    const char* from = raw.data() + i * matrix.element_bytes;
    Half half;
    double wide = 0;
    if (matrix.element_bytes == 2) std::memcpy(&half, from, 2), values[i] = to_float(half);
    if (matrix.element_bytes == 4) std::memcpy(&values[i], from, 4);
    if (matrix.element_bytes == 8) std::memcpy(&wide, from, 8), values[i] = static_cast<float>(wide);
  }
  const auto width = static_cast<std::size_t>(matrix.width);
  for (std::int64_t r = 0; r < rows.size(); ++r) {
    const auto row = std::span(values).subspan(static_cast<std::size_t>(r) * width, width);
    if (!std::all_of(row.begin(), row.end(), [](float x) { return std::isfinite(x); }))
      fail_data(path.string() + ": row " + std::to_string(rows.first + r) + " holds a value that is not a number");
    normalise(row);
  }
  return values;
}

// The file's identity: size and first and last piece; enough to notice another file, without reading all of it.
std::string identity_of(const fs::path& path) {
  const FileDescriptor file = FileDescriptor::open_read(path);
  std::string ends;
  for (const std::int64_t at : {std::int64_t{0}, std::max<std::int64_t>(0, file.size() - kPieceBytes)}) {
    std::string piece(static_cast<std::size_t>(std::min(kPieceBytes, file.size() - at)), '\0');
    file.read_at(at, piece);
    ends += piece;
  }
  return std::to_string(file.size()) + " bytes, ends " + hexadecimal(checksum(std::string_view(ends)));
}

}  // namespace

void import_embeddings(Context& context, const fs::path& run, const fs::path& file, const OptionTable& table,
                       const PipelineOptions& options) {
  const FloatMatrix matrix = open_matrix(file);
  const std::int64_t documents = store::DocumentSource(run).total();
  if (matrix.rows != documents)
    fail_data(file.string() + " has " + std::to_string(matrix.rows) + " rows, but " + std::to_string(documents) +
              " papers were kept of the input: one row per kept paper is needed, in input order");
  StageRecord record = make_record(context, Stage::encode, run, table, options, {});
  std::string identity = context.comm.is_root() ? identity_of(file) : "";
  context.comm.broadcast(identity);
  record.options = "# imported, no options";
  record.fingerprint = {kImportedEmbeddings, "file = " + identity, record.inputs.front(),
                        "encode.store = " + options.encode.store};
  const store::EmbeddingsShape shape{documents, matrix.width, options.encode.block, options.encode.store == "fp16",
                                     "imported from " + file.filename().string(), "unknown"};
  store::EmbeddingSink sink(context, run, record, shape);
  const Range mine = even_part(shape.blocks(), context.comm.size(), context.comm.rank());
  Progress progress(context.log, "import", "blocks", mine.size());
  for (std::int64_t b = mine.first; b < mine.last; ++b) {
    const Range rows{b * shape.block, std::min(documents, (b + 1) * shape.block)};
    const std::vector<std::uint16_t> no_tokens(static_cast<std::size_t>(rows.size()), 0);
    sink.write_block(b, read_normalised(matrix, rows, file), no_tokens);
    progress.advance(1);
  }
  sink.complete(context);
  context.log.line("import: {} rows of width {}", documents, matrix.width);
}

}  // namespace thema
