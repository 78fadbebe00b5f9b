// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/word_groups.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace thema {

void broadcast(const Communicator& comm, WordGroups& groups) {
  std::array sizes{groups.groups, groups.words_per_group};
  comm.broadcast(std::span<std::int64_t>(sizes));
  std::string packed;
  for (const std::string& word : groups.words) packed += word + '\n';  // no word holds a line's end
  comm.broadcast(packed);
  groups = {sizes[0], sizes[1], {}};
  for (std::string_view left = packed; !left.empty();) {
    const std::size_t end = left.find('\n');
    groups.words.emplace_back(left.substr(0, end));
    left.remove_prefix(end + 1);
  }
}

}  // namespace thema
