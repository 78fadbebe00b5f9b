// SPDX-License-Identifier: Apache-2.0
#include "thema/project/landmarks.hpp"

#include "thema/data/keyed_sample.hpp"

namespace thema::maps {

LaidOut choose_landmarks(Context& context, const LaidOut& papers, std::int64_t wanted, std::int64_t seed) {
  const auto mine = keyed_sample(context.comm, papers.own, wanted, static_cast<std::uint64_t>(seed), Draw::landmarks);
  LaidOut landmarks;
  landmarks.width = papers.width;
  landmarks.copied = papers.rows_of(mine);
  landmarks.values = landmarks.copied;
  share_out(context.comm, mine, landmarks);
  return landmarks;
}

}  // namespace thema::maps
