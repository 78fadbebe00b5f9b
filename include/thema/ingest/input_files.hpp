// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/partition.hpp"

namespace thema {

/// One input file as the lines are read from it.
struct InputFile {
  std::filesystem::path path;  ///< where to read; of a packed file, its unpacked copy
  std::string name;            ///< as given by the user, without folders
  std::int64_t size = 0;       ///< bytes at `path`
};

/// Files that the patterns name, in the order given, a glob's files sorted. A pattern without a file, a folder and an
/// archive that holds several files (.zip, .tar) are Errors of kind `data`. One process.
std::vector<std::filesystem::path> expand_inputs(const std::vector<std::string>& patterns);

/// The same on all ranks, with .gz and .zst files unpacked into the run directory by rank 0. Collective.
std::vector<InputFile> open_inputs(Context& context, const std::filesystem::path& run,
                                   const std::vector<std::string>& patterns);

/// Bytes of one file.
struct FileRange {
  std::size_t file = 0;
  Range bytes;
};

/// Part `part` of `parts` nearly equal parts of the files' concatenated bytes.
std::vector<FileRange> part_of_files(const std::vector<InputFile>& files, std::int64_t parts, std::int64_t part);

std::int64_t bytes_of(std::span<const FileRange> ranges);

/// Cuts the range that byte `bytes` of the ranges falls into in two there; returns how many ranges lie before it.
std::size_t cut_ranges(std::vector<FileRange>& ranges, std::int64_t bytes);

}  // namespace thema
