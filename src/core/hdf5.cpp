// SPDX-License-Identifier: Apache-2.0
#include "thema/core/hdf5.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <initializer_list>

#include "thema/core/error.hpp"
#include "thema/core/pulse.hpp"

namespace thema::h5 {

namespace {

herr_t collect_error(unsigned, const H5E_error2_t* error, void* layers) {
  if (error->desc && *error->desc) static_cast<std::vector<std::string>*>(layers)->emplace_back(error->desc);
  return 0;
}

/// What the library said: everything, to judge by, and the part of it that says something to people.
struct Complaint {
  std::string whole, brief;
};

std::string between(const std::string& text, const std::string& before, char end) {
  const std::size_t at = text.find(before);
  if (at == std::string::npos) return "";
  const std::size_t first = at + before.size();
  return text.substr(first, text.find(end, first) - first);
}

// An error passes through many layers, each with its own words: the outermost and the innermost say most; where the
// system refused something, one of them carries the file's name and the system's reason.
Complaint take_errors() {
  std::vector<std::string> layers;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, collect_error, &layers);
  H5Eclear2(H5E_DEFAULT);
  if (layers.empty()) return {"", "no reason given by the library"};
  Complaint complaint{fmt::format("{}", fmt::join(layers, "; ")), layers.front()};
  for (const std::string& layer : layers)
    if (const std::string reason = between(layer, "error message = '", '\''); !reason.empty()) {
      const std::string name = between(layer, "name = '", '\'');  // "filename = …" or "name = …"
      complaint.brief += ": " + (name.empty() ? "" : name + ": ") + reason;
      return complaint;
    }
  if (layers.size() > 1) complaint.brief += ": " + layers.back();
  return complaint;
}

bool has_any(const std::string& text, std::initializer_list<const char*> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const char* part) { return text.find(part) != std::string::npos; });
}

// Whether the place of the output is to blame: HDF5 passed a write on and the system refused it (of MPI-IO that is all
// that is known, a full disk has no other words), or the file could not be made for a reason that strerror words so.
bool is_output_problem(const std::string& text) {
  if (has_any(text,
              {"driver write request failed", "driver truncate request failed", "No space left", "Disk quota exceeded",
               "File too large", "Read-only file system", "Permission denied", "Operation not permitted"}))
    return true;
  return has_any(text, {"unable to create file"}) &&
         has_any(text, {"Input/output error", "No such file or directory", "Not a directory", "Is a directory"});
}

Properties latest_format(hid_t properties_class) {
  Properties access(H5Pcreate(properties_class), "create file access properties");
  check(H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110), "set the file format");
  return access;
}

Datatype half_type() {
  Datatype type(H5Tcopy(H5T_IEEE_F32LE), "copy a type");
  check(H5Tset_fields(type, 15, 10, 5, 0, 10), "describe binary16");
  check(H5Tset_size(type, 2), "describe binary16");
  check(H5Tset_ebias(type, 15), "describe binary16");
  return type;
}

std::size_t bytes_of(ElementType::Kind kind) {
  using K = ElementType::Kind;
  switch (kind) {
    case K::u8:
      return 1;
    case K::u16:
    case K::f16:
      return 2;
    case K::i32:
    case K::f32:
      return 4;
    case K::i64:
    case K::u64:
    case K::f64:
      return 8;
    case K::text:
    case K::record:
      break;
  }
  fail("an element type without a fixed size");
}

Datatype number_type(ElementType::Kind kind) {
  using K = ElementType::Kind;
  const auto copy = [](hid_t type) { return Datatype(H5Tcopy(type), "copy a type"); };
  switch (kind) {
    case K::u8:
      return copy(H5T_STD_U8LE);
    case K::u16:
      return copy(H5T_STD_U16LE);
    case K::i32:
      return copy(H5T_STD_I32LE);
    case K::i64:
      return copy(H5T_STD_I64LE);
    case K::u64:
      return copy(H5T_STD_U64LE);
    case K::f16:
      return half_type();
    case K::f32:
      return copy(H5T_IEEE_F32LE);
    case K::f64:
      return copy(H5T_IEEE_F64LE);
    case K::text:
    case K::record:
      break;
  }
  fail("not a number type");
}

