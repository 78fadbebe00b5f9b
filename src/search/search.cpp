// SPDX-License-Identifier: Apache-2.0
#include "thema/search/search.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <numeric>
#include <optional>

#include "thema/cluster/topic_space.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/core/partition.hpp"
#include "thema/core/region.hpp"
#include "thema/data/store.hpp"
#include "thema/finished/run_topics.hpp"
#include "thema/nearest/nearest_rows.hpp"
#include "thema/search/questions.hpp"

namespace thema {

namespace {

using namespace search;
namespace fs = std::filesystem;

constexpr std::int64_t kTogether = 1024;                       // questions for which embeddings.h5 is read once
constexpr std::int64_t kSliceNumbers = std::int64_t{1} << 24;  // of the embeddings held at once: 64 MiB

std::vector<std::string> questions_of(const Communicator& comm, const SearchRequest& request) {
  if (request.text.empty() == request.questions.empty())
    fail_usage("thema search needs exactly one of a text and --questions FILE");
  std::string text = request.text;
  if (!request.questions.empty()) {
    if (comm.is_root()) text = read_text_file(request.questions);
    comm.broadcast(text);
  } else {
    std::ranges::replace(text, '\n', ' ');  // one question
  }
  std::vector<std::string> questions = question_lines(text);
  if (questions.empty())
    fail_usage(request.questions.empty() ? "the text to search for is empty"
                                         : request.questions.string() + " has no line with a question");
  return questions;
}

std::string iso_day(std::int32_t days) {
  if (days == kUnknownDate) return "";
  const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(days))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::int32_t first_day(std::int64_t year) {
  const std::chrono::sys_days day = std::chrono::year(static_cast<int>(year)) / std::chrono::January / 1;
  return static_cast<std::int32_t>(day.time_since_epoch().count());
}

/// The files of a run that is searched.
class SearchedRun {
 public:
  SearchedRun(const Communicator& comm, const fs::path& run, const SearchOptions& options)
      : run_(run),
        options_(options),
        topics_(finished::read_topics_of_whole_run(comm, run)),
        paper_space_{topics_.clustering.space.mean, {}},
        documents_(run),
        clusters_(topics_.folder, "clusters") {
    if (options.topic >= topics().k)
      fail_usage(fmt::format("search.topic is {}: the run has the topics 0 to {}", options.topic, topics().k - 1));
  }

  const Clustering& topics() const { return topics_.clustering; }
  /// In which papers are compared with a question: landmarks are for topics alone, and would blur what is one paper's.
  const TopicSpace& paper_space() const { return paper_space_; }

  /// Offers the papers of these rows that the options let through; returns their number.
  std::int64_t offer(Range rows, NearestRows& nearest) {
    Embeddings embeddings = store::read_embeddings(run_, rows);
    const std::vector<std::int64_t> kept = wanted_of(rows);
    const auto d = static_cast<std::size_t>(embeddings.width);
    for (std::size_t i = 0; i < kept.size(); ++i)  // to the front; none is overwritten before it was moved
      if (const std::int64_t from = kept[i] - rows.first; from != static_cast<std::int64_t>(i))
        std::ranges::copy(embeddings.row(from), embeddings.values.begin() + static_cast<std::ptrdiff_t>(i * d));
    embeddings.values.resize(kept.size() * d);
    clusters::to_topic_space(paper_space_, embeddings.width, embeddings.values);
    nearest.add(embeddings.values, kept);
    return std::ssize(kept);
  }

  std::vector<TopicFound> told(const std::vector<NearRow>& topics_near) const {
    std::vector<TopicFound> found;
    for (const NearRow& near : topics_near)
      found.push_back(
          {near.row, topics_.label(near.row), topics().sizes[static_cast<std::size_t>(near.row)], near.similarity});
    return found;
  }

  /// What is said of each row; in ascending order, so that each checksummed piece of the files is read once.
  std::map<std::int64_t, PaperFound> papers(const std::vector<std::vector<NearRow>>& lists) {
    std::map<std::int64_t, PaperFound> papers;
    for (const std::vector<NearRow>& list : lists)
      for (const NearRow& near : list) papers[near.row].row = near.row;
    for (auto& [row, paper] : papers) {
      const Range one{row, row + 1};
      paper.id = documents_.read_column("id", one)[0];
      paper.title = documents_.read_column("title", one)[0];
      paper.date = iso_day(documents_.read_dates(one)[0]);
      paper.topic = store::read_topics_of_rows(clusters_, "assignment", one)[0];
      paper.label = topics_.label(paper.topic);
    }
    return papers;
  }

