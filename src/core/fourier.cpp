// SPDX-License-Identifier: Apache-2.0
#include "thema/core/fourier.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "thema/core/error.hpp"

namespace thema::fourier {

namespace {

template <class T> at::Tensor view(std::span<const T> rows, std::int64_t width) {
  const auto kind = std::is_same_v<T, float> ? at::kFloat : at::kComplexFloat;
  return at::from_blob(const_cast<T*>(rows.data()), {std::ssize(rows) / width, width}, kind);
}

template <class T> at::Tensor room(std::span<T> rows, std::int64_t width) {
  return view(std::span<const T>(rows), width);
}

/// While it lives libtorch uses one thread: how it divides rows among several must not show in the bits.
class OneThread {
 public:
  OneThread() : before_(at::get_num_threads()) {
    if (before_ != 1) at::set_num_threads(1);
  }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;
  ~OneThread() {
    if (before_ != 1) at::set_num_threads(before_);
  }

 private:
  int before_;
  c10::InferenceMode inference_;
};

}  // namespace

void transform_real(std::span<const float> rows, std::int64_t n, std::int64_t length, std::span<Complex> out) {
  if (rows.empty()) return;
  const OneThread one;
  at::Tensor result = room(out, length / 2 + 1);
  at::fft_rfft_out(result, view(rows, n), length);
}

void transform(std::span<const Complex> rows, std::int64_t n, std::int64_t length, std::span<Complex> out) {
  if (rows.empty()) return;
  const OneThread one;
  at::Tensor result = room(out, length);
  at::fft_fft_out(result, view(rows, n), length);
}

void invert(std::span<const Complex> rows, std::int64_t length, std::span<Complex> out) {
  if (rows.empty()) return;
  const OneThread one;
  at::Tensor result = room(out, length);
  at::fft_ifft_out(result, view(rows, length), length);
}

void invert_real(std::span<const Complex> rows, std::int64_t length, std::span<float> out) {
  if (rows.empty()) return;
  const OneThread one;
  at::Tensor result = room(out, length);
  at::fft_irfft_out(result, view(rows, length / 2 + 1), length);
}

}  // namespace thema::fourier
