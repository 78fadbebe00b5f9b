// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "thema/data/documents.hpp"
#include "thema/ingest/ingest.hpp"

namespace thema {

/// Which papers are wanted: abstract long enough, category and date asked for.
class PaperFilter {
 public:
  enum class Verdict { keep, too_short, filtered };
  /// `from` and `to` that are no days, or in the wrong order, are an Error of kind `usage`.
  explicit PaperFilter(const IngestOptions& options);
  Verdict judge(const Document& paper) const;

 private:
  bool category_wanted(std::string_view categories) const;
  bool date_wanted(std::int32_t date) const;
  std::int64_t min_abstract_;  // code points
  std::vector<std::string> categories_;
  std::int32_t first_day_, last_day_;
  bool any_day_;
};

}  // namespace thema
