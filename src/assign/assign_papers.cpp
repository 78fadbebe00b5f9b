// SPDX-License-Identifier: Apache-2.0
#include "thema/assign/assign_papers.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "thema/assign/assigned_file.hpp"
#include "thema/assign/novelty.hpp"
#include "thema/assign/plan.hpp"
#include "thema/assign/run_map.hpp"
#include "thema/cluster/assign.hpp"
#include "thema/cluster/topic_space.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/folder_lock.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/core/region.hpp"
#include "thema/data/store.hpp"

namespace thema {

namespace {

using namespace assignment;
namespace fs = std::filesystem;

constexpr std::int64_t kSlice = std::int64_t{1} << 20;         // papers whose topics or ids are read together
constexpr std::int64_t kSliceNumbers = std::int64_t{1} << 24;  // of the embeddings held at once: 64 MiB

/// Sums over one of the two sets of papers.
class PaperSums {
 public:
  PaperSums(std::int64_t papers, std::int64_t topics)
      : fixed_(papers), count_(static_cast<std::size_t>(topics)), similarity_(count_.size()), far_(count_.size()) {}

  void add(std::int32_t topic, float similarity) {
    ++count_[static_cast<std::size_t>(topic)];
    similarity_[static_cast<std::size_t>(topic)] += fixed_.encode(static_cast<double>(similarity));
  }
  void add_far_out(std::int32_t topic) { ++far_[static_cast<std::size_t>(topic)]; }

  /// Over all ranks. Collective.
  Papers finish(const Communicator& comm) {
    for (std::vector<std::int64_t>* sums : {&count_, &similarity_, &far_}) comm.sum(std::span<std::int64_t>(*sums));
    Papers papers{0, 0, 0, count_, far_, {}};
    std::int64_t similarity = 0;
    for (std::size_t topic = 0; topic < count_.size(); ++topic) {
      papers.count += count_[topic];
      papers.far_out += far_[topic];
      similarity += similarity_[topic];
      papers.mean_in_topic.push_back(mean(similarity_[topic], count_[topic]));
    }
    papers.mean_similarity = mean(similarity, papers.count);
    return papers;
  }

 private:
  double mean(std::int64_t sum, std::int64_t count) const {
    return count == 0 ? std::numeric_limits<double>::quiet_NaN() : fixed_.decode(sum) / static_cast<double>(count);
  }

