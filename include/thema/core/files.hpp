// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace thema {

/// Owns a file descriptor; every call is checked and its Error names the file and the system's reason. Its kind is
/// `data` for reading; for opening to write and for writing it is `output` where the place is to blame (full, above a
/// quota or limit, read-only, forbidden, absent, a failing disk), else `internal`.
class FileDescriptor {
 public:
  static FileDescriptor open_read(const std::filesystem::path& path);
  /// Creates the file, or empties it.
  static FileDescriptor create(const std::filesystem::path& path);
  /// Opens the file for writing at any offset, or creates it.
  static FileDescriptor open_or_create(const std::filesystem::path& path);
  /// Opens an existing file for writing at any offset.
  static FileDescriptor open_write(const std::filesystem::path& path);
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor();

  std::int64_t size() const;
  /// Reads exactly out.size() bytes at `offset`; a shorter file is an Error.
  void read_at(std::int64_t offset, std::span<char> out) const;
  void write_at(std::int64_t offset, std::string_view bytes) const;
  void sync() const;
  int native() const { return descriptor_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  FileDescriptor(std::filesystem::path path, int flags);
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// Read-only mapping of a whole file.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();
  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

std::string read_text_file(const std::filesystem::path& path);
/// Writes beside the file, syncs and renames: readers see the old text or the new, never a part.
void write_text_file(const std::filesystem::path& path, std::string_view text);
/// Makes sure, before long work, that write_text_file() will be able to write there; leaves everything as it is.
void require_writable(const std::filesystem::path& path);
/// Renames and syncs both the file and its folder; the name is durable afterwards.
void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);
/// Creates the folder and its parents; an Error of kind `output` says why it cannot.
void create_folder(const std::filesystem::path& path);

/// Files named by `pattern`, sorted: the file itself, or a glob with * ? [..]. An Error if there is none.
std::vector<std::filesystem::path> expand_glob(const std::string& pattern);

}  // namespace thema
