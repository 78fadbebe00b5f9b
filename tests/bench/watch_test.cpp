// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "thema/bench/attention_variant.hpp"
#include "thema/core/error.hpp"
#include "thema/core/operator_trace.hpp"
#include "thema/core/processor.hpp"
#include "thema/core/tensor_memory.hpp"

namespace thema {
namespace {

TEST(TensorMemory, PeakAndRestAreThoseOfTheAllocations) {
  at::Tensor kept;
  const TensorMemory memory = watch_tensor_memory({}, [&] {
    kept = at::empty({1000}, at::kFloat);
    { const at::Tensor passing = at::empty({3000}, at::kFloat); }
    const at::Tensor later = at::empty({500}, at::kFloat);
  });
  EXPECT_EQ(memory.peak, 4 * (1000 + 3000));
  EXPECT_EQ(memory.left, 4 * 1000);
}

TEST(TensorMemory, OfAnotherDeviceIsNotCounted) {
  const Device cuda{Device::Kind::cuda, 0};
  EXPECT_EQ(watch_tensor_memory(cuda, [] { at::empty({1000}, at::kFloat); }).peak, 0);
}

TEST(OperatorTrace, NamesEachMatchingOperatorOnce) {
  const at::Tensor x = at::ones({4, 4});
  const auto called = operators_called("mm", [&] {
    at::mm(x, x);
    at::add(x, x);
    at::addmm(x, x, x);
    at::mm(x, x);
  });
  EXPECT_EQ(called, (std::vector<std::string>{"aten::mm", "aten::addmm"}));
  at::mm(x, x);  // nothing listens any more
}

TEST(HalfInMathScope, SetsTheSwitchAndPutsItBack) {
  ASSERT_FALSE(at::globalContext().allowFP16BF16ReductionMathSDP());
  {
    const bench::HalfInMathScope kept(bench::HalfInMath::kept);
    EXPECT_TRUE(at::globalContext().allowFP16BF16ReductionMathSDP());
    {
      const bench::HalfInMathScope raised(bench::HalfInMath::raised);
      EXPECT_FALSE(at::globalContext().allowFP16BF16ReductionMathSDP());
    }
    EXPECT_TRUE(at::globalContext().allowFP16BF16ReductionMathSDP());
  }
  EXPECT_FALSE(at::globalContext().allowFP16BF16ReductionMathSDP());
}

TEST(AttentionVariants, UnknownNamesAreRefusedWithWhatIsAllowed) {
  try {
    bench::attention_variants({"flash", "fast"});
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_NE(
        std::string(error.what()).find("'fast'; allowed are packed, flash, efficient, cudnn, math_no_upcast, math"),
        std::string::npos)
        << error.what();
  }
}

TEST(Processor, HasAName) { EXPECT_FALSE(processor_model().empty()); }

}  // namespace
}  // namespace thema
