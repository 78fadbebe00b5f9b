// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/ingest/duplicates.hpp"

namespace thema::comparison {

/// This rank's consecutive papers of one run.
struct PapersOfRun {
  std::int64_t first_row = 0;
  std::vector<IdHash> ids;
  std::vector<std::int32_t> topics;  ///< of each paper, in [0, k)
};

/// A paper of both runs.
struct SharedPaper {
  std::int64_t row = 0;       ///< in the first run
  std::int32_t a = 0, b = 0;  ///< its topics
};

struct SharedPapers {
  std::vector<std::int64_t> table;  ///< [k of A, k of B]: papers of topic a in the first run and b in the second
  std::int64_t only_a = 0, only_b = 0;
  std::vector<SharedPaper> mine;  ///< those whose id this rank owns, a part of all by the hash of the id, in any order
};

struct TopicCounts {
  std::int64_t a = 0, b = 0;
};

/// Matches the papers of two runs by id, whatever their order. Ids are compared by the rank that owns their hash, in
/// rounds over parts of the hash space: besides a rank's own papers and its part of the shared ones at most about
/// `per_round` papers of each run are held. All but `mine` is the same on all ranks. Collective.
SharedPapers find_shared_papers(const Communicator& comm, const PapersOfRun& a, const PapersOfRun& b, TopicCounts k,
                                std::int64_t per_round = std::int64_t{1} << 18);

/// Two topics and the rows of papers, in the first run, that are of both.
struct PairExamples {
  std::int32_t a = 0, b = 0;
  std::vector<std::int64_t> rows;
};

/// Fills in the first `count` shared papers of each pair, by their rows; the same on all ranks. Collective.
void find_examples(const Communicator& comm, std::span<const SharedPaper> mine, std::int64_t count,
                   std::span<PairExamples> pairs);

}  // namespace thema::comparison
