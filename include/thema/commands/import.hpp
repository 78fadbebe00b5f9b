// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>

#include "thema/pipeline.hpp"

namespace thema {

/// Writes embeddings made elsewhere, one row per paper of documents.h5 in its order, into embeddings.h5: a NumPy file
/// (.npy: fp16, fp32 or fp64, C order) or an HDF5 file (.h5, .hdf5) with a float matrix `embeddings`. Rows are
/// normalised. Each rank reads its own rows. Collective.
void import_embeddings(Context& context, const std::filesystem::path& run, const std::filesystem::path& file,
                       const OptionTable& table, const PipelineOptions& options);

}  // namespace thema