// Open MPI appends to it, for a file of its own, in a buffer of 256 bytes that it does not check.
constexpr std::size_t kLongestParallelPath = 230;
constexpr std::int64_t kSliceBytes = std::int64_t{1} << 30;  // MPI-IO counts bytes in an int

struct Selection {
  Dataspace file, memory;
};

Selection select_rows(hid_t dataset, const DatasetInfo& shape, std::int64_t first, std::int64_t count) {
  Selection selection{Dataspace(H5Dget_space(dataset), "get a dataspace"), {}};
  std::vector<hsize_t> start(shape.shape.size(), 0), extent = shape.shape;
  start[0] = static_cast<hsize_t>(first);
  extent[0] = static_cast<hsize_t>(count);
  selection.memory = Dataspace(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), "dataspace");
  if (count == 0) {
    check(H5Sselect_none(selection.file), "select no rows");
    check(H5Sselect_none(selection.memory), "select no rows");
    return selection;
  }
  check(H5Sselect_hyperslab(selection.file, H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr),
        "select rows");
  return selection;
}

std::int64_t rows_per_slice(const DatasetInfo& shape) {
  const auto row_bytes = static_cast<std::int64_t>(std::max<std::size_t>(1, shape.row_bytes()));
  return std::max<std::int64_t>(1, kSliceBytes / row_bytes);
}

void check_bounds(const DatasetInfo& shape, std::int64_t first, std::int64_t count) {
  if (first < 0 || count < 0 || first + count > shape.rows())
    fail(fmt::format("rows {} to {} of a dataset of {} rows", first, first + count, shape.rows()));
}

template <class Visit>
void for_each_slice(const DatasetInfo& shape, std::int64_t first, std::int64_t count, const Visit& visit) {
  check_bounds(shape, first, count);
  const std::int64_t slice = rows_per_slice(shape);
  for (std::int64_t done = 0; done < count; done += slice) {
    const std::int64_t n = std::min(slice, count - done);
    visit(first + done, n, static_cast<std::size_t>(done) * shape.row_bytes());
  }
}

std::string text_from(ssize_t (*get)(hid_t, char*, size_t), hid_t object) {
  std::string text(static_cast<std::size_t>(std::max<ssize_t>(0, get(object, nullptr, 0))), '\0');
  get(object, text.data(), text.size() + 1);
  return text;
}

// "'embeddings' of DIR/embeddings.h5.partial"; asked only after something failed.
std::string name_of(hid_t dataset) {
  return fmt::format("'{}' of {}", text_from(H5Iget_name, dataset), text_from(H5Fget_name, dataset));
}

// As check(); the place is looked up only where it is needed.
void check_transfer(herr_t status, const char* action, hid_t dataset,
                    std::source_location where = std::source_location::current()) {
  if (status >= 0) return;
  const Complaint complaint = take_errors();
  const std::string message = fmt::format("HDF5 could not {} {}: {}", action, name_of(dataset), complaint.brief);
  if (is_output_problem(complaint.whole)) fail_output(message + "; is the disk full, or over a quota?");
  fail(message, where);
}

Properties transfer(H5FD_mpio_xfer_t mode) {
  Properties properties(H5Pcreate(H5P_DATASET_XFER), "create transfer properties");
  check(H5Pset_dxpl_mpio(properties, mode), "set the transfer mode");
  return properties;
}

void require_collective(hid_t properties) {
  std::uint32_t local = 0, global = 0;
  check(H5Pget_mpio_no_collective_cause(properties, &local, &global), "ask whether the write was collective");
  if (global != 0) fail(fmt::format("HDF5 fell back to independent transfer (cause {:#x})", global));
}

}  // namespace

void fail_hdf5(const std::string& action, std::source_location where) {
  const Complaint complaint = take_errors();
  if (is_output_problem(complaint.whole)) fail_output("HDF5 could not " + action + ": " + complaint.brief);
  fail("HDF5 could not " + action + ": " + complaint.brief, where);
}

void warn_close_failed() noexcept { std::fputs("thema: warning: HDF5 could not close an object\n", stderr); }

void silence_library() { check(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr), "switch off its printing"); }

