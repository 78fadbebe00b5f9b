// SPDX-License-Identifier: Apache-2.0
// On one rank, or on several that share a GPU; jobs/gpu_check.sh runs both.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <numeric>

#include "test_context.hpp"
#include "thema/core/device_reduction.hpp"
#include "thema/core/torch_device.hpp"

namespace thema {
namespace {

const Device kGpu{Device::Kind::cuda, 0};

void expect_sums(const Context& context, ReductionRoute route) {
  constexpr std::int64_t count = 100'003, large = std::int64_t{1} << 60;
  std::vector<std::int64_t> expected(count);
  std::iota(expected.begin(), expected.end(), -large / (context.comm.rank() + 2));
  at::Tensor values = at::tensor(expected, at::kLong).to(torch_device(kGpu));
  context.comm.sum(expected);
  const DeviceReduction reduction(context.comm, kGpu, route);
  EXPECT_EQ(reduction.ranks_of_device(), context.comm.size());
  for (int again = 0; again < 2; ++again) {
    at::Tensor work = values + again;  // on the stream, before the sum
    reduction.sum(work.mutable_data_ptr<std::int64_t>(), count, current_stream(work.device()));
    const at::Tensor here = work.cpu();
    const std::int64_t* found = here.const_data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < count; ++i)
      ASSERT_EQ(found[i], expected[static_cast<std::size_t>(i)] + again * context.comm.size())
          << i << " by " << reduction.route();
  }
}

TEST(DeviceReductionOnGpu, SumsAreTheCommunicators) {
  const Context context = test_context();
  expect_sums(context, ReductionRoute::best);
  expect_sums(context, ReductionRoute::mpi_of_host);
  if (context.comm.size() == 1) expect_sums(context, ReductionRoute::nccl);
}

}  // namespace
}  // namespace thema
