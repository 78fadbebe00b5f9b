// SPDX-License-Identifier: Apache-2.0
#include "thema/data/stage_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <sstream>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/core/fault_injection.hpp"
#include "thema/core/partition.hpp"
#include "thema/core/pulse.hpp"
#include "thema/data/file_seal.hpp"
#include "thema/data/provenance.hpp"

namespace thema {

namespace fs = std::filesystem;

namespace {

constexpr const char* kChecksums = "checksums/";
constexpr const char* kChecksumGroup = "checksums";
constexpr const char* kCheckpoint = "checkpoint";
constexpr const char* kProvenance = "provenance";
constexpr const char* kTablesWritten = "tables_written";  // attribute of the provenance: only the seal is missing

std::int64_t rows_per_piece(const h5::DatasetInfo& info) {
  const auto width = static_cast<std::int64_t>(std::max<std::size_t>(1, info.row_bytes()));
  return std::max<std::int64_t>(1, kPieceBytes / width);
}

std::int64_t piece_count(const h5::DatasetInfo& info) {
  const std::int64_t rows = rows_per_piece(info);
  return (info.rows() + rows - 1) / rows;
}

// Cuts at a character's start, never inside one: the result stays UTF-8.
std::string_view cut_text(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

bool starts_with(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

// Datasets that people read: neither checksums nor the checkpoint of an unfinished stage.
std::vector<std::string> data_names(hid_t file) {
  std::vector<std::string> names = h5::dataset_names(file);
  std::erase_if(names, [](const std::string& n) { return starts_with(n, kChecksums) || starts_with(n, kCheckpoint); });
  return names;
}

void create_objects(const fs::path& path, const StageRecord& record, const std::vector<DatasetSpec>& datasets) {
  const h5::File file = h5::create_file(path);
  for (const DatasetSpec& spec : datasets) h5::create_dataset(file, spec.name, spec.type, spec.shape);
  h5::write_attribute(file, "thema_schema", kSchemaVersion);
  h5::write_attribute(file, "stage", record.stage);
  h5::write_attribute(file, "fingerprint", record.fingerprint_text());
  h5::write_attribute(file, "fingerprint_checksum", fingerprint_checksum(record.fingerprint_text()));
  h5::write_attribute(file, "options", record.options);
  h5::write_attribute(file, "inputs", fmt::format("{}", fmt::join(record.inputs, "\n")));
  h5::flush(file);  // a full disk is told here; a failed close is only a warning
}

// Checksums of this rank's share of the pieces, computed from the file as it was written; the others' stay 0.
std::map<std::string, std::vector<std::uint64_t>> checksums_of_my_pieces(const Communicator& comm,
                                                                         const fs::path& path) {
  std::map<std::string, std::vector<std::uint64_t>> sums;
  const h5::File file = h5::open_for_reading(path);
  std::vector<std::byte> piece;
  for (const std::string& name : data_names(file)) {
    const h5::Dataset dataset = h5::open_dataset(file, name);
    const h5::DatasetInfo info = h5::stored_info(dataset);
    auto& mine = sums[name];
    mine.resize(static_cast<std::size_t>(piece_count(info)));
    const Range pieces = even_part(piece_count(info), comm.size(), comm.rank());
    for (std::int64_t p = pieces.first; p < pieces.last; ++p) {
      const std::int64_t first = p * rows_per_piece(info);
      const std::int64_t count = std::min(rows_per_piece(info), info.rows() - first);
      piece.resize(static_cast<std::size_t>(count) * info.row_bytes());
      h5::read_rows(dataset, first, count, piece.data());
      mine[static_cast<std::size_t>(p)] = checksum(piece);
    }
  }
  return sums;
}

void write_checksums(hid_t file, const std::map<std::string, std::vector<std::uint64_t>>& checksums) {
  for (const auto& [name, sums] : checksums) {
    const std::string path = kChecksums + name;
    h5::create_dataset(file, path, h5::element_type<std::uint64_t>(), {sums.size()});
    const h5::Dataset dataset = h5::open_dataset(file, path);
    if (!sums.empty()) h5::write_rows(dataset, 0, static_cast<std::int64_t>(sums.size()), sums.data());
    h5::write_attribute(dataset, "piece_rows", rows_per_piece(h5::info(h5::open_dataset(file, name))));
    h5::write_attribute(dataset, "algorithm", std::string("xxh3_64"));
  }
}

}  // namespace

h5::ElementType text_type(const std::vector<std::string>& texts) {
  std::size_t longest = 1;
  for (const std::string& text : texts) longest = std::max(longest, text.size());
  return {h5::ElementType::Kind::text, longest};
}

std::string StageRecord::fingerprint_text() const { return fmt::format("{}", fmt::join(fingerprint, "\n")); }

std::string fingerprint_checksum(const std::string& fingerprint) { return hexadecimal(checksum(fingerprint)); }

fs::path stage_path(const fs::path& run, const std::string& stage) { return run / (stage + ".h5"); }
fs::path partial_path(const fs::path& run, const std::string& stage) { return run / (stage + ".h5.partial"); }

StageWriter::StageWriter(Context& context, fs::path run, std::string stage)
    : comm_(&context.comm),
      run_(std::move(run)),
      stage_(std::move(stage)),
      // First what one rank alone may fail to do: closing a file that is open in parallel waits for all.
      sync_handle_(FileDescriptor::open_write(partial_path(run_, stage_))),
      file_(h5::open_for_parallel_writing(partial_path(run_, stage_), context.comm)) {
  faults::set_file(partial_path(run_, stage_));
}

StageWriter StageWriter::create(Context& context, const fs::path& run, const StageRecord& record,
                                const std::vector<DatasetSpec>& datasets) {
  const fs::path path = partial_path(run, record.stage);
  h5::require_room_for_path(path);
  if (context.comm.is_root()) {
    create_objects(path, record, datasets);
    FileDescriptor::open_write(path).sync();
  }
  context.comm.barrier();
  return StageWriter(context, run, record.stage);
}

namespace {

bool has_as_specified(hid_t file, const DatasetSpec& spec) {
  if (!h5::exists(file, spec.name)) return false;
  const h5::DatasetInfo info = h5::stored_info(h5::open_dataset(file, spec.name));
  return info.shape == spec.shape && info.element_bytes == spec.type.size();
}

}  // namespace

std::optional<StageWriter> StageWriter::resume(Context& context, const fs::path& run, const StageRecord& record,
                                               const std::vector<DatasetSpec>& datasets) {
  bool usable = false;
  if (context.comm.is_root()) {
    try {
      const h5::File partial = h5::open_for_reading(partial_path(run, record.stage));
      usable = h5::read_text_attribute(partial, "fingerprint") == record.fingerprint_text() &&
               std::ranges::all_of(datasets, [&](const DatasetSpec& spec) { return has_as_specified(partial, spec); });
    } catch (const Error&) {  // killed while its objects were being made: nothing in it is worth keeping
    }
  }
  if (!context.comm.any(usable)) return std::nullopt;
  return StageWriter(context, run, record.stage);
}

StageWriter::~StageWriter() {
  if (std::uncaught_exceptions() == 0 || comm_->size() == 1) return;
  for (auto& [name, dataset] : open_) dataset.release();
  file_.release();
}

const h5::Dataset& StageWriter::dataset(const std::string& name) {
  auto at = open_.find(name);
  if (at == open_.end()) at = open_.emplace(name, h5::open_dataset(file_, name)).first;
  return at->second;
}

namespace {

std::int64_t rows_in(const h5::DatasetInfo& info, std::size_t bytes, const std::string& name) {
  const std::size_t width = info.row_bytes();
  if (width == 0 || bytes % width != 0) fail(fmt::format("{} bytes are not whole rows of {}", bytes, name));
  return static_cast<std::int64_t>(bytes / width);
}

}  // namespace

void StageWriter::note(const std::string& name, std::int64_t first, const void* data, std::size_t bytes) {
  if (starts_with(name, kCheckpoint)) return;  // written again and again, and checked by its readers
  written_.push_back({name, first, bytes, checksum(std::span(static_cast<const std::byte*>(data), bytes))});
}

void StageWriter::require_as_written() const {
  const fs::path path = partial_path(run_, stage_);
  const h5::File file = h5::open_for_reading(path);
  std::vector<std::byte> bytes;
  for (const Written& part : written_) {
    const h5::Dataset from = h5::open_dataset(file, part.name);
    const std::int64_t rows = rows_in(h5::info(from), part.bytes, part.name);
    bytes.resize(part.bytes);
    h5::read_rows(from, part.first, rows, bytes.data());
    if (checksum(bytes) != part.checksum)
      fail_data(
          fmt::format("{}: rows {} to {} of '{}' are not what was written, the disk or another program has changed "
                      "them; the same command writes them again",
                      path.string(), part.first, part.first + rows, part.name));
  }
}

void StageWriter::write_bytes(const std::string& name, std::int64_t first, const void* data, std::size_t bytes) {
  if (bytes == 0) return;
  const h5::Dataset& target = dataset(name);
  h5::write_rows(target, first, rows_in(h5::info(target), bytes, name), data);
  note(name, first, data, bytes);
}

void StageWriter::write_bytes_collectively(const std::string& name, std::int64_t first, const void* data,
                                           std::size_t bytes) {
  const h5::Dataset& target = dataset(name);
  const h5::DatasetInfo info = h5::info(target);
  if (info.row_bytes() == 0 || info.rows() == 0) return;  // the same on all ranks
  h5::write_rows_collectively(*comm_, target, first, rows_in(info, bytes, name), data);
  if (bytes > 0) note(name, first, data, bytes);
}

void StageWriter::read_bytes(const std::string& name, std::int64_t first, void* data, std::size_t bytes) {
  const h5::Dataset& from = dataset(name);
  h5::read_rows(from, first, rows_in(h5::info(from), bytes, name), data);
}

void StageWriter::write_texts(const std::string& name, std::int64_t first, const std::vector<std::string>& texts) {
  const std::size_t width = h5::info(dataset(name)).element_bytes;
  std::vector<char> bytes(texts.size() * width, '\0');
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string_view cut = cut_text(texts[i], width);
    std::copy(cut.begin(), cut.end(), bytes.begin() + static_cast<std::ptrdiff_t>(i * width));
  }
  write_bytes(name, first, bytes.data(), bytes.size());
}

void StageWriter::sync() const { sync_handle_.sync(); }

void StageWriter::set_attribute(const std::string& object, const std::string& name, std::string value) {
  attributes_.push_back({object, name, std::move(value)});
}
void StageWriter::set_attribute(const std::string& object, const std::string& name, std::int64_t value) {
  attributes_.push_back({object, name, {}, value, 0, PendingAttribute::Kind::whole});
}
void StageWriter::set_attribute(const std::string& object, const std::string& name, double value) {
  attributes_.push_back({object, name, {}, 0, value, PendingAttribute::Kind::real});
}

void StageWriter::complete(Context& context) {
  pulse::reached("seal", 1);
  open_.clear();
  comm_->barrier();    // so that nobody waits for long inside HDF5, where the watchdog does not see it
  file_ = h5::File();  // a collective close: what any rank wrote is visible to all afterwards
  sync();
  comm_->barrier();
  // In this order: what changes before the checksums are taken is found now, what changes later by whoever reads it.
  auto checksums = checksums_of_my_pieces(*comm_, partial_path(run_, stage_));
  require_as_written();
  for (auto& [name, sums] : checksums) comm_->sum(std::span<std::uint64_t>(sums));
  pulse::reached("seal", 2);
  comm_->barrier();  // all readers have closed the file before it is opened for writing
  if (comm_->is_root()) finish_on_root(context, checksums);
  comm_->barrier();
}

// What people and programs read, but for the seal. Until this is durable the checkpoint stays, so that a job killed in
// the midst of it goes on from there.
void StageWriter::write_tables(const Context& context,
                               const std::map<std::string, std::vector<std::uint64_t>>& checksums) {
  const h5::File file = h5::open_for_writing(partial_path(run_, stage_));
  if (h5::exists(file, kChecksumGroup)) h5::remove(file, kChecksumGroup);  // of a job killed here
  write_checksums(file, checksums);
  for (const PendingAttribute& a : attributes_) {
    const h5::Dataset dataset = a.object.empty() ? h5::Dataset() : h5::open_dataset(file, a.object);
    const hid_t object = a.object.empty() ? static_cast<hid_t>(file) : static_cast<hid_t>(dataset);
    if (a.kind == PendingAttribute::Kind::text) h5::write_attribute(object, a.name, a.text);
    if (a.kind == PendingAttribute::Kind::whole) h5::write_attribute(object, a.name, a.whole);
    if (a.kind == PendingAttribute::Kind::real) h5::write_attribute(object, a.name, a.real);
  }
  const h5::Group provenance = h5::require_group(file, kProvenance);
  for (const auto& [name, value] : provenance_of(context)) h5::write_attribute(provenance, name, value);
  h5::flush(file);
}

namespace {

// Open MPI keeps two empty files a rank, for shared file pointers, beside an open one. Those of a killed job's ranks
// that this one does not have would stay.
void remove_side_files(const fs::path& path) {
  const std::string start = path.filename().string() + ".";
  std::error_code error;
  std::vector<fs::path> left;
  for (fs::directory_iterator entry(path.parent_path(), error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(start + "data.") || name.starts_with(start + "metadata.")) left.push_back(entry->path());
  }
  for (const fs::path& file : left) fs::remove(file, error);
}

void seal_and_rename(const fs::path& run, const std::string& stage) {
  const fs::path path = partial_path(run, stage);
  std::vector<Range> data;
  {
    const h5::File file = h5::open_for_reading(path);
    data = data_extents(file, data_names(file));
  }
  pulse::reached("seal", 3);
  seal_file(path, data);
  pulse::reached("seal", 4);
  rename_durably(path, stage_path(run, stage));
  remove_side_files(path);
}

// On rank 0: whether only the seal is missing.
bool lacks_only_the_seal(const fs::path& path, const StageRecord& record) {
  try {
    if (!fs::exists(path)) return false;
    const h5::File file = h5::open_for_reading(path);
    if (h5::read_text_attribute(file, "fingerprint") != record.fingerprint_text()) return false;
    if (!h5::exists(file, kProvenance)) return false;
    return h5::read_text_attribute(h5::require_group(file, kProvenance), kTablesWritten).has_value();
  } catch (const Error&) {  // killed while its objects were being made
    return false;
  }
}

}  // namespace

void StageWriter::finish_on_root(const Context& context,
                                 const std::map<std::string, std::vector<std::uint64_t>>& checksums) {
  write_tables(context, checksums);
  sync();
  {
    const h5::File file = h5::open_for_writing(partial_path(run_, stage_));
    h5::write_attribute(h5::require_group(file, kProvenance), kTablesWritten, std::string("yes"));
    if (h5::exists(file, kCheckpoint)) h5::remove(file, kCheckpoint);
    h5::flush(file);
  }
  seal_and_rename(run_, stage_);
}

bool StageWriter::finish_interrupted(Context& context, const fs::path& run, const StageRecord& record) {
  const fs::path path = partial_path(run, record.stage);
  if (!context.comm.any(context.comm.is_root() && lacks_only_the_seal(path, record))) return false;
  std::int64_t differ = 0;
  auto sums = checksums_of_my_pieces(context.comm, path);
  const h5::File file = h5::open_for_reading(path);
  for (auto& [name, mine] : sums) {
    context.comm.sum(std::span<std::uint64_t>(mine));
    std::vector<std::uint64_t> stored(mine.size());
    const h5::Dataset dataset = h5::open_dataset(file, kChecksums + name);
    const h5::DatasetInfo info = h5::stored_info(dataset);
    if (info.rows() != std::ssize(mine) || info.row_bytes() != sizeof(std::uint64_t)) return false;  // on all ranks
    if (!mine.empty()) h5::read_rows(dataset, 0, std::ssize(stored), stored.data());
    differ += stored != mine;
  }
  if (context.comm.any(differ != 0)) return false;
  if (context.comm.is_root()) seal_and_rename(run, record.stage);
  context.comm.barrier();
  return true;
}

namespace {

h5::File open_sealed(const fs::path& path) {
  check_seal(path);
  return h5::open_for_reading(path);
}

}  // namespace

struct StageReader::Column {
  h5::Dataset dataset;
  h5::DatasetInfo info;
  std::vector<std::uint64_t> checksums;
  std::int64_t piece_rows = 1;
  std::int64_t cached = -1;  // piece in `buffer`
  std::vector<std::byte> buffer;
  std::string name;