File create_file(const std::filesystem::path& path) {
  const Properties access = latest_format(H5P_FILE_ACCESS);
  const Properties creation(H5Pcreate(H5P_FILE_CREATE), "create file creation properties");
  check(H5Pset_userblock(creation, kUserBlockBytes), "set the size of the user block");
  return File(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access), "create " + path.string());
}

File open_for_reading(const std::filesystem::path& path) {
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (id < 0) fail_data(path.string() + " cannot be opened, it is absent, cut or damaged: " + take_errors().brief);
  return File(id, "open " + path.string());
}

File open_for_writing(const std::filesystem::path& path) {
  const Properties access = latest_format(H5P_FILE_ACCESS);
  return File(H5Fopen(path.c_str(), H5F_ACC_RDWR, access), "open " + path.string() + " for writing");
}

void require_room_for_path(const std::filesystem::path& path) {
  if (const std::size_t length = std::filesystem::absolute(path).string().size(); length > kLongestParallelPath)
    fail_usage(fmt::format("{}: the path is {} bytes long; MPI-IO takes {} at most", path.string(), length,
                           kLongestParallelPath));
}

File open_for_parallel_writing(const std::filesystem::path& path, const Communicator& comm) {
  const Properties access = latest_format(H5P_FILE_ACCESS);
  check(H5Pset_fapl_mpio(access, comm.native(), MPI_INFO_NULL), "use MPI-IO");
  check(H5Pset_all_coll_metadata_ops(access, true), "read metadata collectively");
  check(H5Pset_coll_metadata_write(access, true), "write metadata collectively");
  return File(H5Fopen(path.c_str(), H5F_ACC_RDWR, access), "open " + path.string() + " on all ranks");
}

std::size_t ElementType::size() const {
  if (kind == Kind::text) return std::max<std::size_t>(1, text_bytes);
  if (kind != Kind::record) return bytes_of(kind);
  std::size_t total = 0;
  for (const auto& field : fields) total += bytes_of(field.second);
  return total;
}

Datatype ElementType::make() const {
  if (kind == Kind::text) {
    Datatype type(H5Tcopy(H5T_C_S1), "copy a type");
    check(H5Tset_size(type, size()), "size a text type");
    check(H5Tset_strpad(type, H5T_STR_NULLPAD), "pad a text type");
    check(H5Tset_cset(type, H5T_CSET_UTF8), "make a text type UTF-8");
    return type;
  }
  if (kind != Kind::record) return number_type(kind);
  Datatype type(H5Tcreate(H5T_COMPOUND, size()), "create a record type");
  std::size_t offset = 0;
  for (const auto& [name, field] : fields) {
    check(H5Tinsert(type, name.c_str(), offset, number_type(field)), "add the field " + name);
    offset += bytes_of(field);
  }
  return type;
}

template <> ElementType element_type<std::uint8_t>() { return {ElementType::Kind::u8}; }
template <> ElementType element_type<char>() { return {ElementType::Kind::u8}; }
template <> ElementType element_type<std::uint16_t>() { return {ElementType::Kind::u16}; }
template <> ElementType element_type<std::int32_t>() { return {ElementType::Kind::i32}; }
template <> ElementType element_type<std::int64_t>() { return {ElementType::Kind::i64}; }
template <> ElementType element_type<std::uint64_t>() { return {ElementType::Kind::u64}; }
template <> ElementType element_type<Half>() { return {ElementType::Kind::f16}; }
template <> ElementType element_type<float>() { return {ElementType::Kind::f32}; }
template <> ElementType element_type<double>() { return {ElementType::Kind::f64}; }

void create_dataset(hid_t file, const std::string& name, const ElementType& type, const std::vector<hsize_t>& shape) {
  const Properties links(H5Pcreate(H5P_LINK_CREATE), "create link properties");
  check(H5Pset_create_intermediate_group(links, 1), "create parent groups");
  const Properties creation(H5Pcreate(H5P_DATASET_CREATE), "create dataset properties");
  check(H5Pset_layout(creation, H5D_CONTIGUOUS), "set the layout");
  check(H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER), "set the fill time");
  check(H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY), "set the allocation time");
  const Dataspace space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), "dataspace");
  const Dataset made(H5Dcreate2(file, name.c_str(), type.make(), space, links, creation, H5P_DEFAULT),
                     "create the dataset " + name);
}

