// SPDX-License-Identifier: Apache-2.0
#include "thema/nearest/half_rows.hpp"

#include <ATen/ATen.h>
#include <ATen/Context.h>

#include <algorithm>

#include "thema/core/matrix_product.hpp"
#include "thema/core/torch_device.hpp"

namespace thema {

namespace {

constexpr std::int64_t kSliceNumbers = std::int64_t{1} << 24;  // that are rounded to fp16 together

// Sums of tensor cores cut off where fp32 rounds: twice the error of an addition, once more for their blocks.
double product_error(std::int64_t width) { return 4 * dot_error_bound(width); }

// Norms of rows, points and their fp16 forms are at most 1, but for rounding.
constexpr double kExcess = 1.002;

// At least the norm of what fp16 leaves of each row.
at::Tensor remainders_of(const at::Tensor& values, const at::Tensor& halves) {
  constexpr double rounding = 1.003, least = 1e-9;  // of a sum of squares in fp32, and norms of 1.001
  return (values - halves.to(at::kFloat)).square_().sum(1).sqrt_().mul_(rounding).add_(least);
}

/// Products of fp16 numbers are summed in fp32 while this lives, whatever the process prefers.
class WholeSums {
 public:
  WholeSums()
      : before_(at::globalContext().allowFP16ReductionCuBLAS()),
        accumulation_before_(at::globalContext().allowFP16AccumulationCuBLAS()) {
    at::globalContext().setAllowFP16ReductionCuBLAS(false, true);
    at::globalContext().setAllowFP16AccumulationCuBLAS(false);
  }
  WholeSums(const WholeSums&) = delete;
  WholeSums& operator=(const WholeSums&) = delete;
  ~WholeSums() {
    at::globalContext().setAllowFP16AccumulationCuBLAS(accumulation_before_);
    at::globalContext().setAllowFP16ReductionCuBLAS(
        before_ == at::CuBLASReductionOption::AllowReducedPrecisionWithSplitK,
        before_ != at::CuBLASReductionOption::DisallowReducedPrecisionDisallowSplitK);
  }

 private:
  at::CuBLASReductionOption before_;
  bool accumulation_before_;
};

}  // namespace

kernels::Place HalfRows::place() const {
  if (device().is_cpu()) return {};
  return {kernels::Place::Kind::device, current_stream(device())};
}

HalfRows half_rows(const at::Tensor& values) {
  HalfRows rows{values, at::empty(values.sizes(), values.options().dtype(at::kHalf)),
                at::empty({values.size(0)}, values.options())};
  const std::int64_t slice = std::max<std::int64_t>(1, kSliceNumbers / values.size(1));
  for (std::int64_t first = 0; first < rows.count(); first += slice) {
    const std::int64_t count = std::min(slice, rows.count() - first);
    const at::Tensor exact = values.narrow(0, first, count);
    at::Tensor halves = rows.halves.narrow(0, first, count);
    halves.copy_(exact);
    rows.remainders.narrow(0, first, count).copy_(remainders_of(exact, halves));
  }
  return rows;
}

HalfRows half_rows(std::span<const float> values, std::int64_t width, at::Device device) {
  return half_rows(on_device(values, width, device));
}

void multiply_halves(at::Tensor& products, const at::Tensor& rows, const at::Tensor& columns) {
  if (rows.device().is_cpu()) {
    at::mm_out(products, rows.to(at::kFloat), columns.to(at::kFloat).t());
    return;
  }
  const WholeSums whole_sums;
  at::mm_out(products, rows, columns.t(), at::kFloat);
}

double error_beside_remainder(const HalfRows& columns) {
  return kExcess * (columns.remainders.max().item<double>() + product_error(columns.width()));
}

at::Tensor on_device(std::span<const float> values, std::int64_t width, at::Device device) {
  const at::Tensor here =
      at::from_blob(const_cast<float*>(values.data()), {std::ssize(values) / width, width}, at::kFloat);
  return here.to(device, at::kFloat, /*non_blocking=*/false, /*copy=*/true);
}

}  // namespace thema
