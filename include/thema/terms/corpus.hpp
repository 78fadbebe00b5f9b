// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <utility>

#include "thema/core/partition.hpp"
#include "thema/data/documents.hpp"
#include "thema/terms/paper_words.hpp"

namespace thema {

/// Titles and abstracts of rows [range.first, range.last).
using ReadTexts = std::function<Documents(Range)>;

/// This rank's papers as words, for whoever counts in several passes. Texts are read and taken apart in slices of about
/// 2 MiB; the words of the first slices are kept, some 0.8 KiB an abstract, until they take `most_kept` bytes. Slices
/// behind those are read again in every pass, so that no rank holds more.
class Corpus {
 public:
  static constexpr std::int64_t kMostKept = std::int64_t{1} << 30;

  /// `group_of_row`: a paper for which it is negative is not counted, and has no words here; one for each of `rows`, or
  /// none where all are counted. What it shows must outlive this.
  Corpus(Range rows, ReadTexts read, std::span<const std::int32_t> group_of_row = {},
         std::int64_t most_kept = kMostKept)
      : rows_(rows), read_(std::move(read)), group_of_row_(group_of_row), most_kept_(most_kept) {}
  const Range& rows() const { return rows_; }

 private:
  friend class CorpusPass;
  Documents read_slice(Range& left);
  PackedText counted(const PackedText& texts, std::int64_t first_row) const;

  Range rows_;
  ReadTexts read_;
  std::span<const std::int32_t> group_of_row_;
  std::int64_t most_kept_, kept_bytes_ = 0;
  bool is_full_ = false;              // a slice was not kept; until then all that were read are
  std::int64_t rows_of_slice_ = 256;  // of the next one, by the size of the texts before
  std::deque<PaperWords> kept_;
};

/// Once through a corpus, from its first paper to its last.
class CorpusPass {
 public:
  explicit CorpusPass(Corpus& corpus) : corpus_(corpus), left_(corpus.rows_) {}
  bool done() const { return left_.empty(); }
  /// The next papers, until the next call; only while not done().
  const PaperWords& next();

 private:
  Corpus& corpus_;
  Range left_;
  std::size_t next_kept_ = 0;
  std::optional<PaperWords> passing_;  // a slice that is not kept
};

}  // namespace thema
