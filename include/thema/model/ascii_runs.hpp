// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace thema {

/// Where a text may be cut before anything else is known of it: at ASCII white space, which belongs to no word, and
/// around ASCII punctuation, each character of which is a word. What stands between is a run; words, lower-casing,
/// accents and marks never reach across its ends, so equal runs have equal ids wherever they stand.
///
/// 64 bytes at a time become two bit masks, by loops that a compiler turns into vector instructions; beginnings and
/// ends are then read off the masks without a branch for each byte.
class AsciiRuns {
 public:
  struct Run {
    std::size_t begin, end;  // bytes of the text; never empty
  };
  /// Finds the runs and punctuation characters at the start of `text`, in order, and returns how many bytes they
  /// cover: about window_bytes, more only where one run is longer, all of a shorter text. 0 for an empty text.
  std::size_t find(std::string_view text);
  /// What the last find() found.
  std::size_t size() const { return count_; }
  Run operator[](std::size_t i) const { return {begins_[i], ends_[i]}; }

  static constexpr std::size_t window_bytes = 512;

 private:
  void scan(std::string_view text);

  // One more than there can be: places are written before it is known whether they count.
  std::array<std::size_t, window_bytes + 1> begins_, ends_;
  std::size_t count_ = 0;
};

}  // namespace thema
