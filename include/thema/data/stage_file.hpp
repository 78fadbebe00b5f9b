// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/files.hpp"
#include "thema/core/hdf5.hpp"

namespace thema {

inline constexpr std::int64_t kSchemaVersion = 1;
/// Bytes that one checksum covers, rounded down to whole rows; independent of ranks.
inline constexpr std::int64_t kPieceBytes = std::int64_t{4} << 20;

/// The name by which files that were made of a file know it: of the text of its fingerprint.
std::string fingerprint_checksum(const std::string& fingerprint);

/// What makes a stage's result what it is, and what it was made of.
struct StageRecord {
  std::string stage;                     ///< "embeddings": the file's name without .h5
  std::string options;                   ///< TOML text of the stage's options
  std::vector<std::string> fingerprint;  ///< "encode.dtype = fp32" lines; equal lines promise equal bits
  std::vector<std::string> inputs;       ///< files read, with the checksum of their fingerprints
  std::string fingerprint_text() const;  ///< the lines, one a row
};

/// Type of the shortest fixed-length text that holds each of `texts` whole.
h5::ElementType text_type(const std::vector<std::string>& texts);

struct DatasetSpec {
  std::string name;
  h5::ElementType type;
  std::vector<hsize_t> shape;
};

/// DIR/STAGE.h5 and the name it has while it is being written.
std::filesystem::path stage_path(const std::filesystem::path& run, const std::string& stage);
std::filesystem::path partial_path(const std::filesystem::path& run, const std::string& stage);

/// Writes one stage's file: all objects are made first by rank 0, then all ranks write fixed-size data, then the
/// checksums are computed in parallel from what was written, rank 0 seals the file and gives it its final name (an HDF5
/// file whose metadata is not closed does not survive a kill; raw data written into a closed file does).
class StageWriter {
 public:
  StageWriter(StageWriter&&) = default;
  /// Collective, but for a rank that leaves by an exception: it closes nothing, because closing would wait for the
  /// others and the runtime could not end them.
  ~StageWriter();

  /// Collective. Makes the file anew.
  static StageWriter create(Context& context, const std::filesystem::path& run, const StageRecord& record,
                            const std::vector<DatasetSpec>& datasets);
  /// Collective. Goes on with the partial file of a killed job, if there is one with the same fingerprint and datasets.
  static std::optional<StageWriter> resume(Context& context, const std::filesystem::path& run,
                                           const StageRecord& record, const std::vector<DatasetSpec>& datasets);
  /// Collective. A job killed between its last write and the final name left a file that only lacks its seal: checks
  /// all data against their checksums, seals it and gives it its name. False where there is no such file.
  static bool finish_interrupted(Context& context, const std::filesystem::path& run, const StageRecord& record);

  bool has(const std::string& name) const { return h5::exists(file_, name); }
  /// Independent write of rows [first, first + n).
  template <class T> void write(const std::string& name, std::int64_t first, std::span<const T> values) {
    write_bytes(name, first, values.data(), values.size_bytes());
  }
  /// Collective write of each rank's rows; a rank may have none.
  template <class T> void write_collectively(const std::string& name, std::int64_t first, std::span<const T> values) {
    write_bytes_collectively(name, first, values.data(), values.size_bytes());
  }
  /// Fixed-length texts of rows [first, first + n), cut at a character where they are longer than the dataset's width.
  void write_texts(const std::string& name, std::int64_t first, const std::vector<std::string>& texts);
  template <class T> void read(const std::string& name, std::int64_t first, std::span<T> values) {
    read_bytes(name, first, values.data(), values.size_bytes());
  }
  /// Makes what this rank wrote durable.
  void sync() const;

  /// Attribute of the file or of one of its datasets ("" is the file); written by `complete`. Same on all ranks.
  void set_attribute(const std::string& object, const std::string& name, std::string value);
  void set_attribute(const std::string& object, const std::string& name, std::int64_t value);
  void set_attribute(const std::string& object, const std::string& name, double value);

  /// Collective. Reads back what was written, and is an Error of kind `data` where a disk or another program has
  /// changed it meanwhile; drops the group `checkpoint`, adds checksums, attributes and provenance, renames to the
  /// final name.
  void complete(Context& context);

