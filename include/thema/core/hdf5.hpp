// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/core/half.hpp"
#include "thema/core/partition.hpp"

/// The only place that calls the HDF5 library: owned handles, one checked function per task.
namespace thema::h5 {

/// Throws with the library's own error stack.
[[noreturn]] void fail_hdf5(const std::string& action, std::source_location where);
void warn_close_failed() noexcept;

inline void check(herr_t status, const std::string& action,
                  std::source_location where = std::source_location::current()) {
  if (status < 0) fail_hdf5(action, where);
}

/// Owns one HDF5 identifier; `Close` is its release function. A failed close is only a warning.
template <herr_t (*Close)(hid_t)> class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, const std::string& action, std::source_location where = std::source_location::current()) : id_(id) {
    if (id_ < 0) fail_hdf5(action, where);
  }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  Handle& operator=(Handle other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0 && Close(id_) < 0) warn_close_failed();
  }
  operator hid_t() const { return id_; }
  /// Gives the identifier up without closing it.
  hid_t release() noexcept { return std::exchange(id_, H5I_INVALID_HID); }

 private:
  hid_t id_ = H5I_INVALID_HID;
};

using File = Handle<H5Fclose>;
using Group = Handle<H5Gclose>;
using Dataset = Handle<H5Dclose>;
using Dataspace = Handle<H5Sclose>;
using Datatype = Handle<H5Tclose>;
using Attribute = Handle<H5Aclose>;
using Properties = Handle<H5Pclose>;

/// Silences the library's own printing; failures arrive as Errors. Called once by the runtime.
void silence_library();

/// Bytes at the start of each file that create_file makes; HDF5 leaves them to the program (its "user block").
inline constexpr std::int64_t kUserBlockBytes = 8192;
/// Creates a file with checksummed metadata (file format of HDF5 1.10) and a user block; one process only.
File create_file(const std::filesystem::path& path);
/// A file that is absent, cut or damaged is an Error of kind `data` that names it.
File open_for_reading(const std::filesystem::path& path);
File open_for_writing(const std::filesystem::path& path);
/// A path that is too long to be written to in parallel is an Error of kind `usage`.
void require_room_for_path(const std::filesystem::path& path);
/// Collective: all ranks open an existing file to write raw data; no object may be created through it.
File open_for_parallel_writing(const std::filesystem::path& path, const Communicator& comm);

/// Type of a dataset's element: a number, a fixed-length UTF-8 string (null padded), or a record of named fields.
struct ElementType {
  enum class Kind { u8, u16, i32, i64, u64, f16, f32, f64, text, record } kind = Kind::u8;
  std::size_t text_bytes = 0;                             ///< of Kind::text
  std::vector<std::pair<std::string, Kind>> fields = {};  ///< of Kind::record; i64 and f64 only
  std::size_t size() const;                               ///< bytes
  Datatype make() const;
};
template <class T> ElementType element_type();

/// Creates a contiguous, unfiltered, never-filled dataset (parents too) whose space is allocated at once.
void create_dataset(hid_t file, const std::string& name, const ElementType& type, const std::vector<hsize_t>& shape);

struct DatasetInfo {
  std::vector<hsize_t> shape;
  std::size_t element_bytes;
  std::size_t row_bytes() const;  ///< bytes of one entry of the first dimension
  std::int64_t rows() const { return shape.empty() ? 0 : static_cast<std::int64_t>(shape[0]); }
};
DatasetInfo info(hid_t dataset);
/// The same of a dataset somebody else may have made: numbers, fixed-length texts or records of them, all of them in
/// one piece of this file. Else an Error of kind `data` that names file and dataset: no shape promises more than is
/// there, and no path out of a file (external links and data, virtual datasets) is followed.
DatasetInfo stored_info(hid_t dataset);
/// Bytes of the file that hold a contiguous dataset's data; empty where it has none.
Range data_extent(hid_t dataset);
/// Whether the data are in this file: a dataset can name other files to take them from.
bool is_in_this_file(hid_t dataset);
/// IEEE 754 binary16, binary32 or binary64, little-endian.
bool is_little_endian_float(hid_t dataset);
Dataset open_dataset(hid_t file, const std::string& name);
/// Whether `name` is in the file itself; soft and external links do not count.
bool exists(hid_t file, const std::string& name);
/// Paths of all datasets below `file`, sorted.
std::vector<std::string> dataset_names(hid_t file);

/// Raw bytes of rows [first, first + count) of the first dimension, in the file's own type; independent transfer.
/// One call stays under 1 GiB; longer spans go in slices.
void read_rows(hid_t dataset, std::int64_t first, std::int64_t count, void* out);
void write_rows(hid_t dataset, std::int64_t first, std::int64_t count, const void* rows);
/// Collective write of each rank's own rows (possibly none). Throws if HDF5 fell back to independent transfer.
void write_rows_collectively(const Communicator& comm, hid_t dataset, std::int64_t first, std::int64_t count,
                             const void* rows);
void flush(hid_t file);

void write_attribute(hid_t object, const std::string& name, const std::string& text);
void write_attribute(hid_t object, const std::string& name, std::int64_t value);
void write_attribute(hid_t object, const std::string& name, double value);
/// One text or number; an attribute of another kind or of several values is an Error of kind `data`.
std::optional<std::string> read_text_attribute(hid_t object, const std::string& name);
std::optional<std::int64_t> read_int_attribute(hid_t object, const std::string& name);
std::optional<double> read_real_attribute(hid_t object, const std::string& name);
/// Creates the group and its parents, or opens it.
Group require_group(hid_t file, const std::string& name);
/// "1.10.8"
std::string library_version();
void remove(hid_t file, const std::string& name);
void link_external(hid_t file, const std::string& name, const std::string& target_file, const std::string& target);

}  // namespace thema::h5
