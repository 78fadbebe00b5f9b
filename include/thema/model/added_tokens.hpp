// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace thema {

/// An entry of `added_tokens` in tokenizer.json: text that is one token wherever it stands.
struct AddedToken {
  std::string content;
  std::int32_t id = 0;
  bool single_word = false;  ///< not where a letter, digit, mark or connector (as ICU knows them) stands beside it
  bool lstrip = false;       ///< takes the white space before it
  bool rstrip = false;       ///< takes the white space after it
  bool normalized = false;   ///< looked for in the normalised text, else in the raw one
};

/// Finds added tokens as Hugging Face does: the leftmost, there the longest, never overlapping.
class AddedTokens {
 public:
  static constexpr std::int32_t none = -1;
  struct Match {
    std::size_t begin;   ///< where the text before the token ends
    std::size_t end;     ///< where the text after it begins
    std::size_t search;  ///< where to look for the next one
    std::int32_t id;     ///< none: nothing found, begin and end are the end of the text
  };
  /// No content may be empty.
  explicit AddedTokens(std::vector<AddedToken> tokens);
  bool empty() const { return tokens_.empty(); }
  /// First token at or after byte `from`; the white space taken before it does not reach before `floor`, the end of
  /// the match before.
  Match find(std::string_view text, std::size_t from, std::size_t floor) const;

 private:
  std::size_t candidate(std::string_view text, std::size_t at) const;
  const AddedToken* longest_at(std::string_view rest) const;

  std::vector<AddedToken> tokens_;  // by first byte, then longest first
  struct Group {
    std::uint32_t first = 0, last = 0;
  };
  std::array<Group, 256> groups_{};  // tokens_ of a first byte
  std::string first_bytes_;          // the bytes that have some
};

}  // namespace thema
