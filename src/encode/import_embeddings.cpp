// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/import_embeddings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/core/file_checksum.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/encode/float_matrix.hpp"

namespace thema {

std::vector<std::string> identify_import(Context& context, const std::filesystem::path& file,
                                         const EncodeOptions& options) {
  return {kImportedEmbeddings, "file = " + hexadecimal(file_checksum(context.comm, file)),
          "encode.block = " + std::to_string(options.block), "encode.store = " + options.store};
}

std::string options_of_import(const EncodeOptions& options) {
  return fmt::format("[encode]\nblock = {}\nstore = \"{}\"\n", options.block, options.store);
}

Finished import_embeddings(Context& context, const store::DocumentSource& documents, const std::filesystem::path& run,
                           const StageRecord& record, const std::filesystem::path& file, const EncodeOptions& options) {
  const FloatMatrix matrix = FloatMatrix::open(file);
  const std::int64_t total = documents.total();
  if (matrix.rows != total)
    fail_data(file.string() + " has " + std::to_string(matrix.rows) + " rows, but " + std::to_string(total) +
              " papers were kept of the input: one row per kept paper is needed, in input order");
  store::EmbeddingsShape shape;
  shape.documents = total;
  shape.width = matrix.width;
  shape.block = options.block;
  shape.half_precision = options.store == "fp16";
  shape.model = "imported from " + file.filename().string();
  shape.pooling = "unknown";
  store::EmbeddingSink sink(context, run, record, shape);
  const Range mine = even_part(shape.blocks(), context.comm.size(), context.comm.rank());
  Progress progress(context.log, "import", "blocks", mine.size());
  std::int64_t next = mine.first;
  for (; next < mine.last && !stop_requested(); ++next, progress.advance(1)) {
    if (sink.committed()[static_cast<std::size_t>(next)]) continue;
    const Range rows{next * shape.block, std::min(total, (next + 1) * shape.block)};
    const std::vector<std::uint16_t> no_tokens(static_cast<std::size_t>(rows.size()), 0);
    sink.write_block(next, matrix.read_normalised(rows), no_tokens);
  }
  sink.commit();
  if (context.comm.any(next < mine.last)) return Finished::stopped;
  sink.complete(context);
  context.log.line("import: {} rows of width {}", total, matrix.width);
  return Finished::yes;
}

}  // namespace thema
