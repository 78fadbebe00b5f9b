// SPDX-License-Identifier: Apache-2.0
// Files as an attacker makes them: of the program's own writer, then changed, with checksums and seal that fit again.
#pragma once
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/core/hdf5.hpp"
#include "thema/data/file_seal.hpp"
#include "thema/data/stage_file.hpp"

namespace thema::hostile {

inline std::string checksums_name(const std::string& dataset) { return "checksums/" + dataset; }

inline void seal(const std::filesystem::path& path) {
  std::vector<Range> nothing_left_out;  // the seal covers every byte, which is allowed
  seal_file(path, nothing_left_out);
}

inline void write_checksums(hid_t file, const std::string& name, std::vector<std::uint64_t> sums,
                            std::int64_t piece_rows) {
  if (h5::exists(file, checksums_name(name))) h5::remove(file, checksums_name(name));
  h5::create_dataset(file, checksums_name(name), h5::element_type<std::uint64_t>(), {sums.size()});
  const h5::Dataset made = h5::open_dataset(file, checksums_name(name));
  if (!sums.empty()) h5::write_rows(made, 0, std::ssize(sums), sums.data());
  h5::write_attribute(made, "piece_rows", piece_rows);
}

inline std::int64_t right_piece_rows(const h5::DatasetInfo& info) {
  return std::max<std::int64_t>(1, kPieceBytes / static_cast<std::int64_t>(std::max<std::size_t>(1, info.row_bytes())));
}

/// Puts `change` into the file of a stage, which is unsealed meanwhile.
inline void change_file(const std::filesystem::path& path, const std::function<void(hid_t)>& change) {
  {
    const h5::File file = h5::open_for_writing(path);
    change(file);
    h5::flush(file);
  }
  seal(path);
}

/// Another dataset of this name, of at most one piece, with a checksum that fits.
template <class T>
void replace(const std::filesystem::path& path, const std::string& name, const std::vector<hsize_t>& shape,
             const std::vector<T>& values) {
  change_file(path, [&](hid_t file) {
    h5::remove(file, name);
    h5::create_dataset(file, name, h5::element_type<T>(), shape);
    const h5::Dataset made = h5::open_dataset(file, name);
    const h5::DatasetInfo info = h5::info(made);
    if (!values.empty()) h5::write_rows(made, 0, info.rows(), values.data());
    std::vector<std::uint64_t> sums;
    if (!values.empty()) sums.push_back(checksum(std::as_bytes(std::span(values))));
    write_checksums(file, name, sums, right_piece_rows(info));
  });
}

template <class T>
void replace(const std::filesystem::path& path, const std::string& name, const std::vector<T>& values) {
  replace(path, name, {values.size()}, values);
}

/// What is said of a file; anything but an Error of kind `data`, also success, is told as it is.
inline std::string refusal_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return (error.code() == ExitCode::data ? "" : "NOT OF KIND DATA: ") + std::string(error.what());
  } catch (const std::exception& error) {
    return std::string("NOT AN ERROR OF THEMA: ") + error.what();
  }
  return "accepted";
}

/// An Error of kind `data` that names the file and the dataset.
inline void expect_refused(const std::function<void()>& action, const std::filesystem::path& path,
                           const std::string& dataset) {
  const std::string said = refusal_of(action);
  EXPECT_EQ(said.find("NOT "), std::string::npos) << said;
  EXPECT_NE(said.find(path.filename().string()), std::string::npos) << said;
  EXPECT_NE(said.find(dataset), std::string::npos) << said;
}

/// While it lives the process gets little more memory than it has, so that an absurd request is refused. The address
/// sanitizer has its own map of the memory, and refuses such requests by itself.
class LittleMemory {
 public:
  LittleMemory() {
#ifndef __SANITIZE_ADDRESS__
    getrlimit(RLIMIT_AS, &before_);
    std::ifstream status("/proc/self/statm");
    rlim_t pages = 0;
    status >> pages;
    const rlimit little{pages * 4096 + (rlim_t{256} << 20), before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_AS, &little), 0);
#endif
  }
  LittleMemory(const LittleMemory&) = delete;
  LittleMemory& operator=(const LittleMemory&) = delete;
  ~LittleMemory() {
#ifndef __SANITIZE_ADDRESS__
    setrlimit(RLIMIT_AS, &before_);
#endif
  }

 private:
  rlimit before_{};
};

}  // namespace thema::hostile
