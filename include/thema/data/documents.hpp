// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace thema {

/// Texts one after the other: text i is bytes [offsets[i], offsets[i+1]). HDF5 cannot write variable-length strings
/// in parallel, so the same form is used in files.
struct PackedText {
  std::string bytes;
  std::vector<std::uint64_t> offsets{0};

  std::size_t size() const { return offsets.size() - 1; }
  std::string_view operator[](std::size_t i) const {
    return std::string_view(bytes).substr(offsets[i], offsets[i + 1] - offsets[i]);
  }
  void push_back(std::string_view text) {
    bytes += text;
    offsets.push_back(bytes.size());
  }
  void clear() {
    bytes.clear();
    offsets.assign(1, 0);
  }
};

/// Days since 1970-01-01 of a document whose date is unknown.
inline constexpr std::int32_t kUnknownDate = std::numeric_limits<std::int32_t>::min();

/// One paper, as ingest keeps it. Text is UTF-8.
struct Document {
  std::string id;        ///< arXiv id, e.g. "0704.0001"
  std::string title;     ///< white space folded, LaTeX kept
  std::string abstract;  ///< white space folded, LaTeX kept
  std::string authors;
  std::string categories;            ///< space separated, the primary one first
  std::int32_t date = kUnknownDate;  ///< days since 1970-01-01 of the first version, else of the update
};

/// Consecutive documents [first_row, first_row + size()) of the corpus.
struct Documents {
  std::int64_t first_row = 0;
  PackedText id, title, abstract, authors, categories;
  std::vector<std::int32_t> date;
  std::vector<std::uint16_t> source_file;    ///< index into the run's `source_names`
  std::vector<std::uint64_t> source_offset;  ///< byte of the line's first character

  std::size_t size() const { return date.size(); }
  /// Appends a document that stands at byte `offset` of the input file `file`.
  void push_back(const Document& document, std::uint16_t file, std::uint64_t offset);
  void clear();
};

/// The text an encoder sees: "{title}. {abstract}", lower-cased by Unicode simple case mapping, white space folded
/// to single blanks, ends trimmed. A pure function of what documents.h5 holds, so it is not stored.
std::string encoder_text(std::string_view title, std::string_view abstract);
/// The same of a text that is no paper: lower-cased, white space folded, ends trimmed, nothing added.
std::string encoder_text(std::string_view text);

}  // namespace thema
