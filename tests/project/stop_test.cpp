// SPDX-License-Identifier: Apache-2.0
// A signal to one rank, in a program of its own: the flag cannot be taken back.
#include <gtest/gtest.h>

#include "expect_all_leave.hpp"
#include "project/made_papers.hpp"
#include "stop_signal.hpp"
#include "thema/project/fuzzy_graph.hpp"
#include "thema/project/umap.hpp"

namespace thema {
namespace {

TEST(ProjectStop, SignalToOneRankMakesAllLeave) {
  Context context = test_context();
  const Embeddings own = share_of(papers_around(4, 300, 16, 0.5), context.comm);
  ProjectOptions options;
  options.epochs = 20;
  EXPECT_NO_THROW(project_once(context, own, options));
  const maps::LaidOut papers = maps::choose_laid_out(context, own, 300, 0);
  const maps::Neighbours near = maps::nearest_neighbours(context, papers, 15);
  const maps::NeighbourGraph graph = maps::fuzzy_graph(context, papers, near);
  const maps::StartingMap start{std::vector<float>(600, 1.0f)};

  if (context.comm.rank() == context.comm.size() - 1) send_stop_signal(SIGUSR1);
  expect_all_leave(context.comm, "neighbours", [&] { maps::nearest_neighbours(context, papers, 15); });
  expect_all_leave(context.comm, "epochs", [&] {
    LayoutCheckpoint nothing_kept;
    maps::umap_layout(context, papers, {graph, {}}, [&] { return start; }, options, {nothing_kept, "umap"});
  });
  expect_all_leave(context.comm, "the stage", [&] { project_once(context, own, options); });
}

}  // namespace
}  // namespace thema
