// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "thema/core/hdf5.hpp"
#include "thema/core/partition.hpp"

namespace thema {

/// The seal stands in an HDF5 file's user block, the first h5::kUserBlockBytes bytes, as text: the file's length,
/// where the data of its datasets lie, and one checksum (xxh3_64) of that and of all other bytes, HDF5's own metadata.
/// HDF5 checks most of its metadata itself, but follows some lengths and addresses before it does; with the seal
/// looked at first, no damaged byte reaches it. The data themselves have checksums per piece (stage_file.hpp).

/// Bytes of an open file in which the data of the datasets `names` lie.
std::vector<Range> data_extents(hid_t file, const std::vector<std::string>& names);
/// Writes the seal into a closed file that h5::create_file made; `extents` are those of its data.
void seal_file(const std::filesystem::path& path, const std::vector<Range>& extents);
/// An Error of kind `data` names the file and what does not fit: absent, cut, no seal, or damaged metadata.
void check_seal(const std::filesystem::path& path);

}  // namespace thema
