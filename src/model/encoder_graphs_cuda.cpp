// SPDX-License-Identifier: Apache-2.0
// encoder_graphs_cpu.cpp replaces this file in a CPU build.
#include <ATen/ATen.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <map>
#include <utility>

#include "thema/model/encoder_graphs.hpp"

namespace thema {

namespace {

// The stream must leave its recording before anything else is said.
void end_failed_capture(at::cuda::CUDAGraph& graph) {
  try {
    graph.capture_end();
  } catch (const c10::Error&) {
  }
}

struct Recorded {
  at::cuda::CUDAGraph graph;
  at::Tensor numbers, rows;  // that the graph reads and writes
};

class CudaEncoderGraphs : public EncoderGraphs {
 public:
  CudaEncoderGraphs(const at::Device& device, Forward forward)
      : recording_(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device.index())),
        forward_(std::move(forward)),
        pool_(at::cuda::graph_pool_handle()) {}

  at::Tensor run(const PackedBatch& batch, const at::Tensor& numbers) override {
    auto found = recorded_.find(batch.shape());
    if (found == recorded_.end()) {
      if (recorded_.size() == kMostGraphs) return forward_(batch, numbers);
      found = recorded_.try_emplace(batch.shape(), record(batch, numbers)).first;
    }
    Recorded& work = *found->second;
    work.numbers.copy_(numbers);
    work.graph.replay();
    return work.rows.clone();  // the next replay overwrites them
  }

 private:
  // A graph is recorded on a stream other than the default one, after a run that lets libraries take their memory.
  std::unique_ptr<Recorded> record(const PackedBatch& batch, const at::Tensor& numbers) const {
    auto work = std::make_unique<Recorded>();
    work->numbers = numbers.clone();
    c10::cuda::getCurrentCUDAStream(recording_.device_index()).synchronize();
    const c10::cuda::CUDAStreamGuard on_recording(recording_);
    forward_(batch, work->numbers);
    recording_.synchronize();
    c10::cuda::CUDACachingAllocator::emptyCache();  // a recording takes memory of its own
    work->graph.capture_begin(pool_);
    try {
      work->rows = forward_(batch, work->numbers);
    } catch (...) {
      end_failed_capture(work->graph);
      throw;
    }
    work->graph.capture_end();
    recording_.synchronize();
    return work;
  }

  c10::cuda::CUDAStream recording_;
  Forward forward_;
  at::cuda::MempoolId_t pool_;
  std::map<BatchShape, std::unique_ptr<Recorded>> recorded_;
};

}  // namespace

std::unique_ptr<EncoderGraphs> make_encoder_graphs(const at::Device& device, EncoderGraphs::Forward forward) {
  return std::make_unique<CudaEncoderGraphs>(device, std::move(forward));
}

}  // namespace thema
