// SPDX-License-Identifier: Apache-2.0
#include "thema/project/landmarks.hpp"

#include "thema/data/keyed_sample.hpp"

namespace thema::maps {

LaidOut choose_landmarks(Context& context, const LaidOut& papers, std::int64_t wanted, std::int64_t seed) {
  const auto mine = keyed_sample(context.comm, papers.own, wanted, static_cast<std::uint64_t>(seed), Draw::landmarks);
  LaidOut landmarks;
  landmarks.width = papers.width;
  landmarks.copied.reserve(mine.size() * static_cast<std::size_t>(papers.width));
  for (const std::int64_t position : mine)
    landmarks.copied.insert(landmarks.copied.end(), papers.row(position), papers.row(position) + papers.width);
  landmarks.values = landmarks.copied;
  share_out(context.comm, mine, landmarks);
  return landmarks;
}

std::vector<float> of_landmarks(const LaidOut& landmarks, std::span<const float> table) {
  std::vector<float> entries;
  for (const std::int64_t position : landmarks.rows)
    for (const std::int64_t column : {0, 1}) entries.push_back(table[static_cast<std::size_t>(2 * position + column)]);
  return entries;
}

}  // namespace thema::maps
