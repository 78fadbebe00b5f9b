// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "thema/core/partition.hpp"
#include "thema/data/clustering.hpp"
#include "thema/data/documents.hpp"
#include "thema/data/embeddings.hpp"
#include "thema/data/stage_file.hpp"
#include "thema/data/topic_map.hpp"
#include "thema/data/topics.hpp"

/// The schema of the run directory in one place: names, types and shapes of what the stage files hold.
namespace thema::store {

namespace fs = std::filesystem;

// ---------------------------------------------------------------------------------------------- documents.h5

/// Counts and bytes of the documents that one rank will write.
struct DocumentSizes {
  std::int64_t documents = 0;
  std::array<std::int64_t, 5> text_bytes{};  ///< id, title, abstract, authors, categories
  std::int64_t rejected = 0;
  void add(const Document& document);
  void add(const Documents& several);
};

/// A line that is not a document, and why.
struct RejectedLine {
  std::uint16_t file = 0;    ///< index into source_names
  std::uint64_t offset = 0;  ///< byte of the line's first character
  std::string reason;        ///< at most 95 bytes are stored
  std::string excerpt;       ///< start of the line, at most 95 bytes are stored
};

/// Writes documents.h5 in slices, so that no rank holds its whole share.
class DocumentSink {
 public:
  /// Collective. `mine` is what this rank will append, all ranks' shares in rank order are the corpus.
  DocumentSink(Context& context, const fs::path& run, const StageRecord& record, const DocumentSizes& mine,
               const std::vector<std::string>& source_names);
  /// The next documents of this rank; independent.
  void append(const Documents& slice);
  void append(const std::vector<RejectedLine>& lines);
  /// An attribute of the file, same on all ranks: counts of what was dropped.
  void set_count(const std::string& name, std::int64_t value) { writer_.set_attribute("", name, value); }
  /// Collective.
  void complete(Context& context);
  std::int64_t first_row() const { return next_row_; }

 private:
  StageWriter writer_;
  std::int64_t next_row_ = 0, total_rows_ = 0, next_rejected_ = 0;
  std::array<std::int64_t, 5> next_byte_{};
};

/// Reads documents.h5.
class DocumentSource {
 public:
  explicit DocumentSource(const fs::path& run);
  std::int64_t total() const { return total_; }
  /// Rows [range.first, range.last) with all columns.
  Documents read(Range range);
  /// Title and abstract alone (other columns stay empty): what encoding and counting need.
  Documents read_texts(Range range);
  /// One text column: "id", "title", "abstract", "authors" or "categories".
  PackedText read_column(const std::string& name, Range range);
  /// Where its texts begin in the file's bytes, and behind them where the last one ends: ascending, none beyond the
  /// bytes.
  std::vector<std::uint64_t> read_offsets(const std::string& name, Range range);
  std::vector<std::int32_t> read_dates(Range range);
  /// Bytes of title and abstract of each block of `block` documents, for shares of equal work; of each document at most
  /// `most_bytes`, as an encoder does not read a text to its end.
  std::vector<std::int64_t> block_weights(std::int64_t block, std::int64_t most_bytes);
  const std::string& fingerprint() const { return reader_.fingerprint(); }

 private:
  StageReader reader_;
  std::int64_t total_ = 0;
};

// --------------------------------------------------------------------------------------------- embeddings.h5

struct EmbeddingsShape {
  std::int64_t documents = 0, width = 0, block = 256;
  bool half_precision = true;  ///< fp16 in the file, else fp32
  std::string model, pooling;  ///< described in attributes
  double commit_interval = 5;  ///< seconds between two commits of a rank
  std::int64_t blocks() const { return (documents + block - 1) / block; }
};

/// Writes embeddings.h5 block by block. A block counts as written when its checksum stands in the commit table, which
/// is written after the block's data was synced; a killed job loses the blocks since the last commit.
class EmbeddingSink {
 public:
  /// Collective. Goes on with the partial file of a killed job when its fingerprint is the same.
  EmbeddingSink(Context& context, const fs::path& run, const StageRecord& record, const EmbeddingsShape& shape);
  /// committed()[b] tells that block b is in the file and its checksum was found right. Same on all ranks.
  const std::vector<std::uint8_t>& committed() const { return committed_; }
  /// Rows of one block, each of unit norm, and its texts' numbers of tokens. Independent.
  void write_block(std::int64_t block, std::span<const float> rows, std::span<const std::uint16_t> tokens);
  /// Makes the blocks written so far durable and enters them in the commit table. Called by itself every few seconds.
  void commit();
  /// Collective.
  void complete(Context& context);

 private:
  void verify_committed(Context& context);
  std::uint64_t checksum_of_block(std::int64_t block);
  void write_buffered();
  void enter_in_table();
  EmbeddingsShape shape_;
  std::optional<StageWriter> writer_;
  std::vector<std::uint8_t> committed_;
  std::vector<std::pair<std::int64_t, std::uint64_t>> pending_;  // block, checksum
  Range buffered_;                                               // blocks in the next two
  std::vector<std::byte> values_;                                // as the file has them
  std::vector<std::uint16_t> tokens_;
  std::chrono::steady_clock::time_point last_commit_;
};

/// Shape of embeddings.h5: total rows and width; values empty.
Embeddings embeddings_shape(const fs::path& run);
/// Rows [range.first, range.last), normalised to unit length.
Embeddings read_embeddings(const fs::path& run, Range range);
/// The given rows (any order), normalised, one after the other: [rows.size(), d].
std::vector<float> read_embedding_rows(const fs::path& run, const std::vector<std::int64_t>& rows);

// -------------------------------------------------------------------- clusters.h5, topics.h5, map.h5, thema.h5

/// Collective: every rank writes its rows, rank 0 the small tables.
void save(Context& context, const fs::path& run, const StageRecord& record, const Clustering& clustering);
/// Centroids and tables whole, row data for `rows`.
Clustering read_clustering(const fs::path& run, Range rows);
/// Column "assignment" or "second" of an open clusters.h5: each entry is one of its topics, or -1 in "second" when
/// there is only one.
std::vector<std::int32_t> read_topics_of_rows(StageReader& clusters, const std::string& column, Range rows);

/// Collective; only rank 0's topics are written.
void save(Context& context, const fs::path& run, const StageRecord& record, const Topics& topics);
/// Whole; what a file of an older version does not hold is empty.
Topics read_topics(const fs::path& run);

/// Collective: neighbours from all ranks, the rest from rank 0.
void save(Context& context, const fs::path& run, const StageRecord& record, const TopicMap& map);
/// Rows and layouts of map.h5, without quality and neighbours but for their number m. Rows that are none of the run's
/// `papers` or not ascending are an Error of kind `data`.
TopicMap read_map(StageReader& map, std::int64_t papers);

/// thema.h5: one external link per file that is there, so that one open shows everything: its name and its path, which
/// counts from the run directory. Rank 0 alone.
void link_stage_files(const fs::path& run, const std::vector<std::pair<std::string, fs::path>>& files);

}  // namespace thema::store
