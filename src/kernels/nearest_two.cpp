// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/nearest_two.hpp"

#include <Kokkos_Core.hpp>
#include <cstring>
#include <limits>

namespace thema::kernels {

namespace {

// Eight lanes each keep the two largest of their columns, so that the scan has no branch and stays in registers. Left
// to plain loops over arrays the compiler keeps the lanes in memory, three times slower.
constexpr int kLanes = 8;
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));
constexpr float kLowest = -std::numeric_limits<float>::infinity();

template <class T> inline T larger(T a, T b) { return a > b ? a : b; }
template <class T> inline T smaller(T a, T b) { return a < b ? a : b; }

template <class T> struct Two {
  T best, second;
  void add(T score) {
    second = larger(second, smaller(best, score));
    best = larger(best, score);
  }
  void add(const Two& other) {
    second = larger(larger(second, other.second), smaller(best, other.best));
    best = larger(best, other.best);
  }
};

inline Lanes load(const float* from, std::int64_t count) {
  Lanes lanes = kLowest - Lanes{};
  std::memcpy(&lanes, from, static_cast<std::size_t>(count) * sizeof(float));
  return lanes;
}

inline Two<float> scan(const float* row, std::int64_t columns) {
  const Lanes lowest = kLowest - Lanes{};
  Two<Lanes> even{lowest, lowest}, odd{lowest, lowest};
  std::int64_t j = 0;
  for (; j + 2 * kLanes <= columns; j += 2 * kLanes) {
    even.add(load(row + j, kLanes));
    odd.add(load(row + j + kLanes, kLanes));
  }
  for (; j < columns; j += kLanes) even.add(load(row + j, smaller<std::int64_t>(kLanes, columns - j)));
  even.add(odd);
  Two<float> two{kLowest, kLowest};
  for (int l = 0; l < kLanes; ++l) two.add(Two<float>{even.best[l], even.second[l]});
  return two;
}

inline TopTwo of_row(const float* row, std::int64_t columns) {
  const Two<float> two = scan(row, columns);
  TopTwo top{two.best, two.second, 0};
  while (row[top.column] != top.best) ++top.column;
  return top;
}

}  // namespace

void nearest_two(const float* scores, std::int64_t rows, std::int64_t columns, TopTwo* top) {
  Kokkos::parallel_for("nearest_two", Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, rows),
                       [=](const std::int64_t i) { top[i] = of_row(scores + i * columns, columns); });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