 private:
  StageWriter(Context& context, std::filesystem::path run, std::string stage);
  const h5::Dataset& dataset(const std::string& name);
  void write_bytes(const std::string& name, std::int64_t first, const void* data, std::size_t bytes);
  void write_bytes_collectively(const std::string& name, std::int64_t first, const void* data, std::size_t bytes);
  void read_bytes(const std::string& name, std::int64_t first, void* data, std::size_t bytes);
  void write_tables(const Context& context, const std::map<std::string, std::vector<std::uint64_t>>& checksums);
  void finish_on_root(const Context& context, const std::map<std::string, std::vector<std::uint64_t>>& checksums);

  struct PendingAttribute {
    std::string object, name, text;
    std::int64_t whole = 0;
    double real = 0;
    enum class Kind { text, whole, real } kind = Kind::text;
  };
  /// What this rank has written, to be compared with the file before that is sealed.
  struct Written {
    std::string name;
    std::int64_t first = 0;
    std::size_t bytes = 0;
    std::uint64_t checksum = 0;
  };
  void note(const std::string& name, std::int64_t first, const void* data, std::size_t bytes);
  void require_as_written() const;
  const Communicator* comm_;
  std::filesystem::path run_;
  std::string stage_;
  FileDescriptor sync_handle_;
  h5::File file_;
  std::vector<Written> written_;
  std::map<std::string, h5::Dataset> open_;
  std::vector<PendingAttribute> attributes_;
};

/// Reads one complete stage file; every rank opens it by itself. The file's seal is checked first (file_seal.hpp), each
/// piece of data against its checksum when it is read; a mismatch is an Error of kind `data` naming file, dataset and
/// rows.
class StageReader {
 public:
  StageReader(const std::filesystem::path& run, const std::string& stage);
  StageReader(StageReader&&) noexcept;
  ~StageReader();

  h5::DatasetInfo info(const std::string& name) const;
  bool has(const std::string& name) const;
  std::int64_t rows(const std::string& name) const { return info(name).rows(); }
  /// Rows [first, first + n) where n = out.size() / (row width in T). T has the size of the dataset's elements, or is a
  /// byte.
  template <class T> void read_rows(const std::string& name, std::int64_t first, std::span<T> out) {
    read_bytes(name, first, {out.data(), out.size_bytes(), sizeof(T)});
  }
  template <class T> std::vector<T> read(const std::string& name) {
    const auto shape = info(name);
    std::vector<T> all(static_cast<std::size_t>(shape.rows()) * shape.row_bytes() / sizeof(T));
    read_rows(name, 0, std::span<T>(all));
    return all;
  }
  std::vector<std::string> read_texts(const std::string& name);
  /// Values of a dataset that are places in other tables: one outside [least, most] is an Error of kind `data`.
  template <class T>
  void require_between(const std::string& name, const std::vector<T>& values, std::int64_t least,
                       std::int64_t most) const {
    for (const T value : values)
      if (value < least || value > most)
        refuse(name, fmt::format("holds {}; allowed are {} to {}", value, least, most));
  }
  /// An Error of kind `data` that names file and dataset.
  [[noreturn]] void refuse(const std::string& name, const std::string& why) const;
  std::optional<std::int64_t> int_attribute(const std::string& name) const;
  std::optional<double> real_attribute(const std::string& name) const;
  std::optional<std::string> text_attribute(const std::string& name) const;
  const std::string& fingerprint() const { return fingerprint_; }
  const std::filesystem::path& path() const { return path_; }
  /// Checks every piece of every dataset that belongs to this part of the pieces; returns the bytes checked.
  std::int64_t verify_part(std::int64_t parts, std::int64_t part);

 private:
  struct Column;  // an open dataset with its checksums and the last piece read
  struct Bytes {
    void* data;
    std::size_t count, element;
  };
  Column& column(const std::string& name);
  void read_bytes(const std::string& name, std::int64_t first, Bytes out);
  void read_piece(Column& column, std::int64_t piece, std::byte* out);
  std::filesystem::path path_;
  h5::File file_;
  std::string fingerprint_;
  std::map<std::string, std::unique_ptr<Column>> columns_;
};

/// Fingerprint stored in a complete DIR/STAGE.h5; nothing if there is no such file, an Error if it is damaged.
std::optional<std::string> stored_fingerprint(const std::filesystem::path& file);

/// "- old" and "+ new" lines in which two fingerprints differ.
std::string fingerprint_difference(const std::string& stored, const std::string& wanted);

}  // namespace thema
