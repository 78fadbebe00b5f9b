// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <tsl/robin_map.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/terms/hashes.hpp"

namespace thema {

/// The hash that owns a term and places it in the filter; the same everywhere.
std::uint64_t term_hash(std::string_view term);

/// Terms that are kept, the same on all ranks; bounded by `max_terms`.
struct Vocabulary {
  std::vector<std::string> terms;                ///< sorted by bytes
  std::vector<std::int64_t> document_frequency;  ///< one per term
};

/// Exact document frequencies over all ranks. A term is owned by rank hash mod size; what a rank finds is collected
/// and sent to the owners when the buffer is full.
class DocumentFrequencies {
 public:
  explicit DocumentFrequencies(std::int64_t buffer_bytes) : buffer_bytes_(buffer_bytes) {
    found_.max_load_factor(kFullTable);
    owned_.max_load_factor(kFullTable);
  }
  /// So many more documents of this rank hold the term.
  void add(std::string_view term, std::int64_t documents);
  bool is_full() const { return found_bytes_ >= buffer_bytes_; }
  /// Collective: what was found so far goes to the owners.
  void exchange(const Communicator& comm);
  /// Collective, after the last exchange: the terms in at least `minimum` documents, at most `max_terms` of them,
  /// those in most documents; of those in equally many the ones with the lower hash.
  Vocabulary select(const Communicator& comm, std::int64_t minimum, std::int64_t max_terms) const;

 private:
  template <class Hash> using Map = tsl::robin_map<std::string, std::int64_t, Hash, std::equal_to<>>;
  std::int64_t buffer_bytes_, found_bytes_ = 0;
  Map<TextHash> found_;             // by this rank since the last exchange
  Map<OtherHalf<TextHash>> owned_;  // totals of the terms this rank owns
};

}  // namespace thema