  FixedPoint fixed_;
  std::vector<std::int64_t> count_, similarity_, far_;
};

// The run's own papers, and how far out they lie. Collective.
Papers look_at_run(const Communicator& comm, const Clustering& topics, StageReader& clusters, double far_out,
                   Novelty& novelty) {
  PaperSums sums(topics.total_rows, topics.k);
  const Range mine = even_part(topics.total_rows, comm.size(), comm.rank());
  for (std::int64_t first = mine.first; first < mine.last; first += kSlice) {
    const auto count = static_cast<std::size_t>(std::min(kSlice, mine.last - first));
    std::vector<std::int32_t> topic(count);
    std::vector<float> similarity(count);
    clusters.read_rows("assignment", first, std::span(topic));
    clusters.read_rows("similarity", first, std::span(similarity));
    for (std::size_t i = 0; i < count; ++i) {
      if (topic[i] < 0 || topic[i] >= topics.k)
        fail_data(clusters.path().string() + " is no longer what it was when this job began: its topics were changed");
      sums.add(topic[i], similarity[i]);
      novelty.add(topic[i], similarity[i]);
    }
  }
  novelty.sum(comm);
  Papers papers = sums.finish(comm);
  papers.far_out = novelty.papers_above(far_out);
  papers.far_in_topic.clear();
  return papers;
}

/// What new papers are compared with.
struct KnownRun {
  const Clustering& topics;
  const Novelty& novelty;
  const std::optional<RunMap>& map;
};

AssignedRows nearest_topics(Embeddings& embeddings, const Clustering& topics, const Novelty& novelty) {
  require_unit_rows(embeddings);
  clusters::to_topic_space(topics.space, embeddings.width, embeddings.values);
  AssignedRows rows;
  rows.first_row = embeddings.first_row;
  const clusters::Rows all{embeddings.values, embeddings.width, embeddings.first_row, embeddings.total_rows};
  clusters::for_each_nearest_two(all, topics.centroids, [&](std::int64_t, const clusters::NearestTwo& nearest) {
    rows.topic.push_back(nearest.best);
    rows.similarity.push_back(static_cast<float>(nearest.best_similarity));
    rows.second.push_back(nearest.second);
    rows.second_similarity.push_back(static_cast<float>(nearest.second_similarity));
    rows.novelty.push_back(novelty.of(nearest.best, rows.similarity.back()));
  });
  return rows;
}

// Topics of the new papers, and their places where the run has a map, into the file. Collective: all ranks go through
// equally many slices.
Papers assign_rows(Context& context, const Plan& plan, const KnownRun& run, AssignedSink& sink) {
  const std::int64_t total = store::embeddings_shape(plan.work).total_rows;
  const Range mine = even_part(total, context.comm.size(), context.comm.rank());
  const std::int64_t widest = run.map ? std::max(run.topics.width, run.map->neighbours) : run.topics.width;
  const std::int64_t slice = std::max<std::int64_t>(1, kSliceNumbers / widest);
  const std::int64_t slices = context.comm.max((mine.size() + slice - 1) / slice);
  PaperSums sums(total, run.topics.k);
  Progress progress(context.log, "assign", "papers", mine.size());
  for (std::int64_t s = 0; s < slices; ++s) {
    leave_if_stopped(context.comm);
    const std::int64_t first = std::min(mine.last, mine.first + s * slice);
    Embeddings embeddings = store::read_embeddings(plan.work, {first, std::min(mine.last, first + slice)});
    if (run.map) sink.write(place_rows(context, *run.map, embeddings));
    const AssignedRows rows = nearest_topics(embeddings, run.topics, run.novelty);  // moves them to the topics' space
    sink.write(rows);
    for (std::size_t i = 0; i < rows.topic.size(); ++i) {
      sums.add(rows.topic[i], rows.similarity[i]);
      if (static_cast<double>(rows.novelty[i]) > plan.far_out) sums.add_far_out(rows.topic[i]);
    }
    progress.advance(embeddings.rows());
  }
  return sums.finish(context.comm);
}

MapShape shape_of(const std::optional<RunMap>& map) {
  MapShape shape;
  if (!map) return shape;
  shape.neighbours = map->neighbours;
  for (const Layout& layout : map->layouts) shape.methods.push_back(layout.method);
  return shape;
}

void copy_ids(const Communicator& comm, store::DocumentSource& documents, AssignedSink& sink) {
  const std::int64_t total = documents.total();
  const Range mine = even_part(total, comm.size(), comm.rank());
  for (std::int64_t first = mine.first; first < mine.last; first += kSlice) {
    const std::int64_t last = std::min(mine.last, first + kSlice);
    std::vector<std::uint64_t> offsets = documents.read_offsets("id", {first, last});
    const PackedText ids = documents.read_column("id", {first, last});
    if (last < total) offsets.pop_back();  // the next slice or rank writes it
    sink.write_ids(first, offsets, ids.bytes);
  }
}

bool is_made(const Context& context, const fs::path& folder, const StageRecord& record) {
  const bool made =
      context.comm.is_root() && stored_fingerprint(stage_path(folder, record.stage)) == record.fingerprint_text();
  return context.comm.any(made);
}

// documents.h5 and embeddings.h5 of the new papers, in the work folder. Collective.
void read_and_encode(Context& context, const Plan& plan) {
  if (!is_made(context, plan.work, plan.documents)) ingest(context, plan.work, plan.documents, plan.ingest);
  store::DocumentSource documents(plan.work);
  if (!is_made(context, plan.work, plan.embeddings) &&
      encode(context, documents, plan.work, plan.embeddings, plan.encode) == Finished::stopped)
    throw Stopped{};
}

/// Held open: an edit or another map in between puts another file in its place, and the answer stays that of one state.
struct OpenInputs {
  StageReader clusters;
  std::optional<StageReader> map;
};

void make_file(Context& context, const Clustering& topics, OpenInputs& inputs, const Plan& plan) {
  read_and_encode(context, plan);
  Novelty novelty(topics.k);
  Drift drift;
  drift.far_out_level = plan.far_out;
  drift.run = look_at_run(context.comm, topics, inputs.clusters, plan.far_out, novelty);
  {
    store::DocumentSource documents(plan.work);
    const IdSizes ids{documents.total(), StageReader(plan.work, "documents").rows("id/bytes")};
    std::optional<RunMap> map;
    if (inputs.map) map = read_run_map(context.comm, plan.run, *inputs.map);
    AssignedSink sink(context, plan.folder, plan.result, ids, topics.k, shape_of(map));
    copy_ids(context.comm, documents, sink);
    drift.added = assign_rows(context, plan, {topics, novelty, map}, sink);
    drift.jensen_shannon = jensen_shannon(drift.run.of_topic, drift.added.of_topic);
    sink.complete(context, drift);
  }
}

/// The work folder, locked on rank 0 as long as the object lives; it goes with it when it is empty.
class WorkFolder {
 public:
  /// Collective.
  WorkFolder(const Communicator& comm, const fs::path& folder) : folder_(folder) {
    if (comm.is_root()) {
      create_folder(folder);
      lock_.emplace(folder);
    }
    comm.barrier();
  }

  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  /// An empty folder goes, one with begun work stays for the next job. The lock is given back before its own file goes,
  /// which a network file system would keep otherwise; what another job has put there by then stays.
  ~WorkFolder() {
    if (!lock_) return;
    lock_.reset();
    std::error_code error;
    fs::remove(folder_ / kLockFile, error);
    fs::remove(folder_, error);
  }

