// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

/// What `thema edit` is asked to do.
namespace thema::editing {

/// One entry of a file of edits.
struct Edit {
  enum class Kind { merge, split, rename, drop };
  Kind kind = Kind::rename;
  std::vector<std::int64_t> topics;  ///< two or more that become one; else the one topic
  std::int64_t into = 0;             ///< topics that the one of `split` becomes
  std::string label;                 ///< of `rename`; of `merge` where one is given
  std::string place;                 ///< "edits.toml:7: [[edit]] number 2", for messages
};

/// "merge"
std::string name_of(Edit::Kind kind);

/// The entries of a TOML text, in their order: tables [[edit]] with
///   merge = [3, 7]              and label = "dark matter" where the topic shall be called so
///   split = 4,  into = 3
///   rename = 2, label = "dark matter"
///   drop = 9
/// Anything else is an Error of kind `usage` that names the file (`origin`), line, entry and key, what was found and
/// what is allowed.
std::vector<Edit> parse_edits(const std::string& text, const std::string& origin);

}  // namespace thema::editing
