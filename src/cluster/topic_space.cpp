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

// row = (row - shift) / |row - shift|; a row equal to the shift becomes zero.
void move(std::span<float> row, std::span<const float> shift) {
  for (std::size_t j = 0; j < row.size(); ++j) row[j] -= shift[j];
  normalise(row);
}

// What is subtracted to move towards the landmarks.
std::vector<float> opposite(std::span<const float> mean) {
  std::vector<float> shift(mean.begin(), mean.end());
  for (float& x : shift) x = -x;
  return shift;
}

// `values` are those of the rows.
void smooth(const Rows& rows, std::span<const float> landmarks, std::span<float> values) {
  const auto d = static_cast<std::size_t>(rows.width);
  for_each_near_landmarks(rows, landmarks, [&](std::int64_t row, std::span<const float> mean) {
    move(values.subspan(static_cast<std::size_t>(row) * d, d), opposite(mean));
  });
}

}  // namespace

std::int64_t landmarks_for(std::int64_t papers) {
  constexpr std::int64_t papers_of_each = 8, most = 16'384;
  return std::clamp<std::int64_t>(papers / papers_of_each, 1, most);
}

TopicSpace enter_topic_space(const Context& context, Embeddings& embeddings, const ClusterOptions& options) {
  TopicSpace space;
  Rows rows = rows_of(embeddings);
  if (options.center) {
    space.mean = mean_of(context.comm, rows);
    context.log.line("cluster: embeddings centred; their mean had norm {:.4f}",
                     std::sqrt(exact_dot(space.mean.data(), space.mean.data(), rows.width)));
  }
  if (options.smooth) {
    const std::int64_t count =
        options.landmarks == 0 ? landmarks_for(rows.total) : std::min(options.landmarks, rows.total);
    const auto on_device = rows_on_device(context, rows, count);
    rows.on_device = on_device.get();
    space.landmarks = choose_landmarks(context.comm, rows, count, static_cast<std::uint64_t>(options.seed));
    smooth(rows, space.landmarks, embeddings.values);
    context.log.line("cluster: embeddings moved towards the nearest of {} landmarks", count);
  } else {
    to_topic_space(space, embeddings.width, embeddings.values);
  }
  return space;
}

void to_topic_space(const TopicSpace& space, std::int64_t width, std::span<float> values) {
  const auto d = static_cast<std::size_t>(width);
  if (!space.mean.empty())
    for (std::size_t at = 0; at < values.size(); at += d) move(values.subspan(at, d), space.mean);
  if (space.landmarks.empty()) return;
  smooth({values, width, 0, std::ssize(values) / width}, space.landmarks, values);
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
  for_each_near_landmarks({embedding, std::ssize(embedding), 0, 1}, space.landmarks,
                          [&](std::int64_t, std::span<const float> mean) { shift = opposite(mean); });
  return shift;
}

}  // namespace thema::clusters
