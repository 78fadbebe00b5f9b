// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/map_benchmark.hpp"

#include <fmt/format.h>

#include <functional>

#include "thema/bench/benchmark_rows.hpp"
#include "thema/bench/matmul_peak.hpp"
#include "thema/project/affinities.hpp"
#include "thema/project/fuzzy_graph.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/neighbours.hpp"
#include "thema/project/pca.hpp"
#include "thema/project/tsne.hpp"
#include "thema/project/umap.hpp"

namespace thema::bench {

namespace {

constexpr std::int64_t kRepetitions = 6, kPapers = 20'000;
// Timed together, on a finished map: the part of so many that a map by way of landmarks is refined with.
constexpr std::int64_t kEpochs = 20, kUmapEpochs = 3 * kEpochs, kTsneEpochs = 2 * kEpochs;
constexpr double kGiga = 1e9;

/// A part of the work, timed; `times` of it are done in one call.
struct Part {
  std::string name;
  std::int64_t times = 1;
  double flop = 0;  ///< of one; 0: not counted in products
  std::function<void()> work;
};

maps::MakeStart from(const std::vector<float>& map, maps::StartingMap::Kind kind) {
  return [&map, kind] { return maps::StartingMap{map, kind}; };
}

/// What parts of the work need of the parts before them; on a finished map an epoch has its usual distances.
struct FinishedMap {
  const maps::LaidOut& papers;
  maps::Neighbours of_umap, of_tsne;
  maps::NeighbourGraph graph, affinities;
  std::vector<float> umap, tsne;
};

FinishedMap make_map(Context& context, const maps::LaidOut& papers, const ProjectOptions& options) {
  const std::int64_t wanted = maps::affinity_neighbours(options.perplexity);
  FinishedMap map{papers, {}, maps::nearest_neighbours(context, papers, wanted), {}, {}, {}, {}};
  map.of_umap = maps::nearest_of(map.of_tsne, options.neighbours);
  map.graph = maps::fuzzy_graph(context, papers, map.of_umap);
  map.affinities = maps::affinities(context, papers, map.of_tsne, options.perplexity);
  const std::vector<float> start = maps::principal_components(context, papers).coordinates;
  constexpr auto components = maps::StartingMap::Kind::components;
  LayoutCheckpoint nothing_kept;
  map.umap =
      maps::umap_layout(context, papers, {map.graph, {}}, from(start, components), options, {nothing_kept, "umap"});
  map.tsne =
      maps::tsne_layout(context, papers, map.affinities, from(start, components), options, {nothing_kept, "tsne"});
  return map;
}

std::vector<Part> parts_of(Context& context, const FinishedMap& map, const ProjectOptions& options) {
  constexpr auto placed = maps::StartingMap::Kind::placed;
  const auto papers = static_cast<double>(map.papers.total());
  const double flop = papers * papers * static_cast<double>(map.papers.width);  // each pair once, 2 a component
  const auto search = [&](std::int64_t m) { return [&, m] { maps::nearest_neighbours(context, map.papers, m); }; };
  const auto own = [&] {
    return std::vector<float>(map.umap.begin() + 2 * map.papers.own.first, map.umap.begin() + 2 * map.papers.own.last);
  };
  return {{fmt::format("neighbours, {}", map.of_umap.count), 1, flop, search(map.of_umap.count)},
          {fmt::format("neighbours, {}", map.of_tsne.count), 1, flop, search(map.of_tsne.count)},
          {"UMAP: graph", 1, 0, [&] { maps::fuzzy_graph(context, map.papers, map.of_umap); }},
          {"UMAP: an epoch", kEpochs, 0,
           [&] {
             LayoutCheckpoint nothing_kept;
             maps::umap_layout(context, map.papers, {map.graph, {}}, from(map.umap, placed), options,
                               {nothing_kept, "umap"});
           }},
          {"t-SNE: affinities", 1, 0, [&] { maps::affinities(context, map.papers, map.of_tsne, options.perplexity); }},
          {"t-SNE: an epoch", kEpochs, 0,
           [&] {
             LayoutCheckpoint nothing_kept;
             maps::tsne_layout(context, map.papers, map.affinities, from(map.tsne, placed), options,
                               {nothing_kept, "tsne"});
           }},
          {"exchange of positions", kEpochs, 0, [&, positions = own()] {
             for (std::int64_t i = 0; i < kEpochs; ++i) context.comm.all_gather(positions);
           }}};
}

Fields row_of(const Part& part, const Measurement& measured, std::int64_t papers, double peak) {
  Measurement one = measured;
  for (double& seconds : one.seconds) seconds /= static_cast<double>(part.times);
  const MedianInterval seconds = one.interval(), rate = one.rate(static_cast<double>(papers));
  Fields row{{"part", part.name, part.name},
             {"seconds", one, seconds_text(seconds)},
             {"papers_per_second", rate, number_text(rate.median)}};
  if (part.flop == 0) return row;
  const MedianInterval flops = one.rate(part.flop);
  row.push_back({"gflops", flops.median / kGiga, number_text(flops.median / kGiga)});
  row.push_back({"share_of_matmul_peak", flops.median / peak, fmt::format("{:.0f} %", 100 * flops.median / peak)});
  return row;
}

}  // namespace

Report benchmark_map(Context& context, const BenchOptions& options) {
  const Embeddings rows = benchmark_rows(context, options, kPapers);
  const maps::LaidOut papers = maps::choose_laid_out(context, rows, rows.total_rows, options.seed);
  ProjectOptions project;
  project.seed = options.seed;
  const FinishedMap map = make_map(context, papers, project);
  project.epochs = kUmapEpochs;
  project.tsne_epochs = kTsneEpochs;
  const MeasurementPlan plan{options.repetitions != 0 ? options.repetitions : kRepetitions, options.warm_up};
  const MatmulPeak peak = measure_matmul_peak(context, plan, Precision::fp32);
  const double flops = peak.time.rate(peak.flop).median;
  Report report;
  report.benchmark = "map";
  report.facts = {
      {"source", options.embeddings.empty() ? "synthetic rows" : options.embeddings,
       "papers: " + source_text(options, rows)},
      {"papers", papers.total()},
      {"width", papers.width},
      {"ranks", static_cast<std::int64_t>(context.comm.size()), fmt::format("ranks: {}", context.comm.size())},
      {"matmul_gflops", flops / kGiga,
       fmt::format("product of matrices in fp32, all ranks: {} GFLOP/s", number_text(flops / kGiga))}};
  report.columns = {{"part", "part"},
                    {"seconds", "seconds"},
                    {"papers_per_second", "papers/s"},
                    {"gflops", "GFLOP/s"},
                    {"share_of_matmul_peak", "of the product's rate"}};
  report.conventions = {interval_convention(plan.repetitions),
                        "GFLOP/s count each pair of papers once, 2 x width operations; selection is part of the time."};
  report.subject = "part";
  for (const Part& part : parts_of(context, map, project))
    report.rows.push_back(row_of(part, measure(context, plan, part.work), papers.total(), flops));
  return report;
}

}  // namespace thema::bench
