// SPDX-License-Identifier: Apache-2.0
#include "thema/core/matrix_product.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>

#include "thema/core/error.hpp"
#include "thema/core/exact_dot.hpp"

namespace thema {

namespace {

at::Tensor view(std::span<const float> data, std::int64_t rows, std::int64_t columns) {
  return at::from_blob(const_cast<float*>(data.data()), {rows, columns}, at::kFloat);
}

}  // namespace

void multiply_transposed(std::span<const float> a, std::span<const float> b, std::int64_t d, std::span<float> out) {
  const std::int64_t m = static_cast<std::int64_t>(a.size()) / d, n = static_cast<std::int64_t>(b.size()) / d;
  require(static_cast<std::int64_t>(out.size()) == m * n, "the product needs m * n numbers");
  if (m == 0 || n == 0) return;
  const c10::InferenceMode inference;
  at::Tensor result = view(out, m, n);
  at::mm_out(result, view(a, m, d), view(b, n, d).t());
}

void gram(std::span<const double> x, std::int64_t d, std::span<double> out) {
  require(static_cast<std::int64_t>(out.size()) == d * d, "a Gram matrix needs d * d numbers");
  const c10::InferenceMode inference;
  const at::Tensor rows =
      at::from_blob(const_cast<double*>(x.data()), {static_cast<std::int64_t>(x.size()) / d, d}, at::kDouble);
  at::Tensor result = at::from_blob(out.data(), {d, d}, at::kDouble);
  at::mm_out(result, rows.t(), rows);
}

void largest_eigenvectors(std::span<const double> matrix, std::int64_t n, std::int64_t count, std::span<double> values,
                          std::span<double> vectors) {
  require(count <= n, "more eigenvectors than dimensions");
  const c10::InferenceMode inference;
  const at::Tensor symmetric = at::from_blob(const_cast<double*>(matrix.data()), {n, n}, at::kDouble);
  // LAPACK's last bits depend on the number of threads, and the result may not depend on run.threads.
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const auto [ascending, columns] = at::linalg_eigh(symmetric);
  at::set_num_threads(threads);
  const at::Tensor rows = columns.t().contiguous();
  for (std::int64_t c = 0; c < count; ++c) {
    const std::int64_t from = n - 1 - c;  // eigh sorts ascending
    values[static_cast<std::size_t>(c)] = ascending[from].item<double>();
    const double* v = rows[from].data_ptr<double>();
    std::int64_t largest = 0;
    for (std::int64_t i = 1; i < n; ++i)
      if (std::abs(v[i]) > std::abs(v[largest])) largest = i;
    const double sign = v[largest] < 0 ? -1 : 1;
    for (std::int64_t i = 0; i < n; ++i) vectors[static_cast<std::size_t>(c * n + i)] = sign * v[i];
  }
}

double exact_dot(const float* a, const float* b, std::int64_t d) { return exact_dot_inline(a, b, d); }

}  // namespace thema
