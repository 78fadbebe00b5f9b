// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <numbers>
#include <span>
#include <vector>

#include "thema/cluster/rows.hpp"
#include "thema/core/communicator.hpp"
#include "thema/core/random.hpp"
#include "thema/data/embeddings.hpp"
#include "thema/data/kmeans_checkpoint.hpp"

/// A whole corpus of unit rows, which every rank of a test holds, and shares of it.
struct MadeRows {
  std::int64_t width = 0;
  std::vector<float> values;

  std::int64_t count() const { return static_cast<std::int64_t>(values.size()) / width; }
  thema::clusters::Rows all() const { return part({0, count()}); }
  thema::clusters::Rows part(thema::Range range) const {
    const auto first = static_cast<std::size_t>(range.first * width),
               length = static_cast<std::size_t>(range.size() * width);
    return {std::span(values).subspan(first, length), width, range.first, count()};
  }
  const float* row(std::int64_t i) const { return values.data() + i * width; }
};

/// Normally distributed (Box and Muller), keyed.
inline double random_normal(std::uint64_t seed, std::uint64_t id) {
  const double u = 1 - thema::random_unit(seed, thema::Draw::test, id, 0);
  const double v = thema::random_unit(seed, thema::Draw::test, id, 1);
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
}

/// `count` unit rows around `groups` directions; row i belongs to group i % groups. `spread` 0: rows of a group are
/// equal.
inline MadeRows make_rows(std::int64_t count, std::int64_t width, std::int64_t groups, double spread,
                          std::uint64_t seed = 1) {
  MadeRows rows{width, std::vector<float>(static_cast<std::size_t>(count * width))};
  for (std::int64_t i = 0; i < count; ++i) {
    const auto row =
        std::span(rows.values).subspan(static_cast<std::size_t>(i * width), static_cast<std::size_t>(width));
    for (std::int64_t j = 0; j < width; ++j)
      row[static_cast<std::size_t>(j)] =
          static_cast<float>(random_normal(seed, static_cast<std::uint64_t>(i % groups * width + j)) +
                             spread * random_normal(seed + 1, static_cast<std::uint64_t>(i * width + j)));
    thema::normalise(row);
  }
  return rows;
}

/// Shares that grow with the rank; with three ranks or more the second has no row.
inline thema::Range uneven_share(std::int64_t total, const thema::Communicator& comm) {
  const auto bound = [&](std::int64_t r) {
    if (comm.size() >= 3 && r == 2) r = 1;
    return total * r * r / (static_cast<std::int64_t>(comm.size()) * comm.size());
  };
  return {bound(comm.rank()), bound(comm.rank() + 1)};
}

inline thema::Range even_share(std::int64_t total, const thema::Communicator& comm) {
  return thema::even_part(total, comm.size(), comm.rank());
}

/// The part of a vector with one entry per row.
template <class T> std::vector<T> slice(const std::vector<T>& all, thema::Range range) {
  return {all.begin() + range.first, all.begin() + range.last};
}

inline std::filesystem::path golden_folder() {
  const char* source = std::getenv("THEMA_SOURCE");
  return std::filesystem::path(source == nullptr ? "." : source) / "tests" / "golden";
}

/// For runs of k-means that nobody goes on with.
inline thema::KmeansCheckpoint& nothing_kept() {
  static thema::KmeansCheckpoint checkpoint;
  return checkpoint;
}