std::size_t DatasetInfo::row_bytes() const {
  std::size_t bytes = element_bytes;
  for (std::size_t i = 1; i < shape.size(); ++i) bytes *= static_cast<std::size_t>(shape[i]);
  return bytes;
}

DatasetInfo info(hid_t dataset) {
  const Dataspace space(H5Dget_space(dataset), "get a dataspace");
  const Datatype type(H5Dget_type(dataset), "get a type");
  DatasetInfo result;
  result.shape.resize(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space))));
  check(H5Sget_simple_extent_dims(space, result.shape.data(), nullptr), "get a shape");
  result.element_bytes = H5Tget_size(type);
  return result;
}

namespace {

// No pointers (variable-length values, references), which the library would hand out as bytes.
bool holds_plain_values(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
    case H5T_FLOAT:
      return true;
    case H5T_STRING:
      return H5Tis_variable_str(type) == 0;
    case H5T_COMPOUND:
      break;
    default:
      return false;
  }
  for (int i = 0; i < H5Tget_nmembers(type); ++i)
    if (!holds_plain_values(Datatype(H5Tget_member_type(type, static_cast<unsigned>(i)), "get a field's type")))
      return false;
  return true;
}

// Bytes that shape and type promise; nothing where 63 bits cannot count them, or the entries.
std::optional<std::int64_t> bytes_promised(const DatasetInfo& info) {
  std::int64_t bytes = 0, row_bytes = 0;
  if (__builtin_add_overflow(info.element_bytes, 0, &row_bytes)) return std::nullopt;
  for (std::size_t i = 1; i < info.shape.size(); ++i)
    if (__builtin_mul_overflow(row_bytes, info.shape[i], &row_bytes)) return std::nullopt;
  const hsize_t rows = info.shape.empty() ? 1 : info.shape.front();
  if (__builtin_mul_overflow(row_bytes, rows, &bytes) || !std::in_range<std::int64_t>(rows)) return std::nullopt;
  return bytes;
}

std::int64_t file_bytes(hid_t object) {
  hsize_t bytes = 0;
  const File file(H5Iget_file_id(object), "get a dataset's file");
  check(H5Fget_filesize(file, &bytes), "get a file's size");
  return static_cast<std::int64_t>(bytes);
}

}  // namespace

DatasetInfo stored_info(hid_t dataset) {
  const DatasetInfo result = info(dataset);
  if (!holds_plain_values(Datatype(H5Dget_type(dataset), "get a type")))
    fail_data(name_of(dataset) + " holds neither numbers, nor texts of a fixed length, nor records of numbers");
  const auto promised = bytes_promised(result);
  const bool is_whole = promised && H5Dget_storage_size(dataset) == static_cast<hsize_t>(*promised);
  const haddr_t first = H5Dget_offset(dataset);
  H5Eclear2(H5E_DEFAULT);  // of a dataset that has no place in the file
  const std::int64_t size = file_bytes(dataset);
  if (!is_whole || (*promised > 0 && (*promised > size || first > static_cast<haddr_t>(size - *promised))))
    fail_data(
        fmt::format("{} has the shape [{}] of elements of {} bytes, which do not lie in one piece of this file of "
                    "{} bytes",
                    name_of(dataset), fmt::join(result.shape, ", "), result.element_bytes, size));
  return result;
}

Range data_extent(hid_t dataset) {
  const auto bytes = static_cast<std::int64_t>(H5Dget_storage_size(dataset));
  if (bytes == 0) return {};
  const haddr_t first = H5Dget_offset(dataset);
  if (first == HADDR_UNDEF) fail_hdf5("tell where a dataset's data are", std::source_location::current());
  return {static_cast<std::int64_t>(first), static_cast<std::int64_t>(first) + bytes};
}

bool is_in_this_file(hid_t dataset) {
  const Properties creation(H5Dget_create_plist(dataset), "ask how a dataset was made");
  return H5Pget_layout(creation) != H5D_VIRTUAL && H5Pget_external_count(creation) == 0;
}

bool is_little_endian_float(hid_t dataset) {
  const Datatype type(H5Dget_type(dataset), "get a type");
  using K = ElementType::Kind;
  for (K kind : {K::f16, K::f32, K::f64})
    if (H5Tequal(type, number_type(kind)) > 0) return true;
  return false;
}

