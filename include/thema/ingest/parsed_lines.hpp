// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "thema/data/store.hpp"

namespace thema {

/// What the first lines of a share hold, kept as it was parsed: the papers that passed the filters, and the rejected
/// lines. Its memory is bounded: when it would hold more than twice the bytes of the lines it speaks of (many short
/// lines that are no papers), it gives all up and is empty, for no range.
class ParsedLines {
 public:
  ParsedLines() = default;
  /// For the lines of the first `ranges` of a share, which have `bytes` bytes.
  ParsedLines(std::size_t ranges, std::int64_t bytes) : ranges_(ranges), most_bytes_(2 * bytes) {}

  /// The next line that is not blank, in input order; of the first ranges() of the share alone.
  void add_paper(const Document& paper, std::size_t file, std::int64_t offset);
  void add_unwanted() { ++lines_; }
  void add_rejected(const store::RejectedLine& line);

  /// Ranges of the share whose lines are all held; 0 after it gave up.
  std::size_t ranges() const { return ranges_; }
  /// Lines held, those that are not wanted included.
  std::size_t lines() const { return lines_; }
  const std::vector<store::RejectedLine>& rejected() const { return rejected_; }
  std::int64_t papers() const;

  /// Gives the papers to `take` in slices, in input order, but those for whose line `wanted` is false, and frees each
  /// slice after that.
  void give_papers(const std::vector<bool>& wanted, const std::function<void(const Documents&)>& take);

 private:
  struct Slice {
    Documents papers;
    std::vector<std::uint64_t> lines;  // of each paper, counted over the share without blank ones
  };
  void count_bytes(std::int64_t bytes);

  std::size_t ranges_ = 0, lines_ = 0;
  std::int64_t most_bytes_ = 0, bytes_ = 0, slice_bytes_ = 0;
  std::vector<Slice> slices_;
  std::vector<store::RejectedLine> rejected_;
};

}  // namespace thema