  /// Rank 0 alone.
  void empty(const Log& log) {
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_))
      if (!error && entry.path().filename() != kLockFile) fs::remove_all(entry.path(), error);
    if (error) log.warning("{} cannot be emptied: {}", folder_.string(), error.message());
  }

 private:
  fs::path folder_;
  std::optional<FolderLock> lock_;
};

// An Error when the file was made of other papers, and may not be overwritten. Collective.
bool is_complete(Context& context, const Plan& plan, AssignRequest::OtherFile on_difference) {
  const bool complete = is_made(context, plan.folder, plan.result);
  if (!complete && on_difference == AssignRequest::OtherFile::refuse && context.comm.is_root())
    if (const auto stored = stored_fingerprint(stage_path(plan.folder, plan.result.stage)))
      fail_output(stage_path(plan.folder, plan.result.stage).string() +
                  " was made of other papers or otherwise; --overwrite replaces it, another --name keeps it. What " +
                  "differs (- in the file, + asked for):\n" +
                  fingerprint_difference(*stored, plan.result.fingerprint_text()));
  context.comm.barrier();
  return complete;
}

}  // namespace

void describe(OptionTable& table, AssignOptions& options) {
  table.add("assign.model", options.model, Affects::speed,
            "folder of the encoder that made the run, where it is no longer where the run found it");
  table.add("assign.far_out", options.far_out, {0.0, 1.0}, Affects::result,
            "a paper of a higher novelty counts as far out of its topic");
  table.add("assign.max_rejected", options.max_rejected, {-1.0, 1.0}, Affects::speed,
            "share of broken lines of the new papers above which the job stops; -1: ingest.max_rejected of the run");
}

AssignAnswer assign_papers(Context& context, const AssignRequest& request, const AssignOptions& options) {
  const finished::RunTopics topics = finished::read_topics_of_whole_run(context.comm, request.run);
  OpenInputs inputs{StageReader(topics.folder, "clusters"), open_run_map(context.comm, request.run)};
  const Plan plan = make_plan(context, request, options, topics, inputs.map ? &*inputs.map : nullptr);
  WorkFolder work(context.comm, plan.work);
  if (is_complete(context, plan, request.on_difference))
    context.log.line("assign: {} is complete", stage_path(plan.folder, plan.result.stage).string());
  else
    make_file(context, topics.clustering, inputs, plan);
  context.comm.barrier();  // all have closed the files of the work folder
  if (context.comm.is_root()) work.empty(context.log);
  AssignAnswer answer;
  answer.title = {request.run.string(), stage_path(plan.folder, plan.result.stage).string(), plan.model, {}};
  for (std::int64_t topic = 0; topic < topics.clustering.k; ++topic) answer.title.labels.push_back(topics.label(topic));
  answer.drift = read_drift(plan.folder, plan.result.stage, topics.clustering.k);
  return answer;
}

}  // namespace thema
