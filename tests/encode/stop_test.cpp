// SPDX-License-Identifier: Apache-2.0
// A signal to one rank, in a program of its own: the flag cannot be taken back.
#include <gtest/gtest.h>

#include "encode/synthetic_corpus.hpp"
#include "model/model_folder.hpp"
#include "stop_signal.hpp"
#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/encode/encode.hpp"

namespace thema {
namespace {

TEST(EncodeStop, SignalToOneRankLeavesCommittedBlocksAndNoCompleteFile) {
  Context world = test_context();
  const TemporaryFolder folder;
  const auto model = folder.path() / "model", run = folder.path();
  if (world.comm.is_root()) write_model_folder(model, {0, 16, 1, 2, 32, 64, 2, 1e-12});
  world.comm.barrier();
  constexpr std::int64_t documents = 120, block = 10;
  write_corpus(world, run, documents);
  const StageRecord record{"embeddings", "", {"same"}, {}};
  EncodeOptions options;
  options.model = model.string();
  options.block = block;

  if (world.comm.is_root()) send_stop_signal(SIGTERM);
  store::DocumentSource source(run);
  EXPECT_EQ(encode(world, source, run, record, options), Finished::stopped);
  EXPECT_FALSE(std::filesystem::exists(run / "embeddings.h5"));

  // The other ranks did their blocks to the end, and what they did is there for the next job.
  store::EmbeddingsShape shape{documents, 16, block, true, "model", "mean"};
  const store::EmbeddingSink sink(world, run, record, shape);
  std::int64_t committed = 0;
  for (const auto done : sink.committed()) committed += done;
  const std::int64_t ranks = world.comm.size(), blocks = documents / block;
  EXPECT_LT(committed, blocks);
  EXPECT_GE(committed, ranks == 1 ? 0 : blocks - blocks / ranks - 1);
}

}  // namespace
}  // namespace thema
