// SPDX-License-Identifier: Apache-2.0
#include "thema/project/project.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/project/affinities.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/make_layout.hpp"
#include "thema/project/map_quality.hpp"
#include "thema/project/neighbours.hpp"
#include "thema/project/partitioned_neighbours.hpp"
#include "thema/project/pca.hpp"
#include "thema/project/quality_queries.hpp"

namespace thema {

namespace {

constexpr std::int64_t kNeighboursJudged = 50;  // or project.neighbours, if it is more

/// As many as a layout wants, and the first project.neighbours of them: UMAP's, and those that the map is judged by and
/// shows.
struct FoundNeighbours {
  maps::Neighbours all, shown;
};

bool asks_for(const ProjectOptions& options, const char* method) {
  return std::find(options.methods.begin(), options.methods.end(), method) != options.methods.end();
}

// As many as the layout that wants most of them.
std::int64_t neighbours_wanted(const ProjectOptions& options) {
  const std::int64_t by_tsne = asks_for(options, "tsne") ? maps::affinity_neighbours(options.perplexity) : 0;
  return std::max(options.neighbours, by_tsne);
}

maps::Neighbours search_neighbours(Context& context, const maps::LaidOut& papers, const ProjectOptions& options,
                                   LayoutCheckpoint& checkpoint) {
  const std::int64_t wanted = neighbours_wanted(options);
  if (auto kept = checkpoint.neighbours(papers.own)) {
    context.log.line("project: the neighbours are taken from the checkpoint");
    return {std::min(wanted, papers.total() - 1), std::move(kept->positions), std::move(kept->similarity)};
  }
  maps::Neighbours found =
      options.partitions == 0
          ? maps::nearest_neighbours(context, papers, wanted)
          : maps::partitioned_neighbours(context, papers, wanted, {options.partitions, options.probes, options.seed});
  checkpoint.keep(papers.own, KeptNeighbours{found.positions, found.similarity});
  return found;
}

FoundNeighbours find_neighbours(Context& context, const maps::LaidOut& papers, const ProjectOptions& options,
                                LayoutCheckpoint& checkpoint) {
  FoundNeighbours found{search_neighbours(context, papers, options, checkpoint), {}};
  found.shown = maps::nearest_of(found.all, options.neighbours);
  return found;
}

// Positions become document rows.
TopicMap start_map(const maps::LaidOut& papers, const maps::Neighbours& neighbours) {
  TopicMap map;
  map.rows = papers.rows;
  map.neighbours = neighbours.count;
  map.first = papers.own.first;
  map.neighbour_indices.reserve(neighbours.positions.size());
  for (const std::int64_t position : neighbours.positions)
    map.neighbour_indices.push_back(papers.rows[static_cast<std::size_t>(position)]);
  for (const double similarity : neighbours.similarity)
    map.neighbour_similarity.push_back(static_cast<float>(similarity));
  return map;
}

// Numbers of all laid-out papers, on all ranks; empty where no paper has one.
std::vector<std::int32_t> of_laid_out(const Communicator& comm, const maps::LaidOut& papers,
                                      const Embeddings& embeddings, std::span<const std::int32_t> of_rows) {
  if (!comm.any(std::ranges::any_of(of_rows, [](std::int32_t number) { return number >= 0; }))) return {};
  std::vector<std::int32_t> own;
  for (std::int64_t position = papers.own.first; position < papers.own.last; ++position)
    own.push_back(
        of_rows[static_cast<std::size_t>(papers.rows[static_cast<std::size_t>(position)] - embeddings.first_row)]);
  return comm.all_gather(own);
}

// Nothing where the search is exact.
std::optional<double> recall_of_search(const Context& context, const maps::LaidOut& papers,
                                       const maps::Neighbours& neighbours, const maps::QualityQueries& queries,
                                       const ProjectOptions& options) {
  if (options.partitions == 0 || neighbours.count == 0 || queries.known == 0) return std::nullopt;
  const double recall = maps::search_recall(context.comm, papers, neighbours, queries);
  context.log.line("project: the search in {} of {} parts found {:.2f} % of the nearest neighbours", options.probes,
                   options.partitions, 100 * recall);
  return recall;
}

void tell(const Log& log, const Layout& layout) {
  std::string figures;
  for (const char* name : {"trustworthiness", "continuity", "neighbour_recall_10", "neighbour_recall_50",
                           "category_accuracy", "distance_correlation"})
    if (const auto figure = layout.quality.find(name); figure != layout.quality.end()) {
      std::string words = name;
      std::ranges::replace(words, '_', ' ');
      figures += fmt::format("{} {} {:.4f}", figures.empty() ? "" : ",", words, figure->second);
    }
  log.line("project: {}:{}", layout.method, figures);
}

}  // namespace

void check(const ProjectOptions& options) {
  if (options.methods.empty()) fail_usage("project.methods is empty; allowed: any of umap, tsne, pca");
  for (auto method = options.methods.begin(); method != options.methods.end(); ++method) {
    if (std::ranges::find(kLayoutMethods, *method) == kLayoutMethods.end())
      fail_usage("project.methods: unknown method \"" + *method + "\"; allowed: umap, tsne, pca");
    if (std::find(options.methods.begin(), method, *method) != method)
      fail_usage("project.methods: \"" + *method + "\" stands twice");
  }
  if (options.min_dist > options.spread)
    fail_usage(fmt::format("project.min_dist is {}; allowed: at most project.spread, which is {}", options.min_dist,
                           options.spread));
}

void describe(OptionTable& table, ProjectOptions& options) {
  const auto result = Affects::result;
  table.add("project.methods", options.methods, {kLayoutMethods.begin(), kLayoutMethods.end()}, result,
            "layouts to make; the first is what figures show");
  table.add("project.max_points", options.max_points, {1, 100'000'000}, result,
            "papers laid out at most; of more papers a keyed random sample is");
  table.add("project.neighbours", options.neighbours, {1, 1'000}, result,
            "nearest neighbours of each paper; more show broader structure and take longer");
  table.add("project.partitions", options.partitions, {0, 1'000'000}, result,
            "neighbours are searched approximately, in the nearest of so many parts of the papers; 0: exactly, in all");
  table.add("project.probes", options.probes, {1, 1'000'000}, result,
            "parts that each paper's neighbours are searched in; more find more of them");
  table.add("project.epochs", options.epochs, {0, 100'000}, result,
            "UMAP: rounds of moves; 0: 500 for up to 10,000 papers, 300 for more");
  table.add("project.min_dist", options.min_dist, {0.0, 10.0}, result,
            "UMAP: distance on the map under which neighbours stop attracting; small packs topics tightly");
  table.add("project.spread", options.spread, {0.01, 100.0}, result, "UMAP: scale of the map; larger than min_dist");
  table.add("project.learning_rate", options.learning_rate, {1e-6, 100.0}, result,
            "UMAP: step of the first epoch; falls linearly to 0");
  table.add("project.negatives", options.negatives, {1, 100}, result, "UMAP: repelling papers for each attraction");
  table.add(
      "project.density", options.density, {0.0, 100.0}, result,
      "UMAP: how strongly what is dense among the papers stays dense on the map (densMAP's lambda, usually 2); 0: "
      "not at all");
  table.add(
      "project.topic_hint", options.topic_hint, {0.0, 1.0}, result,
      "UMAP: papers of different topics join by this share less, so that topics part more than the embeddings say; "
      "needs clusters.h5. 0: the map knows nothing of topics");
  table.add("project.perplexity", options.perplexity, {2.0, 1'000.0}, result,
            "t-SNE: papers that each one's neighbourhood is about; three times as many neighbours are searched");
  table.add("project.tsne_epochs", options.tsne_epochs, {0, 100'000}, result,
            "t-SNE: rounds of moves after the first 250, in which affinities are 12 times as strong");
  table.add("project.exaggeration", options.exaggeration, {1.0, 100.0}, result,
            "t-SNE: factor of the affinities in these rounds; 4 gives a map like UMAP's, with topics apart");
  table.add(
      "project.landmarks", options.landmarks, {0, 10'000'000}, result,
      "UMAP and t-SNE: where twice as many papers are laid out, so many (a keyed sample) come first, the others are "
      "put among them and all are refined; 0: all together from the start");
  table.add("project.quality_sample", options.quality_sample, {1, 1'000'000}, result,
            "papers (a keyed sample) that the layouts' quality is measured on");
}

LayoutCheckpointShape checkpoint_shape(const ProjectOptions& options, std::int64_t papers) {
  const std::int64_t laid_out = std::min(papers, options.max_points);
  LayoutCheckpointShape shape{laid_out, std::min(neighbours_wanted(options), laid_out - 1), {}};
  for (const char* method : {"umap", "tsne"})
    if (asks_for(options, method)) {
      shape.layouts.emplace_back(method);
      if (maps::starts_from_landmarks(options, laid_out)) shape.layouts.push_back(maps::layout_of_landmarks(method));
    }
  return shape;
}

TopicMap project(Context& context, const Embeddings& embeddings, const KnownOfPapers& known,
                 const ProjectOptions& options, LayoutCheckpoint& checkpoint) {
  check(options);
  const maps::LaidOut papers = maps::choose_laid_out(context, embeddings, options.max_points, options.seed);
  const FoundNeighbours neighbours = find_neighbours(context, papers, options, checkpoint);
  const maps::PcaResult pca = maps::principal_components(context, papers);
  const maps::QualityQueries queries = maps::choose_queries(
      context, papers, options.quality_sample, std::max(kNeighboursJudged, options.neighbours), options.seed);
  const auto laid_out = [&](std::span<const std::int32_t> of_rows) {
    return of_laid_out(context.comm, papers, embeddings, of_rows);
  };
  const std::vector<std::int32_t> categories = laid_out(known.categories);
  const std::vector<std::int32_t> topics =
      options.topic_hint > 0 ? laid_out(known.topics) : std::vector<std::int32_t>{};
  const std::optional<double> searched_for = recall_of_search(context, papers, neighbours.all, queries, options);
  TopicMap map = start_map(papers, neighbours.shown);
  for (const std::string& method : options.methods) {
    Layout layout = maps::make_layout(context, method, {papers, neighbours.all, neighbours.shown, pca, topics}, options,
                                      checkpoint);
    leave_if_stopped(context.comm);
    layout.quality.merge(
        maps::map_quality(context, papers, queries, options.neighbours, categories, layout.coordinates));
    if (searched_for && method != "pca") layout.quality["search_recall"] = *searched_for;
    tell(context.log, layout);
    map.layouts.push_back(std::move(layout));
  }
  return map;
}

}  // namespace thema