Dataset open_dataset(hid_t file, const std::string& name) {
  return Dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), "open the dataset " + name);
}

bool exists(hid_t file, const std::string& name) {
  for (std::size_t slash = name.find('/', 1);; slash = name.find('/', slash + 1)) {
    const std::string part = name.substr(0, slash);
    H5L_info_t link{};
    if (H5Lexists(file, part.c_str(), H5P_DEFAULT) <= 0) return false;
    if (H5Lget_info(file, part.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) return false;
    if (slash == std::string::npos) return true;
  }
}

std::vector<std::string> dataset_names(hid_t file) {
  std::vector<std::string> names;
  const auto collect = [](hid_t, const char* name, const H5O_info_t* object, void* out) -> herr_t {
    if (object->type == H5O_TYPE_DATASET) static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  check(H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, collect, &names, H5O_INFO_BASIC), "list its datasets");
  std::sort(names.begin(), names.end());
  return names;
}

namespace {

std::int64_t bytes_of(const DatasetInfo& shape, std::int64_t rows) {
  return rows * static_cast<std::int64_t>(shape.row_bytes());
}

}  // namespace

void read_rows(hid_t dataset, std::int64_t first, std::int64_t count, void* out) {
  const DatasetInfo shape = info(dataset);
  const Datatype type(H5Dget_type(dataset), "get a type");
  for_each_slice(shape, first, count, [&](std::int64_t row, std::int64_t n, std::size_t offset) {
    const pulse::FileTransfer transfer(pulse::FileTransfer::Direction::read, bytes_of(shape, n));
    const Selection rows = select_rows(dataset, shape, row, n);
    check_transfer(H5Dread(dataset, type, rows.memory, rows.file, H5P_DEFAULT, static_cast<char*>(out) + offset),
                   "read", dataset);
  });
}

void write_rows(hid_t dataset, std::int64_t first, std::int64_t count, const void* data) {
  const DatasetInfo shape = info(dataset);
  const Datatype type(H5Dget_type(dataset), "get a type");
  for_each_slice(shape, first, count, [&](std::int64_t row, std::int64_t n, std::size_t offset) {
    const pulse::FileTransfer transfer(pulse::FileTransfer::Direction::write, bytes_of(shape, n));
    const Selection rows = select_rows(dataset, shape, row, n);
    check_transfer(
        H5Dwrite(dataset, type, rows.memory, rows.file, H5P_DEFAULT, static_cast<const char*>(data) + offset), "write",
        dataset);
  });
}

void write_rows_collectively(const Communicator& comm, hid_t dataset, std::int64_t first, std::int64_t count,
                             const void* data) {
  const DatasetInfo shape = info(dataset);
  check_bounds(shape, count == 0 ? 0 : first, count);
  const Datatype type(H5Dget_type(dataset), "get a type");
  const std::int64_t slice = rows_per_slice(shape);
  // A collective write is called equally often by all ranks, also by those that have nothing left.
  const std::int64_t rounds = comm.max((count + slice - 1) / slice);
  for (std::int64_t round = 0; round < rounds; ++round) {
    const std::int64_t done = std::min(round * slice, count);
    const std::int64_t n = std::min(slice, count - done);
    const pulse::Collective together("write to a file", pulse::Collective::Of::files);
    const Selection rows = select_rows(dataset, shape, n == 0 ? 0 : first + done, n);
    const Properties mode = transfer(H5FD_MPIO_COLLECTIVE);
    const char* from = static_cast<const char*>(data) + static_cast<std::size_t>(done) * shape.row_bytes();
    check_transfer(H5Dwrite(dataset, type, rows.memory, rows.file, mode, n == 0 ? "" : from), "write", dataset);
    require_collective(mode);
  }
}

void flush(hid_t file) { check(H5Fflush(file, H5F_SCOPE_GLOBAL), "flush a file"); }

void write_attribute(hid_t object, const std::string& name, const std::string& text) {
  if (H5Aexists(object, name.c_str()) > 0) check(H5Adelete(object, name.c_str()), "replace the attribute " + name);
  ElementType type{ElementType::Kind::text, text.size()};
  const Dataspace scalar(H5Screate(H5S_SCALAR), "dataspace");
  const Datatype made = type.make();
  const Attribute attribute(H5Acreate2(object, name.c_str(), made, scalar, H5P_DEFAULT, H5P_DEFAULT),
                            "create the attribute " + name);
  check(H5Awrite(attribute, made, text.c_str()), "write the attribute " + name);
}

namespace {

template <class T> void write_number(hid_t object, const std::string& name, hid_t type, T value) {
  if (H5Aexists(object, name.c_str()) > 0) check(H5Adelete(object, name.c_str()), "replace the attribute " + name);
  const Dataspace scalar(H5Screate(H5S_SCALAR), "dataspace");
  const Attribute attribute(H5Acreate2(object, name.c_str(), type, scalar, H5P_DEFAULT, H5P_DEFAULT),
                            "create the attribute " + name);
  check(H5Awrite(attribute, type, &value), "write the attribute " + name);
}

}  // namespace

void write_attribute(hid_t object, const std::string& name, std::int64_t value) {
  write_number(object, name, H5T_NATIVE_INT64, value);
}
void write_attribute(hid_t object, const std::string& name, double value) {
  write_number(object, name, H5T_NATIVE_DOUBLE, value);
}

namespace {

// An attribute as it is to be read: one value of the class. More would not fit the place they are read into.
Attribute open_attribute(hid_t object, const std::string& name, std::initializer_list<H5T_class_t> classes) {
  Attribute attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), "open the attribute " + name);
  const Dataspace space(H5Aget_space(attribute), "get a dataspace");
  const Datatype type(H5Aget_type(attribute), "get a type");
  const bool is_of_class = std::ranges::find(classes, H5Tget_class(type)) != classes.end();
  if (!is_of_class || !holds_plain_values(type) || H5Sget_simple_extent_npoints(space) != 1)
    fail_data(fmt::format("the attribute '{}' of {} is not one {}", name, text_from(H5Fget_name, object),
                          *classes.begin() == H5T_STRING ? "text of a fixed length" : "number"));
  return attribute;
}

