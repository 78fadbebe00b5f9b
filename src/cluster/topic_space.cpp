// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/topic_space.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "thema/cluster/device_rows.hpp"
#include "thema/cluster/landmarks.hpp"
#include "thema/cluster/topic_sums.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/data/store.hpp"

namespace thema::clusters {

namespace {

constexpr std::int64_t kNear = 8;  // landmarks that each paper is moved to

Rows rows_of(const Embeddings& embeddings) {
  return {embeddings.values, embeddings.width, embeddings.first_row, embeddings.total_rows};
}

// A fixed-point sum, rounded to fp32 as it is subtracted, so that whoever reads it can do the same.
std::vector<float> mean_of(const Communicator& comm, const Rows& rows) {
  TopicSums whole(1, rows);
  whole.apply(comm, rows, moves_into(std::vector<std::int32_t>(static_cast<std::size_t>(rows.count()), 0)));
  std::vector<float> mean(static_cast<std::size_t>(rows.width));
  whole.mean(0, mean);
  return mean;
}

// `values` are those of the rows, and perhaps more behind them.
void smooth(const Rows& rows, const TopicSpace& space, std::span<float> values) {
  const auto d = static_cast<std::size_t>(rows.width);
  for_each_shift(rows, space.landmarks, space.near_landmarks, [&](std::int64_t row, std::span<const float> shift) {
    shift_by(shift, values.subspan(static_cast<std::size_t>(row) * d, d));
  });
}

// The same, with progress; throws Stopped. Collective.
void smooth_all(const Context& context, const Rows& rows, const TopicSpace& space, std::span<float> values) {
  in_slices(context, "smoothing", rows, [&](const Rows& slice, std::int64_t first) {
    smooth(slice, space, values.subspan(static_cast<std::size_t>(first * rows.width)));
  });
}

void subtract_mean(const TopicSpace& space, std::int64_t width, std::span<float> values) {
  const auto d = static_cast<std::size_t>(width);
  if (space.mean.empty()) return;
  for (std::size_t at = 0; at < values.size(); at += d) shift_by(space.mean, values.subspan(at, d));
}

TopicSpace space_of_landmarks(const Context& context, Embeddings& embeddings, const ClusterOptions& options) {
  TopicSpace space;
  Rows rows = rows_of(embeddings);
  const std::int64_t count =
      std::min(options.landmarks == 0 ? landmarks_for(rows.total) : options.landmarks, rows.total);
  if (count <= kNear) {
    context.log.warning("{} papers are too few to be smoothed; they stay as they are", rows.total);
    return space;
  }
  const auto on_device = rows_on_device(context, rows, count);
  rows.on_device = on_device.get();
  space.near_landmarks = kNear;
  space.landmarks = choose_landmarks(context, rows, count, static_cast<std::uint64_t>(options.seed));
  smooth_all(context, rows, space, embeddings.values);
  context.log.line("cluster: embeddings moved towards the nearest {} of {} landmarks", kNear, count);
  return space;
}

}  // namespace

std::int64_t landmarks_for(std::int64_t papers) {
  constexpr std::int64_t papers_of_each = 3, least = 64, most = 32'768;
  return std::min(papers, std::clamp(papers / papers_of_each, least, most));
}

void shift_by(std::span<const float> shift, std::span<float> row) {
  if (shift.empty()) return;
  for (std::size_t j = 0; j < row.size(); ++j) row[j] -= shift[j];
  normalise(row);
}

TopicSpace enter_topic_space(const Context& context, Embeddings& embeddings, const ClusterOptions& options) {
  const Region region(context.timings, "cluster: topic space");
  if (options.smooth) return space_of_landmarks(context, embeddings, options);
  TopicSpace space;
  if (!options.center) return space;
  space.mean = mean_of(context.comm, rows_of(embeddings));
  context.log.line("cluster: embeddings centred; their mean had norm {:.4f}",
                   std::sqrt(exact_dot(space.mean.data(), space.mean.data(), embeddings.width)));
  subtract_mean(space, embeddings.width, embeddings.values);
  return space;
}

void to_topic_space(const TopicSpace& space, std::int64_t width, std::span<float> values) {
  subtract_mean(space, width, values);
  if (!space.landmarks.empty()) smooth({values, width, 0, std::ssize(values) / width}, space, values);
}

void to_topic_space(const Context& context, const TopicSpace& space, Embeddings& embeddings) {
  subtract_mean(space, embeddings.width, embeddings.values);
  if (!space.landmarks.empty()) smooth_all(context, rows_of(embeddings), space, embeddings.values);
}

std::vector<float> read_topic_rows(const std::filesystem::path& run, const TopicSpace& space,
                                   const std::vector<std::int64_t>& rows) {
  std::vector<float> values = store::read_embedding_rows(run, rows);
  if (!rows.empty()) to_topic_space(space, std::ssize(values) / std::ssize(rows), values);
  return values;
}

std::vector<float> shift_of(const TopicSpace& space, std::span<const float> embedding) {
  if (space.landmarks.empty()) return space.mean;
  std::vector<float> shift;
  for_each_shift({embedding, std::ssize(embedding), 0, 1}, space.landmarks, space.near_landmarks,
                 [&](std::int64_t, std::span<const float> found) { shift.assign(found.begin(), found.end()); });
  return shift;
}

}  // namespace thema::clusters
