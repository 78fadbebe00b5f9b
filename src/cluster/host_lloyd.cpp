// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "thema/cluster/assign.hpp"
#include "thema/cluster/bounds.hpp"
#include "thema/cluster/empty_topics.hpp"
#include "thema/cluster/lloyd.hpp"
#include "thema/cluster/topic_sums.hpp"
#include "thema/core/region.hpp"

namespace thema::clusters {

namespace {

// Bounds begin when no more than one in so many rows changes topic. With 100,000 embeddings of papers, k = 100, the run
// takes as long for 100 to 400, longer outside.
constexpr std::int64_t kChangingShare = 200;

class HostLloyd final : public Lloyd {
 public:
  HostLloyd(const Communicator& comm, const Rows& rows, std::vector<float> start)
      : comm_(comm),
        rows_(rows),
        centroids_(std::move(start)),
        labels_(static_cast<std::size_t>(rows.count()), -1),
        next_(labels_),
        sums_(static_cast<std::int64_t>(centroids_.size()) / rows.width, rows) {}

  const std::vector<float>& centroids() const override { return centroids_; }

  void finish(Solution& solution) override {
    if (!is_settled()) find_last();
    solution.objective = objective_of(comm_, rows_, centroids_, next_);
    solution.labels = std::move(next_);
    solution.centroids = std::move(centroids_);
  }

 private:
  std::int64_t assign_rows(IterationTrace& trace) override {
    std::vector<std::int64_t> change = sums_.no_change();
    {
      const Lap lap(trace.assign_seconds);
      trace.products = find_nearest([&](Range range) {
        const Lap adding(trace.sum_seconds);
        sums_.add(rows_, moves_between(labels_, next_, range), change);
      });
    }
    trace.assign_seconds -= trace.sum_seconds;
    labels_ = next_;
    const Lap lap(trace.reduce_seconds);
    changed_ = sums_.apply(comm_, std::move(change));
    return changed_;
  }

  // Returns how many products it took. Bounds are kept once few rows change: as long as centroids move far, bounds
  // leave so many products that it takes less time to compute all of them.
  std::int64_t find_nearest(const AfterTile& after_tile) {
    const std::int64_t all_pairs = rows_.count() * (std::ssize(centroids_) / rows_.width);
    if (!bounds_ && changed_ > rows_.total / kChangingShare) {
      assign(rows_, centroids_, next_, after_tile);
      return all_pairs;
    }
    if (bounds_ && !bounds_->are_worn()) {
      const std::int64_t products = bounds_->assign(rows_, centroids_, next_);
      if (after_tile) after_tile({0, rows_.count()});
      return products;
    }
    bounds_.emplace(rows_.count(), centroids_, rows_.width);
    assign(rows_, centroids_, next_, *bounds_, after_tile);
    return all_pairs;
  }

  // For the last centroids: no iteration follows that new bounds could serve.
  void find_last() {
    if (bounds_)
      find_nearest({});
    else
      assign(rows_, centroids_, next_);
  }

  std::int64_t fill_empty_topics(IterationTrace&) override {
    const auto sizes = sums_.sizes();
    if (std::find(sizes.begin(), sizes.end(), 0) == sizes.end()) return 0;
    const auto moves = moves_to_empty_topics(comm_, rows_, centroids_, labels_, sizes);
    for (const kernels::Move& move : moves) {
      labels_[static_cast<std::size_t>(move.row)] = next_[static_cast<std::size_t>(move.row)] = move.to;
      if (bounds_) bounds_->forget(move.row);
    }
    return sums_.apply(comm_, rows_, moves);
  }

  void move_centroids() override {
    const std::vector<float> before = centroids_;
    sums_.update_centroids(centroids_);
    if (bounds_) bounds_->follow(before, centroids_);
  }

  const Communicator& comm_;
  const Rows& rows_;
  std::vector<float> centroids_;
  std::vector<std::int32_t> labels_, next_;
  std::optional<Bounds> bounds_;
  // rows of all ranks that the iteration before moved
  std::int64_t changed_ = std::numeric_limits<std::int64_t>::max();
  TopicSums sums_;
};

}  // namespace

std::unique_ptr<Lloyd> lloyd_on_host(const Communicator& comm, const Rows& rows, std::vector<float> start) {
  return std::make_unique<HostLloyd>(comm, rows, std::move(start));
}

}  // namespace thema::clusters