 private:
  // Rows of the range that the options let through, ascending.
  std::vector<std::int64_t> wanted_of(Range rows) {
    std::vector<std::int64_t> wanted(static_cast<std::size_t>(rows.size()));
    std::iota(wanted.begin(), wanted.end(), rows.first);
    const auto at = [&](std::int64_t row) { return static_cast<std::size_t>(row - rows.first); };
    if (options_.topic >= 0) {
      const std::vector<std::int32_t> assignment = store::read_topics_of_rows(clusters_, "assignment", rows);
      std::erase_if(wanted, [&](std::int64_t row) { return assignment[at(row)] != options_.topic; });
    }
    if (options_.since > 0) {
      const std::vector<std::int32_t> dates = documents_.read_dates(rows);
      const std::int32_t first = first_day(options_.since);  // unknown dates are below all others
      std::erase_if(wanted, [&](std::int64_t row) { return dates[at(row)] < first; });
    }
    return wanted;
  }

  fs::path run_;
  const SearchOptions& options_;
  finished::RunTopics topics_;
  TopicSpace paper_space_;
  store::DocumentSource documents_;
  StageReader clusters_;
};

// On rank 0: the topics nearest to each question.
std::vector<std::vector<NearRow>> nearest_topics(const Clustering& topics, const std::vector<float>& rows,
                                                 std::int64_t wanted) {
  NearestRows nearest(rows, topics.width, std::min(wanted, topics.k));
  std::vector<float> centroids;
  std::vector<std::int64_t> names;
  for (std::int64_t topic = 0; topic < topics.k; ++topic) {
    if (topics.sizes[static_cast<std::size_t>(topic)] == 0) continue;
    const float* centroid = topics.centroids.data() + topic * topics.width;
    centroids.insert(centroids.end(), centroid, centroid + topics.width);
    names.push_back(topic);
  }
  nearest.add(centroids, names);
  std::vector<std::vector<NearRow>> lists;
  for (std::int64_t q = 0; q < nearest.questions(); ++q) lists.push_back(nearest.of(q));
  return lists;
}

}  // namespace

void describe(OptionTable& table, SearchOptions& options) {
  table.add("search.model", options.model, Affects::speed,
            "folder of the encoder that made the run, where it is no longer where the run found it");
  table.add("search.topics", options.topics, {0, 1'000}, Affects::result, "nearest topics that are shown");
  table.add("search.papers", options.papers, {0, 1'000}, Affects::result, "nearest papers that are shown");
  table.add("search.topic", options.topic, {-1, 1'000'000'000}, Affects::result,
            "only papers of this topic are looked for; -1: of all");
  table.add("search.since", options.since, {0, 9999}, Affects::result,
            "only papers of this year and after are looked for; 0: of all, and those without a date");
}

void search_run(Context& context, const SearchRequest& request, const SearchOptions& options,
                const std::function<void(const Answer&)>& tell) {
  const std::vector<std::string> questions = questions_of(context.comm, request);
  SearchedRun run(context.comm, request.run, options);
  finished::RunEncoder encoder(context, request.run,
                               {options.model, "search.model", "no text can be searched for", ""});
  if (!encoder.differences().empty())
    context.log.line("search: texts are encoded in fp32 on this machine; the run was made otherwise: {}",
                     fmt::join(encoder.differences(), "; "));
  const Clustering& topics = run.topics();
  const Range mine = even_part(topics.total_rows, context.comm.size(), context.comm.rank());
  const std::int64_t slice = std::max<std::int64_t>(1, kSliceNumbers / topics.width);
  const auto count = std::ssize(questions);
  Progress progress(context.log, "search", "papers", mine.size() * ((count + kTogether - 1) / kTogether));
  for (std::int64_t first = 0; first < count; first += kTogether) {
    const std::span<const std::string> part = std::span(questions).subspan(
        static_cast<std::size_t>(first), static_cast<std::size_t>(std::min(kTogether, count - first)));
    std::vector<float> rows = encode_questions(context.comm, encoder, part);
    std::vector<float> among_papers = rows;
    clusters::to_topic_space(run.paper_space(), topics.width, among_papers);
    NearestRows nearest(among_papers, topics.width, options.papers);
    std::int64_t searched = 0;
    for (std::int64_t row = mine.first; row < mine.last && !stop_requested(); row += slice) {
      const Range of_slice{row, std::min(mine.last, row + slice)};
      searched += run.offer(of_slice, nearest);
      progress.advance(of_slice.size());
    }
    leave_if_stopped(context.comm);
    searched = context.comm.sum(searched);
    const std::vector<std::vector<NearRow>> lists = nearest.gathered(context.comm);
    if (!context.comm.is_root()) continue;
    clusters::to_topic_space(topics.space, topics.width, rows);
    const std::vector<std::vector<NearRow>> topic_lists = nearest_topics(topics, rows, options.topics);
    std::map<std::int64_t, PaperFound> papers = run.papers(lists);
    for (std::size_t q = 0; q < part.size(); ++q) {
      Answer answer{request.run.string(),     part[q], encoder.model(), encoder.differences(), searched,
                    run.told(topic_lists[q]), {}};
      for (const NearRow& near : lists[q]) {
        answer.papers.push_back(papers[near.row]);
        answer.papers.back().similarity = near.similarity;
      }
      tell(answer);
    }
  }
}

}  // namespace thema