template <class T> std::optional<T> read_number(hid_t object, const std::string& name, hid_t type) {
  if (H5Aexists(object, name.c_str()) <= 0) return std::nullopt;
  T value = 0;
  check(H5Aread(open_attribute(object, name, {H5T_INTEGER, H5T_FLOAT}), type, &value), "read the attribute " + name);
  return value;
}

}  // namespace

std::optional<std::string> read_text_attribute(hid_t object, const std::string& name) {
  if (H5Aexists(object, name.c_str()) <= 0) return std::nullopt;
  const Attribute attribute = open_attribute(object, name, {H5T_STRING});
  const Datatype type(H5Aget_type(attribute), "get a type");
  std::string text(H5Tget_size(type), '\0');
  check(H5Aread(attribute, type, text.data()), "read the attribute " + name);
  text.resize(std::min(text.size(), text.find('\0')));
  return text;
}

std::optional<std::int64_t> read_int_attribute(hid_t object, const std::string& name) {
  return read_number<std::int64_t>(object, name, H5T_NATIVE_INT64);
}

std::optional<double> read_real_attribute(hid_t object, const std::string& name) {
  return read_number<double>(object, name, H5T_NATIVE_DOUBLE);
}

Group require_group(hid_t file, const std::string& name) {
  if (exists(file, name)) return Group(H5Gopen2(file, name.c_str(), H5P_DEFAULT), "open the group " + name);
  const Properties links(H5Pcreate(H5P_LINK_CREATE), "create link properties");
  check(H5Pset_create_intermediate_group(links, 1), "create parent groups");
  return Group(H5Gcreate2(file, name.c_str(), links, H5P_DEFAULT, H5P_DEFAULT), "create the group " + name);
}

std::string library_version() {
  unsigned major = 0, minor = 0, release = 0;
  check(H5get_libversion(&major, &minor, &release), "ask for its version");
  return fmt::format("{}.{}.{}", major, minor, release);
}

void remove(hid_t file, const std::string& name) {
  check(H5Ldelete(file, name.c_str(), H5P_DEFAULT), "remove " + name);
}

void link_external(hid_t file, const std::string& name, const std::string& target_file, const std::string& target) {
  check(H5Lcreate_external(target_file.c_str(), target.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
        "link " + name + " to " + target_file);
}

}  // namespace thema::h5
