// SPDX-License-Identifier: Apache-2.0
#include "thema/core/files.hpp"

#include <fcntl.h>
#include <glob.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "thema/core/error.hpp"
#include "thema/core/pulse.hpp"

namespace thema {

namespace fs = std::filesystem;

namespace {

// Reasons for which the place of the output is to blame, and not thema.
constexpr std::array kOutputReasons{ENOSPC, EDQUOT, EFBIG,   EIO,    EROFS, EACCES,
                                    EPERM,  ENOENT, ENOTDIR, EISDIR, ENXIO, ENAMETOOLONG};

// What failed while output was opened or written.
[[noreturn]] void fail_to_write(const std::string& action, const fs::path& path) {
  const int code = errno;
  const std::string message = "cannot " + action + " " + path.string() + ": " + std::strerror(code);
  const bool is_output = std::find(kOutputReasons.begin(), kOutputReasons.end(), code) != kOutputReasons.end();
  throw Error(message, is_output ? ExitCode::output : ExitCode::internal);
}

[[noreturn]] void fail_to_read(const fs::path& path) {
  fail_data("cannot read " + path.string() + ": " + std::strerror(errno));
}

}  // namespace

FileDescriptor::FileDescriptor(fs::path path, int flags) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), flags | O_CLOEXEC, 0666);
  if (descriptor_ >= 0) return;
  if ((flags & O_ACCMODE) == O_RDONLY) fail_to_read(path_);
  fail_to_write("open for writing", path_);
}

FileDescriptor FileDescriptor::open_read(const fs::path& path) {
  FileDescriptor file(path, O_RDONLY);
  if (fs::is_directory(path)) fail_data("cannot read " + path.string() + ": it is a folder, not a file");
  return file;
}
FileDescriptor FileDescriptor::create(const fs::path& path) { return {path, O_RDWR | O_CREAT | O_TRUNC}; }
FileDescriptor FileDescriptor::open_or_create(const fs::path& path) { return {path, O_RDWR | O_CREAT}; }
FileDescriptor FileDescriptor::open_write(const fs::path& path) { return {path, O_RDWR}; }

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileDescriptor::~FileDescriptor() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::int64_t FileDescriptor::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) fail_to_read(path_);
  return status.st_size;
}

void FileDescriptor::read_at(std::int64_t offset, std::span<char> out) const {
  const pulse::FileTransfer transfer(pulse::FileTransfer::Direction::read, std::ssize(out));
  while (!out.empty()) {
    const ssize_t n = ::pread(descriptor_, out.data(), out.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail_to_read(path_);
    if (n == 0) fail_data(path_.string() + " ends at byte " + std::to_string(offset) + ": it was cut while being read");
    out = out.subspan(static_cast<std::size_t>(n));
    offset += n;
  }
}

void FileDescriptor::write_at(std::int64_t offset, std::string_view bytes) const {
  const pulse::FileTransfer transfer(pulse::FileTransfer::Direction::write, std::ssize(bytes));
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail_to_write("write to", path_);
    bytes.remove_prefix(static_cast<std::size_t>(n));
    offset += n;
  }
}

void FileDescriptor::sync() const {
  const pulse::FileTransfer transfer(pulse::FileTransfer::Direction::write, 0);
  if (::fsync(descriptor_) != 0) fail_to_write("sync", path_);
}

MappedFile::MappedFile(const fs::path& path) {
  const FileDescriptor file = FileDescriptor::open_read(path);
  size_ = static_cast<std::size_t>(file.size());
  if (size_ == 0) return;
  void* at = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.native(), 0);
  if (at == MAP_FAILED) fail_to_read(path);
  data_ = static_cast<const std::byte*>(at);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile::~MappedFile() {
  if (data_) ::munmap(const_cast<std::byte*>(data_), size_);
}

std::string read_text_file(const fs::path& path) {
  const FileDescriptor file = FileDescriptor::open_read(path);
  std::string text(static_cast<std::size_t>(file.size()), '\0');
  file.read_at(0, text);
  return text;
}

namespace {

void require_regular(const fs::path& path) {
  std::error_code ignored;
  if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored))  // a rename would replace /dev/null itself
    fail_output("cannot write " + path.string() + ": it is there and not a regular file");
}

fs::path partial_name(fs::path path) { return path += ".partial"; }

}  // namespace

void write_text_file(const fs::path& path, std::string_view text) {
  const fs::path partial = partial_name(path);
  {
    const FileDescriptor file = FileDescriptor::create(partial);
    file.write_at(0, text);
  }
  rename_durably(partial, path);
}

void require_writable(const fs::path& path) {
  require_regular(path);
  const fs::path partial = partial_name(path);
  FileDescriptor::create(partial);
  fs::remove(partial);
}

void rename_durably(const fs::path& from, const fs::path& to) {
  require_regular(to);
  FileDescriptor::open_write(from).sync();
  if (::rename(from.c_str(), to.c_str()) != 0) fail_to_write("rename " + from.string() + " to", to);
  const fs::path folder = to.has_parent_path() ? to.parent_path() : fs::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail_to_write("open", folder);
  ::fsync(descriptor);  // some file systems refuse it on folders; the rename itself has happened
  ::close(descriptor);
}

void create_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) fail_output("cannot create the folder " + path.string() + ": " + error.message());
}

std::vector<fs::path> expand_glob(const std::string& pattern) {
  std::error_code ignored;
  if (fs::exists(pattern, ignored)) return {pattern};
  glob_t found{};
  std::vector<fs::path> files;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
    for (std::size_t i = 0; i < found.gl_pathc; ++i) files.emplace_back(found.gl_pathv[i]);
  ::globfree(&found);
  if (files.empty()) fail_data("no file is named " + pattern);
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace thema