  std::int64_t rows_of(std::int64_t piece) const { return std::min(piece_rows, info.rows() - piece * piece_rows); }
};

StageReader::StageReader(const fs::path& run, const std::string& stage)
    : path_(stage_path(run, stage)), file_(open_sealed(path_)) {
  const auto schema = h5::read_int_attribute(file_, "thema_schema");
  const auto kind = h5::read_text_attribute(file_, "stage");
  if (!schema || !kind) fail_data(path_.string() + " is not a file of thema");
  if (*kind != stage) fail_data(path_.string() + " holds the stage '" + *kind + "', expected '" + stage + "'");
  if (*schema != kSchemaVersion)
    fail_data(
        fmt::format("{} has schema version {}; this thema reads version {}", path_.string(), *schema, kSchemaVersion));
  fingerprint_ = h5::read_text_attribute(file_, "fingerprint").value_or("");
}

StageReader::StageReader(StageReader&&) noexcept = default;
StageReader::~StageReader() = default;

void StageReader::refuse(const std::string& name, const std::string& why) const {
  fail_data(fmt::format("{}: '{}' {}", path_.string(), name, why));
}

bool StageReader::has(const std::string& name) const { return h5::exists(file_, name); }

h5::DatasetInfo StageReader::info(const std::string& name) const {
  if (!has(name)) fail_data(path_.string() + " has no dataset '" + name + "'");
  try {
    return h5::stored_info(h5::open_dataset(file_, name));
  } catch (const Error& error) {
    if (error.code() == ExitCode::data) throw;
    fail_data(fmt::format("{}: the dataset '{}' cannot be read: {}", path_.string(), name, error.what()));
  }
}

std::optional<std::int64_t> StageReader::int_attribute(const std::string& name) const {
  return h5::read_int_attribute(file_, name);
}

std::optional<double> StageReader::real_attribute(const std::string& name) const {
  return h5::read_real_attribute(file_, name);
}

std::optional<std::string> StageReader::text_attribute(const std::string& name) const {
  return h5::read_text_attribute(file_, name);
}

StageReader::Column& StageReader::column(const std::string& name) {
  if (const auto at = columns_.find(name); at != columns_.end()) return *at->second;
  auto made = std::make_unique<Column>();
  made->name = name;
  made->info = info(name);
  made->dataset = h5::open_dataset(file_, name);
  const std::string path = kChecksums + name;
  if (!has(path)) fail_data(path_.string() + " has no checksums for the dataset '" + name + "'");
  const h5::DatasetInfo sums_info = info(path);
  const h5::Dataset sums = h5::open_dataset(file_, path);
  made->piece_rows = h5::read_int_attribute(sums, "piece_rows").value_or(0);
  if (made->piece_rows != rows_per_piece(made->info) || sums_info.rows() != piece_count(made->info) ||
      sums_info.row_bytes() != sizeof(std::uint64_t))
    fail_data(path_.string() + ": the checksums of '" + name + "' do not fit its shape");
  made->checksums.resize(static_cast<std::size_t>(sums_info.rows()));
  if (!made->checksums.empty()) h5::read_rows(sums, 0, sums_info.rows(), made->checksums.data());
  return *columns_.emplace(name, std::move(made)).first->second;
}

void StageReader::read_piece(Column& column, std::int64_t piece, std::byte* out) {
  const std::int64_t first = piece * column.piece_rows, count = column.rows_of(piece);
  try {
    h5::read_rows(column.dataset, first, count, out);
  } catch (const Error& error) {
    fail_data(fmt::format("{}: rows {} to {} of '{}' cannot be read: {}", path_.string(), first, first + count,
                          column.name, error.what()));
  }
  const std::size_t bytes = static_cast<std::size_t>(count) * column.info.row_bytes();
  if (checksum(std::span(out, bytes)) != column.checksums[static_cast<std::size_t>(piece)])
    fail_data(
        fmt::format("{}: rows {} to {} of '{}' are damaged, their checksum differs; where the file is removed, its "
                    "stage makes it again",
                    path_.string(), first, first + count, column.name));
}

void StageReader::read_bytes(const std::string& name, std::int64_t first, Bytes out) {
  const std::size_t bytes = out.count;
  if (bytes == 0) return;
  Column& from = column(name);
  const std::size_t width = from.info.row_bytes();
  if (width == 0 || bytes % width != 0 || (out.element > 1 && out.element != from.info.element_bytes))
    refuse(name, fmt::format("has the shape [{}] of elements of {} bytes; read are {} bytes of elements of {}",
                             fmt::join(from.info.shape, ", "), from.info.element_bytes, bytes, out.element));
  const auto rows = static_cast<std::int64_t>(bytes / width);
  if (first < 0 || rows > from.info.rows() || first > from.info.rows() - rows)
    fail_data(fmt::format("{}: {} rows from {} on of '{}' were asked for, it has {}", path_.string(), rows, first, name,
                          from.info.rows()));
  const std::int64_t last = first + rows;
  auto* to = static_cast<std::byte*>(out.data);
  for (std::int64_t row = first; row < last;) {
    const std::int64_t piece = row / from.piece_rows, begin = piece * from.piece_rows;
    const std::int64_t end = std::min(last, begin + from.rows_of(piece));
    const std::size_t wanted = static_cast<std::size_t>(end - row) * width;
    if (row == begin && end == begin + from.rows_of(piece) && from.cached != piece) {
      read_piece(from, piece, to);
    } else {
      if (from.cached != piece) {
        from.buffer.resize(static_cast<std::size_t>(from.rows_of(piece)) * width);
        from.cached = -1;
        read_piece(from, piece, from.buffer.data());
        from.cached = piece;
      }
      std::memcpy(to, from.buffer.data() + static_cast<std::size_t>(row - begin) * width, wanted);
    }
    to += wanted;
    row = end;
  }
}

std::vector<std::string> StageReader::read_texts(const std::string& name) {
  const std::size_t width = info(name).element_bytes;
  const std::vector<char> bytes = read<char>(name);
  std::vector<std::string> texts;
  for (std::size_t at = 0; at + width <= bytes.size(); at += width) {
    std::string text(bytes.data() + at, width);
    text.resize(std::min(text.size(), text.find('\0')));
    texts.push_back(std::move(text));
  }
  return texts;
}

std::int64_t StageReader::verify_part(std::int64_t parts, std::int64_t part) {
  std::int64_t checked = 0;
  std::vector<std::byte> buffer;
  for (const std::string& name : data_names(file_)) {
    Column& each = column(name);
    const Range pieces = even_part(static_cast<std::int64_t>(each.checksums.size()), parts, part);
    for (std::int64_t p = pieces.first; p < pieces.last; ++p) {
      buffer.resize(static_cast<std::size_t>(each.rows_of(p)) * each.info.row_bytes());
      read_piece(each, p, buffer.data());
      checked += static_cast<std::int64_t>(buffer.size());
    }
  }
  return checked;
}

std::optional<std::string> stored_fingerprint(const fs::path& file) {
  if (!fs::exists(file)) return std::nullopt;
  const h5::File opened = open_sealed(file);
  return h5::read_text_attribute(opened, "fingerprint").value_or("");
}

std::string fingerprint_difference(const std::string& stored, const std::string& wanted) {
  const auto lines_of = [](const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  };
  const auto before = lines_of(stored), now = lines_of(wanted);
  std::string difference;
  for (const auto& line : before)
    if (std::find(now.begin(), now.end(), line) == now.end()) difference += "  - " + line + "\n";
  for (const auto& line : now)
    if (std::find(before.begin(), before.end(), line) == before.end()) difference += "  + " + line + "\n";
  return difference;
}

}  // namespace thema
