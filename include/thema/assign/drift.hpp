// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// How papers that a run did not know lie among its topics, beside those it was made of.
namespace thema::assignment {

/// One of two sets of papers: those of the run, or the new ones.
struct Papers {
  std::int64_t count = 0;
  std::int64_t far_out = 0;                ///< papers whose novelty is above the level
  double mean_similarity = 0;              ///< with the centroid of the own topic; NaN where there are no papers
  std::vector<std::int64_t> of_topic;      ///< [k]
  std::vector<std::int64_t> far_in_topic;  ///< [k], of the new ones; else empty
  std::vector<double> mean_in_topic;       ///< [k], NaN where there are no papers
};

struct Drift {
  Papers run, added;
  double far_out_level = 0;   ///< AssignOptions::far_out
  double jensen_shannon = 0;  ///< divergence of the topics' shares, jensen_shannon()
};

/// Jensen-Shannon divergence, in bits, of the distributions that two vectors of counts are (Lin, IEEE Trans.
/// Information Theory 37, 1991): 0 where the shares are the same, 1 where nothing is in common. Both have a sum above
/// 0.
double jensen_shannon(std::span<const std::int64_t> a, std::span<const std::int64_t> b);

/// What a drift report says beside the numbers.
struct DriftTitle {
  std::string run, file;            ///< run directory, file of the new papers' topics
  std::string model;                ///< the encoder
  std::vector<std::string> labels;  ///< of the topics
};

/// For people, 100 columns wide where texts allow it: the topics whose share changed most.
std::string as_text(const DriftTitle& title, const Drift& drift);
/// One JSON object and a line end, with all topics.
std::string as_json(const DriftTitle& title, const Drift& drift);

}  // namespace thema::assignment
