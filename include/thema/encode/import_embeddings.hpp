// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/data/store.hpp"
#include "thema/encode/encode.hpp"

namespace thema {

/// The line by which the fingerprint of embeddings.h5 tells that they were made elsewhere.
inline constexpr const char* kImportedEmbeddings = "encode = imported";

/// Lines that identify imported embeddings for the fingerprint: the checksum of all of the file, and how it is stored.
/// Collective.
std::vector<std::string> identify_import(Context& context, const std::filesystem::path& file,
                                         const EncodeOptions& options);

/// TOML text of the options that apply to imported embeddings.
std::string options_of_import(const EncodeOptions& options);

/// Writes the matrix in `file`, one row per document in their order, to embeddings.h5 in place of encoding. Rows are
/// normalised; each rank reads its own. Of the options `block` and `store` apply. Collective.
Finished import_embeddings(Context& context, const store::DocumentSource& documents, const std::filesystem::path& run,
                           const StageRecord& record, const std::filesystem::path& file, const EncodeOptions& options);

}  // namespace thema
