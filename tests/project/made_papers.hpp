// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstdint>
#include <vector>

#include "test_context.hpp"
#include "thema/core/random.hpp"
#include "thema/data/embeddings.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/project.hpp"

/// All rows of a made-up corpus, [papers, width].
struct MadePapers {
  std::int64_t width = 0;
  std::vector<float> values;

  std::int64_t count() const { return static_cast<std::int64_t>(values.size()) / width; }
  const float* row(std::int64_t i) const { return values.data() + i * width; }
};

inline double made_normal(std::uint64_t id) {
  const double radius = std::sqrt(-2 * std::log(1 - thema::random_unit(3, thema::Draw::test, id, 0)));
  return radius * std::cos(6.283185307179586 * thema::random_unit(3, thema::Draw::test, id, 1));
}

/// Unit vectors around `centres` random ones; paper i belongs to centre i % centres.
inline MadePapers papers_around(std::int64_t centres, std::int64_t papers, std::int64_t width, double noise) {
  MadePapers made{width, std::vector<float>(static_cast<std::size_t>(papers * width))};
  for (std::int64_t i = 0; i < papers; ++i) {
    const auto row =
        std::span(made.values).subspan(static_cast<std::size_t>(i * width), static_cast<std::size_t>(width));
    for (std::int64_t j = 0; j < width; ++j) {
      const double centre = made_normal(static_cast<std::uint64_t>((i % centres) * width + j) + (1u << 30));
      row[static_cast<std::size_t>(j)] =
          static_cast<float>(centre + noise * made_normal(static_cast<std::uint64_t>(i * width + j)));
    }
    thema::normalise(row);
  }
  return made;
}

/// Range of a rank when the shares are uneven and, from three ranks on, rank 1 has nothing.
inline thema::Range uneven_share(std::int64_t total, int ranks, int rank) {
  if (ranks == 1) return {0, total};
  const std::int64_t cut = total / 5;
  if (rank == 0) return {0, cut};
  if (ranks == 2) return {cut, total};
  if (rank == 1) return {cut, cut};
  const thema::Range rest = thema::even_part(total - cut, ranks - 2, rank - 2);
  return {cut + rest.first, cut + rest.last};
}

inline thema::Embeddings share_of(const MadePapers& made, thema::Range rows) {
  return {rows.first, made.count(), made.width,
          std::vector<float>(made.row(rows.first), made.row(rows.first) + rows.size() * made.width)};
}

/// This rank's uneven share.
/// Without a checkpoint.
inline thema::TopicMap project_once(thema::Context& context, const thema::Embeddings& embeddings,
                                    const thema::ProjectOptions& options,
                                    const thema::KnownOfPapers& known = {}) {
  thema::LayoutCheckpoint nothing_kept;
  return thema::project(context, embeddings, known, options, nothing_kept);
}

inline thema::Embeddings share_of(const MadePapers& made, const thema::Communicator& comm) {
  return share_of(made, uneven_share(made.count(), comm.size(), comm.rank()));
}
