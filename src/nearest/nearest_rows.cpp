// SPDX-License-Identifier: Apache-2.0
#include "thema/nearest/nearest_rows.hpp"

#include <algorithm>
#include <limits>

#include "thema/core/matrix_product.hpp"
#include "thema/kernels/candidate_columns.hpp"

namespace thema {

namespace {

// Questions multiplied with so many rows at a time: 256 x 1024 fp32 products are 1 MiB.
constexpr std::int64_t kTileQuestions = 256, kTileRows = 1024;
// Rows found that rank 0 gets together, unless a single question has more: 64 MiB.
constexpr std::int64_t kGatheredTogether = std::int64_t{1} << 22;

bool before(const NearRow& a, const NearRow& b) {
  return a.similarity > b.similarity || (a.similarity == b.similarity && a.row < b.row);
}

struct Named {
  std::int64_t question = 0;
  NearRow near;
};

}  // namespace

struct NearestRows::Tile {
  std::int64_t first_question, questions;
  std::int64_t first_row, rows;  // of the slice
  const float* values;           // of the first row
};

NearestRows::NearestRows(std::span<const float> questions, std::int64_t width, std::int64_t wanted)
    : width_(width),
      wanted_(wanted),
      questions_(questions),
      found_(questions_.size() / static_cast<std::size_t>(width)),
      least_(found_.size(), -std::numeric_limits<double>::infinity()),
      products_(static_cast<std::size_t>(kTileQuestions * kTileRows)),
      largest_(static_cast<std::size_t>(kTileQuestions * wanted)),
      floors_(static_cast<std::size_t>(kTileQuestions)),
      columns_(products_.size()),
      counts_(floors_.size()) {}

void NearestRows::add(std::span<const float> rows, std::span<const std::int64_t> names) {
  if (wanted_ == 0) return;
  const std::int64_t count = std::ssize(names);
  for (std::int64_t row = 0; row < count; row += kTileRows)
    for (std::int64_t question = 0; question < questions(); question += kTileQuestions) {
      const Tile tile{question, std::min(kTileQuestions, questions() - question), row, std::min(kTileRows, count - row),
                      rows.data() + row * width_};
      offer(tile, names);
    }
}

void NearestRows::offer(const Tile& t, std::span<const std::int64_t> names) {
  multiply_transposed({questions_.data() + t.first_question * width_, static_cast<std::size_t>(t.questions * width_)},
                      {t.values, static_cast<std::size_t>(t.rows * width_)}, width_,
                      std::span(products_).first(static_cast<std::size_t>(t.questions * t.rows)));
  for (std::int64_t q = 0; q < t.questions; ++q) {
    const std::vector<NearRow>& found = of(t.first_question + q);
    const double least = least_[static_cast<std::size_t>(t.first_question + q)];
    floors_[static_cast<std::size_t>(q)] =
        std::ssize(found) == wanted_ ? std::max(least, found.back().similarity) : least;
  }
  // A question is none of the rows: its number stands before them all.
  const kernels::ApproximateTile view{products_.data(), t.questions, t.rows, -t.questions, 0, dot_error_bound(width_)};
  kernels::candidate_columns(view, wanted_, floors_.data(), largest_.data(), columns_.data(), counts_.data());
  for (std::int64_t q = 0; q < t.questions; ++q) {
    const float* question = questions_.data() + (t.first_question + q) * width_;
    std::vector<NearRow>& found = found_[static_cast<std::size_t>(t.first_question + q)];
    for (std::int32_t c = 0; c < counts_[static_cast<std::size_t>(q)]; ++c) {
      const std::int32_t column = columns_[static_cast<std::size_t>(q * t.rows + c)];
      const NearRow near{names[static_cast<std::size_t>(t.first_row + column)],
                         exact_dot(question, t.values + column * width_, width_)};
      if (std::ssize(found) == wanted_ && !before(near, found.back())) continue;
      found.insert(std::ranges::upper_bound(found, near, before), near);
      if (std::ssize(found) > wanted_) found.pop_back();
    }
  }
}

std::vector<std::vector<NearRow>> NearestRows::gathered(const Communicator& comm) const {
  std::vector<std::vector<NearRow>> all(found_.size());
  const std::int64_t most = std::max<std::int64_t>(1, wanted_ * comm.size());
  const std::int64_t together = std::max<std::int64_t>(1, kGatheredTogether / most);
  for (std::int64_t first = 0; first < questions(); first += together) {
    std::vector<Named> mine;
    for (std::int64_t q = first; q < std::min(questions(), first + together); ++q)
      for (const NearRow& near : of(q)) mine.push_back({q, near});
    for (const Named& each : comm.gather(mine)) all[static_cast<std::size_t>(each.question)].push_back(each.near);
  }
  for (std::vector<NearRow>& found : all) {
    std::ranges::sort(found, before);
    if (std::ssize(found) > wanted_) found.resize(static_cast<std::size_t>(wanted_));
  }
  return all;
}

}  // namespace thema
