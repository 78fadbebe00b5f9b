// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "thema/cluster/cluster.hpp"
#include "thema/core/context.hpp"
#include "thema/data/clustering.hpp"
#include "thema/data/embeddings.hpp"

namespace thema::clusters {

/// The space that the options ask for, made of all ranks' embeddings, which go into it, in place. Collective.
///
/// With options.center the mean of all is subtracted: encoders of text give vectors that share a direction (the mean of
/// MiniLM's has norm 0.5), which says nothing about topics.
///
/// With options.smooth each embedding is moved half the way to the mean of its nearest landmarks: one step of mean
/// shift (Fukunaga and Hostetler, IEEE Trans. Inf. Theory 21, 1975) towards where papers are dense, with anchors
/// instead of all papers (Liu, He and Chang, "Large graph construction for scalable semi-supervised learning", ICML
/// 2010). It takes out what is the paper's own, keeps what it shares with its neighbours, and so does for k-means what
/// a layout by nearest neighbours does. See landmarks.hpp for what they are.
///
/// The bits do not depend on the shares, nor on the device that `context` has. A row of zeros stays one. Throws
/// Stopped.
TopicSpace enter_topic_space(const Context& context, Embeddings& embeddings, const ClusterOptions& options);

/// What it did to each row of values[n, width].
void to_topic_space(const TopicSpace& space, std::int64_t width, std::span<float> values);
/// The same of all ranks' embeddings, with progress. Throws Stopped. Collective.
void to_topic_space(const Context& context, const TopicSpace& space, Embeddings& embeddings);

/// The given rows of embeddings.h5 in the space, in any order: [rows.size(), d].
std::vector<float> read_topic_rows(const std::filesystem::path& run, const TopicSpace& space,
                                   const std::vector<std::int64_t>& rows);

/// s of a unit embedding e whose row in the space is (e - s) / |e - s|; empty when that is e.
std::vector<float> shift_of(const TopicSpace& space, std::span<const float> embedding);

/// row = (row - shift) / |row - shift|, in fp32 as all do it, so that the bits are the same; a row equal to the shift
/// becomes zero. An empty shift changes nothing.
void shift_by(std::span<const float> shift, std::span<float> row);

/// Landmarks of so many papers, where the options leave it open: one for every 3, at least 64, 32,768 at most.
std::int64_t landmarks_for(std::int64_t papers);

}  // namespace thema::clusters
