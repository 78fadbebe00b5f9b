// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/run_papers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "thema/core/edit_distance.hpp"
#include "thema/core/error.hpp"

namespace thema::explanation {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSlice = 65536;    // rows whose ids are looked through together
constexpr std::size_t kSuggestions = 3;   // ids that are named when one is unknown
constexpr double kSameSimilarity = 1e-6;  // stored in fp32

template <class T> T one(StageReader& reader, const std::string& name, std::int64_t row) {
  T value{};
  reader.read_rows(name, row, std::span(&value, 1));
  return value;
}

// Calls visit(row, id) for every paper, in slices.
template <class Visit> void for_each_id(store::DocumentSource& documents, Visit visit) {
  for (std::int64_t first = 0; first < documents.total(); first += kSlice) {
    const PackedText ids = documents.read_column("id", {first, std::min(documents.total(), first + kSlice)});
    for (std::size_t i = 0; i < ids.size(); ++i) visit(first + static_cast<std::int64_t>(i), ids[i]);
  }
}

// The ids nearest to one that is not there, nearest first.
std::string suggestions(store::DocumentSource& documents, const std::string& wanted) {
  std::vector<std::pair<std::size_t, std::string>> nearest;
  for_each_id(documents, [&](std::int64_t, std::string_view id) {
    const std::size_t distance = edit_distance(wanted, id);
    if (nearest.size() == kSuggestions && distance >= nearest.back().first) return;
    const auto place = std::ranges::upper_bound(nearest, distance, {}, [](const auto& entry) { return entry.first; });
    nearest.emplace(place, distance, id);
    if (nearest.size() > kSuggestions) nearest.pop_back();
  });
  std::string text;
  for (const auto& [distance, id] : nearest) text += (text.empty() ? "" : ", ") + id;
  return text;
}

}  // namespace

RunPapers::RunPapers(const Communicator& comm, const fs::path& run)
    : run_(run),
      topics_(finished::read_topics_of_whole_run(comm, run)),
      documents_(run),
      clusters_(topics_.folder, "clusters") {}

ClusteredPaper RunPapers::read(std::int64_t row) {
  ClusteredPaper paper;
  paper.row = row;
  paper.id = id(row);
  const Documents texts = documents_.read_texts({row, row + 1});
  paper.title = texts.title[0];
  paper.abstract = texts.abstract[0];
  paper.own = store::read_topics_of_rows(clusters_, "assignment", {row, row + 1})[0];
  paper.second = store::read_topics_of_rows(clusters_, "second", {row, row + 1})[0];
  paper.similarity = one<float>(clusters_, "similarity", row);
  paper.second_similarity = one<float>(clusters_, "second_similarity", row);
  paper.embedding = store::read_embedding_rows(run_, {row});
  const double again = contrast(paper).cosines(paper.embedding).own;
  if (!(std::abs(again - static_cast<double>(paper.similarity)) < kSameSimilarity))
    fail_data(
        fmt::format("{}: clusters.h5 was not made of the embeddings.h5 beside it: the cosine of row {} with its "
                    "centroid is {:.6f}, stored is {:.6f}; run 'thema cluster' again",
                    run_.string(), row, again, paper.similarity));
  return paper;
}

std::string RunPapers::id(std::int64_t row) { return std::string(documents_.read_column("id", {row, row + 1})[0]); }

std::string RunPapers::title(std::int64_t row) {
  return std::string(documents_.read_column("title", {row, row + 1})[0]);
}

std::vector<std::int32_t> RunPapers::assignments(Range rows) {
  return store::read_topics_of_rows(clusters_, "assignment", rows);
}

std::int64_t RunPapers::find(const std::string& id) {
  std::int64_t found = -1;
  for_each_id(documents_, [&](std::int64_t row, std::string_view each) {
    if (each == id) found = row;
  });
  if (found < 0)
    fail_usage("--id " + id + ": " + run_.string() + " has no such paper; the nearest ids are " +
               suggestions(documents_, id));
  return found;
}

}  // namespace thema::explanation
